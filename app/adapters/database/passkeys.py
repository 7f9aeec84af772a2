"""Rows of passkeys, offered and registered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from app.adapters.database.tables.changes import passkey, passkey_offer
from app.domain.passkeys import Passkey, PasskeyOffer

UNREGISTERED = passkey_offer.c.credential_id.not_in(select(passkey.c.credential_id))


class SqlPasskeyRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_offer(self, offer: PasskeyOffer) -> None:
        """Store one in the place of what that person offered before and nobody registered."""
        self._db.execute(delete(passkey_offer).where(passkey_offer.c.person_id == offer.person_id, UNREGISTERED))
        values = {column.name: getattr(offer, column.name) for column in passkey_offer.c}
        self._db.execute(insert(passkey_offer).values(**values))

    def offers_of(self, person_ids: Collection[UUID], organisation_id: UUID) -> Sequence[PasskeyOffer]:
        """What these people have offered and nobody has registered for the organisation, the newest first."""
        there = select(passkey.c.credential_id).where(passkey.c.organisation_id == organisation_id)
        query = select(passkey_offer).where(passkey_offer.c.person_id.in_(list(person_ids)))
        query = query.where(passkey_offer.c.credential_id.not_in(there))
        query = query.order_by(passkey_offer.c.offered_at.desc(), passkey_offer.c.id)
        return tuple(PasskeyOffer(**row) for row in self._db.execute(query).mappings())

    def offer(self, offer_id: UUID) -> PasskeyOffer | None:
        """One of them, registered or not."""
        query = select(passkey_offer).where(passkey_offer.c.id == offer_id)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else PasskeyOffer(**row)

    def add(self, passkey_: Passkey) -> None:
        """Store one. Raises Stale when it is registered already."""
        values = {column.name: getattr(passkey_, column.name) for column in passkey.c}
        self._db.execute(insert(passkey).values(**values))

    def passkeys_of(self, person_ids: Collection[UUID], organisation_id: UUID) -> Sequence[Passkey]:
        """Those of these people that stand for the organisation, the first first."""
        query = select(passkey).where(passkey.c.person_id.in_(list(person_ids)), passkey.c.ended_at.is_(None))
        query = query.where(passkey.c.organisation_id == organisation_id)
        rows = self._db.execute(query.order_by(passkey.c.registered_at, passkey.c.id)).mappings()
        return tuple(Passkey(**row) for row in rows)

    def passkeys(self, passkey_ids: Collection[UUID]) -> Mapping[UUID, Passkey]:
        """Those of these that there are, ended ones too."""
        query = select(passkey).where(passkey.c.id.in_(list(passkey_ids)))
        return {row["id"]: Passkey(**row) for row in self._db.execute(query).mappings()}

    def end(self, passkey_id: UUID, at: datetime) -> bool:
        """False if it was ended before."""
        stands = (passkey.c.id == passkey_id, passkey.c.ended_at.is_(None))
        return self._db.execute(update(passkey).where(*stands).values(ended_at=at)).rowcount == 1
