"""Where it is kept who acts for an organisation, in which role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.identity import HeldMembership, Membership
from app.domain.members import Member


class MemberRepository(Protocol):
    """Memberships. The application suspends them; giving one, ending one and lifting a suspension are not its to do."""

    def add_membership(self, membership: Membership) -> None:
        """Raises `Stale` when the person holds that role there already."""
        ...

    def end_membership(self, membership_id: UUID, at: datetime) -> Membership | None:
        """End it; the membership as it is then, None unless it stood."""
        ...

    def suspend_membership(self, membership_id: UUID, by: UUID, at: datetime) -> Membership | None:
        """Suspend it; the membership as it is then, None unless it stood and was not suspended."""
        ...

    def lift_suspension(self, membership_id: UUID) -> None: ...

    def hold_membership(self, membership_id: UUID) -> Membership:
        """One of them; whoever would suspend or end it waits for us. Raises `NotFound`."""
        ...

    def members_in(
        self, organisation_id: UUID, most: int, after: UUID | None = None, only: UUID | None = None
    ) -> Sequence[Member]:
        """Those of an organisation that have not ended, by name and id, after this one; `only` this one."""
        ...

    def has_role(self, organisation_id: UUID, role: str, mailbox: str) -> bool:
        """Whether somebody with this mailbox has a role that has not ended, suspended or not."""
        ...

    def memberships_in(self, organisation_id: UUID, role: str) -> Sequence[Membership]:
        """Those with this role there that stand: neither ended nor suspended, and approved."""
        ...

    def memberships(self) -> Sequence[Membership]:
        """Every one there is, for verifying."""
        ...

    def count_members(self, organisation_id: UUID) -> int:
        """How many have not ended."""
        ...

    def memberships_of(self, person_id: UUID) -> tuple[HeldMembership, ...]:
        """Every one that has not ended, approved or not, by the name of the organisation and the role."""
        ...
