"""Rows of wrapped keys in the main database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from app.adapters.database.fixed import fixed
from app.adapters.database.tables import keys as t
from app.domain.records import OrganisationKey, TenantKey

ORGANISATION_KEYS = fixed(
    select(t.organisation_key)
    .where(
        t.organisation_key.c.organisation_id == func.any(bindparam("organisations")),
        t.organisation_key.c.revoked_at.is_(None),
    )
    .order_by(t.organisation_key.c.created_at)
)
TENANT_KEY = fixed(
    select(t.tenant_key)
    .where(
        t.tenant_key.c.organisation_id == bindparam("organisation"),
        t.tenant_key.c.purpose == bindparam("purpose"),
    )
    .order_by(t.tenant_key.c.version.desc())
    .limit(1)
)


CHANGING = text("SELECT pg_advisory_xact_lock(4, 0)")
"""One number for all keys: they change rarely."""


class SqlKeyRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_tenant_key(self, key: TenantKey, at: datetime) -> None:
        """Store a wrapped tenant key."""
        self._db.execute(
            insert(t.tenant_key).values(
                organisation_id=key.organisation_id,
                purpose=key.purpose,
                version=key.version,
                wrapped=key.wrapped,
                created_at=at,
            )
        )

    def tenant_key(self, organisation: UUID, purpose: str) -> TenantKey | None:
        """An organisation's newest key of a purpose, or None."""
        row = self._db.execute(TENANT_KEY, {"organisation": organisation, "purpose": purpose}).one_or_none()
        return TenantKey(row.organisation_id, row.purpose, row.version, row.wrapped) if row else None

    def tenant_keys(self, organisation: UUID, purpose: str) -> tuple[TenantKey, ...]:
        """All an organisation's keys of a purpose, the newest first."""
        return tuple(one for one in self.every_tenant_key(organisation) if one.purpose == purpose)

    def every_tenant_key(self, organisation: UUID | None = None) -> tuple[TenantKey, ...]:
        """All keys of one organisation, or of all, by organisation and purpose, the newest first."""
        query = select(t.tenant_key)
        if organisation is not None:
            query = query.where(t.tenant_key.c.organisation_id == organisation)
        columns = t.tenant_key.c
        rows = self._db.execute(query.order_by(columns.organisation_id, columns.purpose, columns.version.desc()))
        return tuple(TenantKey(row.organisation_id, row.purpose, row.version, bytes(row.wrapped)) for row in rows)

    def lock(self) -> None:
        """Have everybody else wait who makes keys or changes them, until the transaction ends. Taken first of all."""
        self._db.execute(CHANGING)

    def rewrap_tenant_key(self, key: TenantKey) -> None:
        """Put the same key, wrapped anew, in the place of an organisation's key."""
        columns = t.tenant_key.c
        self._db.execute(
            update(t.tenant_key)
            .where(columns.organisation_id == key.organisation_id, columns.purpose == key.purpose)
            .where(columns.version == key.version)
            .values(wrapped=key.wrapped)
        )

    def every_organisation_key(self, organisation: UUID) -> tuple[OrganisationKey, ...]:
        """All keys an organisation has had, those out of use too, the newest first."""
        query = select(t.organisation_key).where(t.organisation_key.c.organisation_id == organisation)
        rows = self._db.execute(query.order_by(t.organisation_key.c.created_at.desc(), t.organisation_key.c.kid))
        return tuple(OrganisationKey(row.kid, row.organisation_id, row.public, row.private_wrapped) for row in rows)

    def reseal_organisation_key(self, key: OrganisationKey) -> None:
        """Put the same private key, sealed anew, in the place of an organisation's."""
        where = t.organisation_key.c.kid == key.kid
        self._db.execute(update(t.organisation_key).where(where).values(private_wrapped=key.private_wrapped))

    def revoke_organisation_keys(self, organisation: UUID, at: datetime) -> tuple[str, ...]:
        """Put all an organisation's keys out of use for what is sent from now on; the ids of those that were in use."""
        columns = t.organisation_key.c
        rows = self._db.execute(
            update(t.organisation_key)
            .where(columns.organisation_id == organisation, columns.revoked_at.is_(None))
            .values(revoked_at=at)
            .returning(columns.kid)
        )
        return tuple(row.kid for row in rows)

    def add_organisation_key(self, key: OrganisationKey, at: datetime) -> None:
        """Store an organisation's key."""
        self._db.execute(
            insert(t.organisation_key).values(
                kid=key.kid,
                organisation_id=key.organisation_id,
                public=key.public,
                private_wrapped=key.private_wrapped,
                created_at=at,
                revoked_at=None,
            )
        )

    def organisation_keys(self, organisations: Sequence[UUID]) -> Mapping[UUID, OrganisationKey]:
        """The key in use of each organisation."""
        rows = self._db.execute(ORGANISATION_KEYS, {"organisations": list(organisations)})
        return {
            row.organisation_id: OrganisationKey(row.kid, row.organisation_id, row.public, row.private_wrapped)
            for row in rows
        }
