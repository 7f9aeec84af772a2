"""Who covers a colleague who is away, from when until when. It gives no role: whoever covers acts under their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

COVERS: Final = "covers"
"""Of what somebody did because they covered for a colleague: the code that says for whom."""


@dataclass(frozen=True, slots=True)
class Covering:
    """At one organisation `cover_id` covers `for_id` from `from_at` until `until_at`, as `named_by` has named them.

    `bound` seals all of it but `ended_at` under a key that no database holds.
    """

    id: UUID
    organisation_id: UUID
    for_id: UUID
    cover_id: UUID
    from_at: datetime
    until_at: datetime
    named_by: UUID
    named_at: datetime
    ended_at: datetime | None = None
    bound: bytes = field(default=b"", repr=False)

    def overlaps(self, other: Covering) -> bool:
        """Whether there is a moment that both last at."""
        return self.from_at < other.until_at and other.from_at < self.until_at


def last_in_chain(covers: Mapping[UUID, UUID], person: UUID) -> UUID | None:
    """Who covers somebody, where whoever covers may be away and covered as well; nobody, where it goes in a circle."""
    met, found = {person}, covers.get(person)
    while found is not None and found in covers:
        if found in met:
            return None
        met.add(found)
        found = covers[found]
    return found


class CoveringRepository(Protocol):
    """Rows as they are stored, but for those that were ended: whether a seal fits is for whoever reads them."""

    def add_covering(self, covering: Covering) -> None: ...

    def coverings_for(
        self, organisation_id: UUID, people: Collection[UUID], now: datetime, roles: Collection[str]
    ) -> tuple[Covering, ...]:
        """Who covers these people now, and who covers those in turn: only by whoever holds one of these roles there."""
        ...

    def coverings_by(
        self, organisation_id: UUID, person: UUID, now: datetime, roles: Collection[str]
    ) -> tuple[Covering, ...]:
        """Whom somebody covers now, and whom those cover in turn."""
        ...

    def coverings_in(
        self,
        organisation_id: UUID,
        now: datetime,
        people: Collection[UUID] | None,
        most: int,
        after: Covering | None = None,
    ) -> tuple[Covering, ...]:
        """Those whose time is not over, of these people on either side or of everybody; the first first, or from the
        first `after` one on.
        """
        ...

    def covers_now(self, now: datetime) -> tuple[Covering, ...]:
        """Those everywhere whose time is not over, for verifying."""
        ...

    def covering(self, covering_id: UUID) -> Covering | None:
        """It, unless it was ended."""
        ...

    def hold_coverings(self, covering_ids: Collection[UUID]) -> Mapping[UUID, Covering]:
        """Those of these that have not been ended; ending them waits for us."""
        ...

    def hold_people(self, organisation_id: UUID, people: Collection[UUID]) -> None:
        """Of two who name anybody to cover for or by these people at once, the later waits."""
        ...

    def end_covering(self, covering_id: UUID, at: datetime) -> bool:
        """False if it was ended before."""
        ...
