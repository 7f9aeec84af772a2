"""What has been said while a request waits, in words for either side: whom, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from app.domain.reminders import Reminder
from app.domain.time_of_day import london, time_words
from app.web.date_words import moment_words

AT_HUB: Final[Mapping[str, str]] = {
    "holder": "reminded",
    "organisation": "everybody there who gets mail was told",
    "manager": "its manager was told",
    "hub": "you were told",
    "lead": "its accountable lead was told",
    "board": "you were told to raise it with the strategic board",
}
AT_PARTNER: Final[Mapping[str, str]] = {
    "holder": "reminded",
    "organisation": "everybody here who gets mail was told",
    "manager": "your manager was told",
    "hub": "the hub was told",
    "lead": "your accountable lead was told",
    "board": "the hub was told to raise it with the strategic board",
}
NOBODY_AT_HUB: Final[Mapping[str, str]] = {
    "manager": "everybody there who gets mail was told, as no manager is named there (ask them to name one)",
    "lead": "its managers were told, as no accountable lead is named there (ask them to name one)",
    "neither": "everybody there who gets mail was told, as no accountable lead and no manager is named there "
    "(ask them to name both)",
}
NOBODY_AT_PARTNER: Final[Mapping[str, str]] = {
    "manager": "everybody here who gets mail was told, as no manager is named (ask your administrator to name one)",
    "lead": "your managers were told, as no accountable lead is named (ask your administrator to name a safeguarding "
    "lead)",
    "neither": "everybody here who gets mail was told, as no accountable lead and no manager is named (ask your "
    "administrator to name both)",
}
IN_PLACE: Final = ((AT_HUB, NOBODY_AT_HUB), (AT_PARTNER, NOBODY_AT_PARTNER))
"""By whom a step tells, and what is said where nobody was named then. It says nothing of whom a mail has reached."""


def reminder_words(reminders: Sequence[Reminder], words: Mapping[str, str], now: datetime) -> str:
    """“Reminded 2:15pm; your manager was told 4:15pm”; empty where nobody was told yet."""
    said = "; ".join(f"{step_words(one, words)} {_when(one.at, now)}" for one in reminders)
    return said[:1].upper() + said[1:]


def step_words(reminder: Reminder, words: Mapping[str, str]) -> str:
    """Whom one step told. One that policy names and we do not know is called by its name."""
    nobody = next(instead for side, instead in IN_PLACE if side is words)
    return " and ".join(_told(one, reminder.unnamed, words, nobody) for one in reminder.told)


def _told(name: str, unnamed: Sequence[str], words: Mapping[str, str], nobody: Mapping[str, str]) -> str:
    if name not in unnamed:
        return words.get(name, f"{name} was told")
    return nobody["neither" if name == "lead" and "manager" in unnamed else name]


def _when(at: datetime, now: datetime) -> str:
    return time_words(at) if london(at).date() == london(now).date() else moment_words(at)
