"""Groups of an organisation's own sign-in whose people have a role here for as long as their sign-in says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

SILENT: Final = timedelta(days=30)
"""A role by a group ends when no sign-in has said for so long that its holder is in it."""
GROUP_FOLLOWED: Final = "group_followed"
"""The kind of entry that says that somebody has come in, or is out."""
JOINED, LEFT_GROUP = "joined_by_group", "left_group"


@dataclass(frozen=True, slots=True)
class GroupMapping:
    """Whoever signs in at `provider_id` and is in `group` there may act as `role`. Its id is that of the change."""

    id: UUID
    organisation_id: UUID
    provider_id: UUID
    group: str
    role: str
    created_at: datetime
    ended_at: datetime | None = None


class GroupRows(Protocol):
    """Which groups let people in. The administering role writes them, and the application two facts of who is in."""

    def add(self, mapping: GroupMapping) -> None:
        """One that stands from now on."""
        ...

    def end(self, mapping_id: UUID, at: datetime) -> Sequence[UUID]:
        """It lets nobody in any more; the memberships that came by it and have not ended."""
        ...

    def at_provider(self, provider_id: UUID) -> Sequence[GroupMapping]:
        """Those that stand of one sign-in."""
        ...

    def in_organisation(self, organisation_id: UUID) -> Sequence[tuple[GroupMapping, int]]:
        """Those that stand of an organisation, by group and role, each with how many are in by it now."""
        ...

    def standing(self) -> Sequence[GroupMapping]:
        """All that stand."""
        ...

    def mappings(self, ids: Collection[UUID]) -> Mapping[UUID, GroupMapping]:
        """Those of these that there are, ended or not."""
        ...

    def join(self, mapping_id: UUID, account_id: UUID, at: datetime) -> UUID | None:
        """Note that the sign-in of an account says so now: the membership by it, which is new where they had none.

        None where they have the role otherwise, signed the mapping themselves, or were ended here by somebody.
        """
        ...

    def leave(self, membership_id: UUID, at: datetime) -> bool:
        """Whether one by a group has ended by this; a suspended one stays, suspended."""
        ...

    def silent_since(self, before: datetime, most: int) -> Sequence[UUID]:
        """Memberships by a group of which no sign-in has said so since then, the longest silent first."""
        ...
