"""The same returns in three orders: by source, by person, by date of information. Pure, from what was opened once.

Each order shows every line: what one look opens, that look shows, whichever way it is put (law 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from app.domain.files import Subject
from app.services.collation.open_collation import Question
from app.web.hub.case_requests import RequestRow
from app.web.hub.field_groups import CASE
from app.web.hub.return_lines import Line, SubjectReturn

SOURCE, PERSON, TIME = "source", "person", "time"
ORDERS: Final[Mapping[str, str]] = {SOURCE: "By source", PERSON: "By person", TIME: "By date"}


@dataclass(frozen=True, slots=True)
class SourceView:
    """One partner's side: where its request stands, whom it was asked about and what, and what it returned, as this
    person sees it; `challenge` is why its answer was challenged.
    """

    row: RequestRow
    about: frozenset[UUID]
    questions: tuple[Question, ...]
    challenge: str | None
    returns: tuple[SubjectReturn, ...]
    asks_back: bool
    stopped: bool
    corrected: tuple[str, ...]

    @property
    def has_ended(self) -> bool:
        """Whether the partner has answered, seen or not, or what it was asked is erased."""
        return self.row.entry.answered_at is not None or self.row.erased is not None


@dataclass(frozen=True, slots=True)
class PersonView:
    """One subject, and each source that was asked about it with what it returned; None where there is nothing to see,
    which is a gap in its place.
    """

    subject_id: UUID
    sides: tuple[tuple[SourceView, SubjectReturn | None], ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """What one source says about one subject as of one day, and when it was reported."""

    as_of: date
    reported: datetime | None
    source: SourceView
    subject_id: UUID
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Undated:
    """What of a return nobody can place by a date."""

    source: SourceView
    rest: SubjectReturn


def by_person(subjects: Sequence[Subject], sources: Sequence[SourceView]) -> tuple[PersonView, ...]:
    """Every subject of the case in its order, also one about which nobody was asked."""
    return tuple(
        PersonView(one.subject_id, tuple(_sides(one.subject_id, sources))) for one in subjects if one.kind != CASE
    )


def by_time(sources: Sequence[SourceView]) -> tuple[tuple[Dated, ...], tuple[Undated, ...]]:
    """Every line of a return that has a date, what holds latest first; then what of each return has none."""
    returns = [(one, each) for one in sources for each in one.returns]
    dated = [
        Dated(day, each.returned_at, one, each.subject_id, tuple(line for line in each.items if line.as_of == day))
        for one, each in returns
        for day in dict.fromkeys(line.as_of for line in each.items if line.as_of)
    ]
    rest = [
        Undated(one, replace(each, items=tuple(line for line in each.items if not line.as_of))) for one, each in returns
    ]
    return tuple(sorted(dated, key=lambda one: one.as_of, reverse=True)), tuple(rest)


def _sides(subject_id: UUID, sources: Sequence[SourceView]) -> Iterator[tuple[SourceView, SubjectReturn | None]]:
    for one in sources:
        found = [each for each in one.returns if each.subject_id == subject_id]
        yield from ((one, each) for each in found)
        if not found and subject_id in one.about:
            yield one, None
