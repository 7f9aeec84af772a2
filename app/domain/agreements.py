"""Sharing agreements: what a hub and partners have signed, in which version, and when somebody looks at it again.

The document itself lies elsewhere: kept is its digest, by which everybody can tell whether theirs is the one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

LADDER: Final = (90, 30, 7, 0)
"""So many days before a review or an end those who act are told; the last step is the day itself."""
ENDED, FOLLOWED, EXPIRED, TO_SIGN, NOT_YET, OVERDUE, DUE, STANDS = (
    "ended",
    "followed",
    "expired",
    "to_sign",
    "not_yet",
    "overdue",
    "due",
    "stands",
)
"""How an agreement can stand, each before those that matter less."""


@dataclass(frozen=True, slots=True)
class AgreementSide:
    """One of those an agreement is between. `signed_at` is None until its people have signed that it holds."""

    organisation_id: UUID
    signed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it has signed, and not ended it since."""
        return self.signed_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of one agreement of a hub. `document` is the SHA-256 of what was signed, in hexadecimal digits."""

    id: UUID
    hub_id: UUID
    reference: str
    version: str
    title: str
    document: str
    starts: date
    review_at: date
    ends: date | None
    recorded_at: datetime
    sides: Sequence[AgreementSide] = ()

    @property
    def named(self) -> str:
        """As a disclosure names it."""
        return named(self.reference, self.version)

    @property
    def partners(self) -> Sequence[AgreementSide]:
        """All sides but the hub."""
        return [one for one in self.sides if one.organisation_id != self.hub_id]

    @property
    def over(self) -> bool:
        """Whether nobody is left between whom it could hold: the hub has ended it, or every partner has."""
        hub = self.side(self.hub_id)
        return hub is None or hub.ended_at is not None or all(one.ended_at for one in self.partners)

    @property
    def unsigned(self) -> Sequence[UUID]:
        """Whose people have neither signed nor ended it."""
        return [one.organisation_id for one in self.sides if not (one.signed_at or one.ended_at)]

    def with_side(
        self, organisation_id: UUID, *, signed_at: datetime | None = None, ended_at: datetime | None = None
    ) -> Agreement:
        """The same once this side has signed it, or ended it."""
        sides = [
            replace(one, signed_at=signed_at or one.signed_at, ended_at=ended_at or one.ended_at)
            if one.organisation_id == organisation_id
            else one
            for one in self.sides
        ]
        return replace(self, sides=tuple(sides))

    def side(self, organisation_id: UUID) -> AgreementSide | None:
        """An organisation's side; None where it has none."""
        return next((one for one in self.sides if one.organisation_id == organisation_id), None)

    def holds_between(self, hub_id: UUID, partner_id: UUID) -> bool:
        """Whether both have signed it, and neither has ended it."""
        sides = (self.side(hub_id), self.side(partner_id))
        return hub_id == self.hub_id and all(one is not None and one.stands for one in sides)

    def followed(self, others: Sequence[Agreement], organisation_id: UUID) -> bool:
        """Whether a later version holds, of these, wherever an organisation shares under this one."""
        later = [
            one
            for one in others
            if (one.hub_id, one.reference) == (self.hub_id, self.reference) and one.recorded_at > self.recorded_at
        ]
        mine = [one.organisation_id for one in self.partners if not one.ended_at]
        mine = mine if organisation_id == self.hub_id else [organisation_id]
        return bool(later) and all(any(one.holds_between(self.hub_id, each) for one in later) for each in mine)

    def state(self, today: date) -> str:
        """How it stands as a whole. What holds between some is looked at again, whoever has not signed it yet."""
        if self.over:
            return ENDED
        if self.ends is not None and self.ends < today:
            return EXPIRED
        step = self.step(today)
        if step is not None and any(self.holds_between(self.hub_id, one.organisation_id) for one in self.partners):
            return OVERDUE if step == 0 else DUE
        if self.unsigned:
            return TO_SIGN
        return NOT_YET if self.starts > today else STANDS

    def step(self, today: date) -> int | None:
        """The last step of the ladder that is reached, by the review or the end, whichever is sooner; None before."""
        left = (min(self.review_at, self.ends or self.review_at) - today).days
        return min((one for one in LADDER if left <= one), default=None)


def named(reference: str, version: str) -> str:
    """An agreement and its version in the words of a leaf, which hold codes alone."""
    return f"{reference} version {version}"


def named_between(agreements: Sequence[Agreement], hub_id: UUID, partner_id: UUID, today: date) -> str | None:
    """The last recorded of these that has begun and holds between the two, as a disclosure names it; None for none."""
    holds = [one for one in agreements if one.starts <= today and one.holds_between(hub_id, partner_id)]
    return max(holds, key=lambda one: one.recorded_at).named if holds else None
