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
"""By whom a step tells. What it told says nothing of whom a mail has reached."""


def reminder_words(reminders: Sequence[Reminder], words: Mapping[str, str], now: datetime) -> str:
    """“Reminded 2:15pm; your manager was told 4:15pm”; empty where nobody was told yet."""
    said = "; ".join(f"{step_words(one, words)} {_when(one.at, now)}" for one in reminders)
    return said[:1].upper() + said[1:]


def step_words(reminder: Reminder, words: Mapping[str, str]) -> str:
    """Whom one step told. One that policy names and we do not know is called by its name."""
    return " and ".join(words.get(one, f"{one} was told") for one in reminder.told)


def _when(at: datetime, now: datetime) -> str:
    return time_words(at) if london(at).date() == london(now).date() else moment_words(at)
