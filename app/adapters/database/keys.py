"""The key store: file keys, wrapped, in a database of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Engine, LargeBinary, Select, Uuid, bindparam, cast, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.database.confirmed import confirmed
from app.adapters.database.fixed import fixed
from app.adapters.database.insert_all import insert_all
from app.adapters.database.migrate import KEYSTORE, standing_of
from app.adapters.database.room import room_of
from app.adapters.database.silence import hang_up_on_silence
from app.adapters.database.standby import standby_of
from app.adapters.database.tables import keys as t
from app.domain.errors import CommitUncertain, Erased, KeysUnavailable
from app.domain.records import FileKey
from app.domain.serving import Room

FILE_KEYS = fixed(
    select(t.file_key.c.file_id, t.file_key.c.tenant_version, t.file_key.c.wrapped, t.file_key.c.destroyed_at).where(
        t.file_key.c.file_id == func.any(bindparam("files"))
    )
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

    def get(self, file_ids: Sequence[UUID]) -> Mapping[UUID, FileKey]:
        """The wrapped keys of some files. Raises KeysUnavailable, also when one is missing, and Erased."""
        with _answering(), self._reading.connect() as db:
            found = db.execute(FILE_KEYS, {"files": list(file_ids)}).all()
        if len(found) != len(set(file_ids)):
            raise KeysUnavailable("The key of a file is missing from the key store. Nothing was shown.")
        if destroyed := [row.destroyed_at for row in found if row.wrapped is None]:
            raise Erased(min(destroyed))
        return {row.file_id: FileKey(row.file_id, row.tenant_version, bytes(row.wrapped)) for row in found}

    def under_others(self, tenant_id: UUID, version: int) -> int:
        """How many keys of a hub's files are under another version of its tenant key. Raises KeysUnavailable."""
        with _answering(), self._reading.connect() as db:
            return int(db.execute(_under_others(tenant_id, version, func.count())).scalar_one())

    def some_under_others(self, tenant_id: UUID, version: int, most: int) -> tuple[FileKey, ...]:
        """Some of them. Raises KeysUnavailable."""
        columns = (t.file_key.c.file_id, t.file_key.c.tenant_version, t.file_key.c.wrapped)
        with _answering(), self._reading.connect() as db:
            rows = db.execute(_under_others(tenant_id, version, *columns).limit(most)).all()
        return tuple(FileKey(row.file_id, row.tenant_version, bytes(row.wrapped)) for row in rows)

    def rewrap(self, keys: Sequence[tuple[FileKey, bytes]], version: int) -> int:
        """Put each key, wrapped anew under `version`, in its own place where that is as it was read; how many were.

        As the role that destroys alone. Raises KeysUnavailable.
        """
        files, before = [one.file_id for one, _ in keys], [one.wrapped for one, _ in keys]
        after, keys_of = [each for _, each in keys], ARRAY(LargeBinary)
        call = func.rewrap_file_keys(cast(files, ARRAY(Uuid)), cast(before, keys_of), cast(after, keys_of), version)
        with _answering(), self._engine.connect() as db, confirmed(db), db.begin():
            return int(db.execute(select(call)).scalar_one())

    def write_anew(self) -> None:
        """Write the table anew, without what rows held before. As the role that destroys. Raises KeysUnavailable."""
        with _answering(), self._engine.connect() as db, confirmed(db), db.begin():
            db.execute(select(func.forget_destroyed()))

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
        self.write_anew()

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

    def hang_up_on_silence(self) -> None:
        """From now on, hold no connection for longer than a page may, whatever the server does."""
        hang_up_on_silence(self._engine)

    def standby(self) -> str:
        """What kind of standby the key store has, as `standby_of` says. Raises KeysUnavailable."""
        with _answering(), self._engine.connect() as db:
            return standby_of(db)

    def room(self) -> Room:
        """How many connections it takes. Raises KeysUnavailable."""
        with _answering(), self._engine.connect() as db:
            return room_of(db)

    def schema(self) -> str:
        """CURRENT, BEHIND or AHEAD of the newest schema that this version knows. Raises KeysUnavailable."""
        with _answering(), self._engine.connect() as db:
            return standing_of(db, KEYSTORE)

    def may_destroy(self) -> bool:
        """Whether the role that logs in may destroy keys. Raises KeysUnavailable."""
        with _answering(), self._engine.connect() as db:
            return bool(
                db.exec_driver_sql("SELECT has_function_privilege('destroy_file_key(uuid)', 'EXECUTE')").scalar_one()
            )

    def close(self) -> None:
        """Give all connections back to the server, at the end of a run."""
        self._engine.dispose()


def _under_others(tenant_id: UUID, version: int, *columns: Any) -> Select[Any]:
    key = t.file_key.c
    query = select(*columns).where(key.tenant_id == tenant_id, key.tenant_version != version)
    return query.where(key.wrapped.is_not(None))


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, CommitUncertain) as failure:
        raise KeysUnavailable("The key store does not answer. Nothing was shown or sent; try again.") from failure
