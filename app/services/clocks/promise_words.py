"""How long an answer may take, in words; “working” only where the clock means it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.engine.clock_profiles import ELAPSED, WORKING_DAYS, Rung, Target

MINUTES_AN_HOUR: Final = 60
NOBODY: Final = "nobody is asked"
TOLD_WORDS: Final = {
    "holder": "whoever has the request",
    "organisation": "everybody there who gets e-mails",
    "manager": "their approvers",
    "hub": "the hub",
    "lead": "their lead",
    "board": "the strategic board’s page at the hub",
}


def promise_words(target: Target | None) -> str:
    """“within 4 hours, day and night”, “within 6 working hours”, “by the same time on the next working day”."""
    if target is None:
        return NOBODY
    if target.basis == WORKING_DAYS:
        if target.amount == 1:
            return "by the same time on the next working day"
        return f"by the same time {target.amount} working days later"
    if target.basis == ELAPSED:
        return f"within {_length(target.amount, '')}, day and night"
    return f"within {_length(target.amount, 'working ')}"


def rung_words(rung: Rung) -> str:
    """“When three quarters of the time has passed: whoever has the request”."""
    told = _and([TOLD_WORDS[one] for one in rung.tell])
    if rung.percent is not None:
        return f"When {rung.percent}% of the time has passed: {told}"
    late = (
        f"{_count(rung.days, 'day')} after it is due" if rung.days else f"{_count(rung.hours, 'hour')} after it is due"
    )
    return f"{late if rung.days or rung.hours else 'When it is due'}: {told}"


def _length(minutes: int, what: str) -> str:
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    return _count(minutes, f"{what}minute") if rest else _count(hours, f"{what}hour")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"
