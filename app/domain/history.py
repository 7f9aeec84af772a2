"""What stands in a case, now or at any past moment: a pure fold over what was saved and said in it.

Nothing in a case is saved again. Whoever says something anew supersedes what stood, and what stood stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from app.domain.errors import HistoryDamaged

Key = tuple[str | None, UUID]
"""What was said (None: what is held on record), and about whom."""


class Said(Protocol):
    """What the fold must know of a record."""

    @property
    def id(self) -> UUID: ...
    @property
    def what(self) -> str | None: ...
    @property
    def subject_id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def supersedes(self) -> UUID | None: ...
    @property
    def released_at(self) -> datetime | None: ...


S = TypeVar("S", bound=Said)


def standing(said: Iterable[S], at: datetime | None = None) -> Mapping[Key, S]:
    """The newest of each kind about each subject, of what had been said by `at` (None: of everything).

    Raises HistoryDamaged when a chain is not whole: something was taken out of its middle, or put in beside it.
    """
    return {key: newest for key, (*_, newest) in chains(said, at).items()}


def chains(said: Iterable[S], at: datetime | None = None) -> Mapping[Key, Sequence[S]]:
    """Everything of each kind about each subject, the first first. Raises HistoryDamaged as `standing`."""
    found: defaultdict[Key, list[S]] = defaultdict(list)
    for one in said:
        found[one.what, one.subject_id].append(one)
    whole = {key: _in_order(each) for key, each in found.items()}
    by_then = {key: [one for one in each if at is None or _time(one) <= at] for key, each in whole.items()}
    return {key: each for key, each in by_then.items() if each}


def _in_order(said: Sequence[S]) -> Sequence[S]:
    ordered = sorted(said, key=lambda one: one.version)
    before: S | None = None
    for place, one in enumerate(ordered, start=1):
        follows = before is None or _time(before) <= _time(one)
        if one.version != place or one.supersedes != (before.id if before else None) or not follows:
            raise HistoryDamaged("What was recorded in this case is not whole: something was taken out or put in.")
        before = one
    return ordered


def _time(one: Said) -> datetime:
    if one.released_at is None:
        raise HistoryDamaged("What was recorded in this case is not whole: something has no time.")
    return one.released_at
