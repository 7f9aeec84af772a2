"""A file whose key was destroyed on purpose: nothing sealed under it can be opened again, anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.administered import RowName
from app.domain.opening_hours import LONDON


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A row that is, or has parts, sealed under a file's key, and its digest; `log` where it is an entry's detail."""

    log: int | None
    kind: str
    key: str
    digest: str

    @property
    def name(self) -> RowName:
        """Under which an entry names it."""
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a file of a hub is erased, since when; `newly` where it was not before."""

    tenant_id: UUID
    at: datetime
    newly: bool


@dataclass(frozen=True, slots=True)
class FileKept:
    """What is said of a file before it goes: `kind` is case or request, `partner` the name of whom it was sent to.

    `since` is when it was made; `closed_at` and `held_at` are its case's, and `look_again` the day on which
    that hold is looked at again; `erased_at` is its own. None while it is not.
    """

    tenant_id: UUID
    kind: str
    reference: str
    partner: str | None
    since: datetime
    closed_at: datetime | None
    held_at: datetime | None
    look_again: date | None
    erased_at: datetime | None

    @property
    def why_held(self) -> str:
        """Why it cannot be destroyed while its case is held, and whom to ask."""
        again = f" It is looked at again on {_day(self.look_again)}." if self.look_again else ""
        return (
            f"This file’s case is held since {_day(self.held_at)}: nothing of it is destroyed.{again} Ask an "
            "information governance officer or a decision-maker of its hub: one of them ends the hold first, with a "
            "reason."
        )


def _day(day: date | datetime | None) -> str:
    local = day.astimezone(LONDON) if isinstance(day, datetime) else day
    return f"{local.day} {local:%B %Y}" if local else "an unknown day"
