"""What is asked of the index that people are found again by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.domain.lists import CaseEntry


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a case who shares a tag with whom is sought: the newest record of them, and the case as lists have
    it.
    """

    subject_id: UUID
    record_id: UUID
    case: CaseEntry


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another case of which it is said that somebody in it is a person of this one (`subject_id`)."""

    subject_id: UUID
    other_id: UUID
    case: CaseEntry


class FindingRows(Protocol):
    """Tags of the people of cases, and who of them is said to be one person."""

    def put_tags(self, tags: Mapping[UUID, Collection[int]]) -> None:
        """From now on these are the tags of these people, and no others."""
        ...

    def candidates(self, tags: Collection[int], reader: UUID, most: int) -> tuple[Candidate, ...]:
        """Who shares most of these tags, of the cases of the acting organisation that this reader may know of."""
        ...

    def link(self, subject_id: UUID, others: Collection[UUID], record_id: UUID) -> None:
        """From now on this person of a case is said, in this record, to be these of other cases, and no others."""
        ...

    def elsewhere(self, subject_ids: Sequence[UUID], reader: UUID) -> tuple[Elsewhere, ...]:
        """The other cases of whoever is said to be one of these people, also by way of a third, the newest first."""
        ...

    def cases_of(self, subject_ids: Collection[UUID], reader: UUID) -> Mapping[UUID, CaseEntry]:
        """The case of each of these people, of those in the organisation’s own cases that this reader may know of."""
        ...
