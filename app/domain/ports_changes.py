"""What administration by changes needs from outside: where changes, signatures and passkeys are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.changes import Change, Signature
from app.domain.invitations import Answer
from app.domain.passkeys import Passkey, PasskeyOffer


class ChangeRows(Protocol):
    """Changes and what was signed of them. Rows are believed by nobody who applies one."""

    def add(self, change: Change) -> None: ...

    def change(self, change_id: UUID, *, lock: bool = False) -> Change | None:
        """One of them; locked, nobody else signs, settles or takes it back meanwhile."""
        ...

    def changes(self, change_ids: Collection[UUID]) -> Mapping[UUID, Change]:
        """Those of these that there are."""
        ...

    def applied(self) -> Sequence[Change]:
        """Every one that was applied, for verifying."""
        ...

    def applied_about(self, about_id: UUID, kinds: Collection[str]) -> Sequence[Change]:
        """Those of these kinds about one row, of whatever organisation, that were applied, the last first."""
        ...

    def open_in(self, organisation_id: UUID, most: int, kinds: Collection[str]) -> Sequence[Change]:
        """Those of these kinds that have not ended, the newest first."""
        ...

    def settled_in(self, organisation_id: UUID, most: int, kinds: Collection[str]) -> Sequence[Change]:
        """Those that have, the last first."""
        ...

    def signed(self, most: int) -> Sequence[UUID]:
        """The ids of changes of any organisation that their proposers have signed and that have not ended, the oldest
        first.
        """
        ...

    def announce(self, change_id: UUID, at: datetime) -> None:
        """Say when whoever may sign it was told that enough have. Whoever applies it alone may."""
        ...

    def settle(self, change_id: UUID, outcome: str, at: datetime) -> None: ...

    def add_signature(self, signature: Signature) -> None:
        """Raises `Stale` when that person has signed it."""
        ...

    def signatures(self, change_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Signature]]:
        """What was signed of each of these, the first first."""
        ...


class InvitationRows(Protocol):
    """What became of invitations, and those there are of an organisation."""

    def invited_in(self, organisation_id: UUID, most: int) -> Sequence[Change]:
        """Those that were signed and sent, the last first."""
        ...

    def answers(self, change_ids: Collection[UUID]) -> Mapping[UUID, Answer]:
        """The answers of those of these that have one."""
        ...

    def add(self, answer: Answer) -> None:
        """Raises `Stale` when it has an answer."""
        ...

    def accepted(self, most: int) -> Sequence[UUID]:
        """Invitations of any organisation that were accepted and of which nobody has said what came of it, the oldest
        first.
        """
        ...

    def settle(self, change_id: UUID, outcome: str, at: datetime) -> None: ...


class PasskeyRows(Protocol):
    """Passkeys: offered by whoever has one, registered by the administering role alone."""

    def add_offer(self, offer: PasskeyOffer) -> None:
        """Raises `Stale` when that very key was offered before."""
        ...

    def offers_of(self, person_ids: Collection[UUID], organisation_id: UUID) -> Sequence[PasskeyOffer]:
        """What these people have offered and nobody has registered for the organisation, the newest first."""
        ...

    def offer(self, offer_id: UUID) -> PasskeyOffer | None: ...

    def add(self, passkey: Passkey) -> None:
        """Raises `Stale` when it is registered already."""
        ...

    def passkeys_of(self, person_ids: Collection[UUID], organisation_id: UUID) -> Sequence[Passkey]:
        """Those of these people that stand for the organisation, the first first."""
        ...

    def passkeys(self, passkey_ids: Collection[UUID]) -> Mapping[UUID, Passkey]:
        """Those of these that there are, ended ones too."""
        ...

    def end(self, passkey_id: UUID, at: datetime) -> bool:
        """False if it was ended before."""
        ...
