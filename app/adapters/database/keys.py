"""Rows of wrapped keys in the main database, and the key store, a database of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.database.confirmed import confirmed
from app.adapters.database.insert_all import insert_all
from app.adapters.database.standby import standby_of
from app.adapters.database.tables import keys as t
from app.domain.errors import CommitUncertain, Erased, KeysUnavailable
from app.domain.records import OrganisationKey, TenantKey

ORGANISATION_KEYS = (
    select(t.organisation_key)
    .where(
        t.organisation_key.c.organisation_id == func.any(bindparam("organisations")),
        t.organisation_key.c.revoked_at.is_(None),
    )
    .order_by(t.organisation_key.c.created_at)
)


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
        query = select(t.tenant_key).where(
            t.tenant_key.c.organisation_id == organisation, t.tenant_key.c.purpose == purpose
        )
        row = self._db.execute(query.order_by(t.tenant_key.c.version.desc()).limit(1)).one_or_none()
        return TenantKey(row.organisation_id, row.purpose, row.version, row.wrapped) if row else None

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


FILE_KEYS = select(t.file_key.c.file_id, t.file_key.c.wrapped, t.file_key.c.destroyed_at).where(
    t.file_key.c.file_id == func.any(bindparam("files"))
)


class KeyStore:
    """File keys, wrapped: destroying one shreds the file. Commits on its own, before any row that needs the key."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")  # one round trip: no begin, no rollback

    def put(self, wrapped: Mapping[UUID, bytes], tenant_id: UUID, tenant_version: int, at: datetime) -> None:
        """Store some files' wrapped keys, durably: all or none. Raises KeysUnavailable, also when not confirmed."""
        rows = [
            {"file_id": one, "tenant_id": tenant_id, "tenant_version": tenant_version, "wrapped": key, "created_at": at}
            for one, key in wrapped.items()
        ]
        with _answering(), self._engine.connect() as db, confirmed(db), db.begin():
            insert_all(db, t.file_key, rows)

    def get(self, file_ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
        """The wrapped keys of some files. Raises KeysUnavailable, also when one is missing, and Erased."""
        with _answering(), self._reading.connect() as db:
            found = db.execute(FILE_KEYS, {"files": list(file_ids)}).all()
        if len(found) != len(set(file_ids)):
            raise KeysUnavailable("The key of a file is missing from the key store. Nothing was shown.")
        if destroyed := [row.destroyed_at for row in found if row.wrapped is None]:
            raise Erased(min(destroyed))
        return {row.file_id: bytes(row.wrapped) for row in found}

    def destroy(self, file_id: UUID) -> None:
        """Destroy a file's key for good, and write the table anew without it; destroyed before, it stays so.

        As the role that destroys alone. Raises KeysUnavailable, also when there is no such row.
        """
        with _answering(), self._engine.connect() as db:
            with confirmed(db), db.begin():
                destroyed = db.execute(select(func.destroy_file_key(file_id))).scalar_one()
            if destroyed is None:
                raise KeysUnavailable(
                    "The key store has no row for this file. Nothing was destroyed; tell your security lead."
                )
            with confirmed(db), db.begin():
                db.execute(select(func.forget_destroyed()))

    def has(self, file_id: UUID) -> bool:
        """Whether there is a key for a file. Raises KeysUnavailable when the key store does not answer."""
        with _answering(), self._reading.connect() as db:
            return any(row.wrapped is not None for row in db.execute(FILE_KEYS, {"files": [file_id]}))

    def without(self, file_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Those of some files of which there is no row, destroyed or not. Raises KeysUnavailable."""
        query = select(t.file_key.c.file_id).where(t.file_key.c.file_id == func.any(bindparam("files")))
        with _answering(), self._reading.connect() as db:
            return set(file_ids) - set(db.execute(query, {"files": list(file_ids)}).scalars())

    def destroyed(self) -> Mapping[UUID, datetime]:
        """Files whose key was destroyed, and when. Raises KeysUnavailable."""
        query = select(t.file_key.c.file_id, t.file_key.c.destroyed_at).where(t.file_key.c.destroyed_at.is_not(None))
        with _answering(), self._reading.connect() as db:
            return {row.file_id: row.destroyed_at for row in db.execute(query)}

    def ping(self) -> None:
        """Raise KeysUnavailable unless the key store answers."""
        with _answering(), self._engine.connect() as db:
            db.exec_driver_sql("SELECT 1")

    def standby(self) -> str:
        """What kind of standby the key store has, as `standby_of` says. Raises KeysUnavailable."""
        with _answering(), self._engine.connect() as db:
            return standby_of(db)

    def close(self) -> None:
        """Give all connections back to the server, at the end of a run."""
        self._engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, CommitUncertain) as failure:
        raise KeysUnavailable("The key store does not answer. Nothing was shown or sent; try again.") from failure
