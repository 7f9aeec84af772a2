"""Whom a case was asked of: a request beside its partner, as one look at a case reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.identity import Organisation
from app.domain.reminders import Reminder
from app.domain.research import ResearchRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, its partner, and since when nothing of it can be opened, None where it is not erased.

    `reminders` is what has been said while it waited.
    """

    request: ResearchRequest
    partner: Organisation
    erased_at: datetime | None
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Reachable:
    """An organisation as a hub reaches it: whether it is a partner, on what agreement, and whether their log stands.

    `agreement` is the reference of what they agreed, None where none is recorded. While their log is stopped, nothing
    can be sent.
    """

    organisation: Organisation
    is_partner: bool
    agreement: str | None
    is_stopped: bool
