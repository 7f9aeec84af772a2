"""What lists show, and how they are cut into pages: no page's work grows with history (keyset paging)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.log_entry import Whose

PAGE_SIZE = 25
COUNTED = 1000
"""A list is counted up to here, so that counting never grows with history."""


@dataclass(frozen=True, slots=True)
class Page:
    """Up to `size` rows after (or before) a key; a key is what the list is sorted by, as text. None is the first."""

    after: str | None = None
    before: str | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A request in a list: for the partner (`answering`) or for the hub (`asking`). Names nobody."""

    organisation_id: UUID
    file_id: UUID
    side: str
    counterpart_id: UUID
    case_id: UUID | None
    reference: str
    rating: str
    state: str
    due_at: datetime
    sent_at: datetime
    claimed_by: UUID | None
    answered_at: datetime | None
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case in the hub's list. Names nobody.

    `next_due_at` is when the next answer is due, and `next_paused_at` since when time stands still for every one that
    is waited for; `due_at` is until when the hub decides. None of them is of a closed case.
    `board_about` is what of it is with the strategic board, `board_since` since when, `board_due_at` when an answer is
    due: None while nothing is.
    """

    organisation_id: UUID
    file_id: UUID
    reference: str
    rating: str
    state: str
    subjects: int
    asked: int
    answered: int
    next_due_at: datetime | None
    started_at: datetime
    closed_at: datetime | None = None
    held_at: datetime | None = None
    due_at: datetime | None = None
    next_paused_at: datetime | None = None
    board_about: str | None = None
    board_since: datetime | None = None
    board_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which requests of a list: open, answered or withdrawn; of one state, rating, counterpart, person.

    `claimed_by` is who of the partner has it, `on_case` who of the hub is on its case. Of partners of the kinds
    that are `unlearnt` a state that tells what they hold counts as being worked on.
    """

    answered: bool = False
    withdrawn: bool = False
    rating: str | None = None
    counterpart: UUID | None = None
    claimed_by: UUID | None = None
    state: str | None = None
    on_case: UUID | None = None
    unlearnt: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases of a list: open or closed ones, or either; of one rating; on which one person is; `among` these.

    `in_place_of`: on which one of these is, and the reader is not.
    """

    state: str | None = "open"
    rating: str | None = None
    on_case: UUID | None = None
    among: tuple[UUID, ...] | None = None
    in_place_of: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which log lines: of one hub (None: of the installation itself), then any of these.

    `without` leaves out one kind; `glass` leaves reveals alone: those by breaking glass, or the others.
    `file_ids` are the files of one case or request.
    """

    tenant_id: UUID | None
    kind: str | None = None
    without: str | None = None
    glass: bool | None = None
    from_id: UUID | None = None
    to_id: UUID | None = None
    actor_id: UUID | None = None
    file_ids: tuple[UUID, ...] | None = None
    purpose: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the disclosure log as a list shows it; `counted` is how many further tries a refusal stands for, and
    `what` names what was stated, as its leaf says.
    """

    whose: Whose
    index: int
    id: UUID
    kind: str
    at: datetime
    file_id: UUID | None
    reference: str | None
    from_id: UUID | None
    to_id: UUID | None
    actor_id: UUID | None
    actor_name: str | None
    role: str | None
    purpose: str | None
    legal_basis: str | None
    level: str | None
    fields: int
    counted: int | None
    what: str | None


def key_of(moment: datetime, file_id: UUID) -> str:
    """The paging key of a row sorted by a moment and then by id."""
    return f"{moment.isoformat()}~{file_id}"
