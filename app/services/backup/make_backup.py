"""Make one consistent backup set, in the order in which it can be restored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from uuid import uuid4

from app.domain.backup import CHECKPOINTS, DUMPS, HALVES, KEYS, KIND, MAIN, Manifest, Part
from app.domain.errors import BackupFailed, DatabaseUnavailable, RefusesToStart
from app.domain.jobs import BACKUP
from app.domain.log_names import name_of
from app.domain.ports_backup import BackupShelf, WholeDatabase
from app.services.disclosure.log_signing import signing_key
from app.services.runtime import Runtime
from crypto.log.note import VerifierKey, sign_note


def make_backup(
    runtime: Runtime, databases: Mapping[str, WholeDatabase], shelves: Mapping[str, BackupShelf]
) -> tuple[Manifest, ...]:
    """Write both halves of a new set, each to its shelf; their signed manifests last.

    Checkpoints come first: the database copied after them holds all that they sign. The key store comes last: a file's
    key is durable before anything of the file is, so a later copy has the key of every file in an earlier one. When it
    was made is kept, so that a night without one is noticed.

    Raises BackupFailed, KeysUnavailable, LogUnavailable, RefusesToStart: then nothing is left that passes for a set.
    """
    made: dict[str, tuple[Part, ...]] = {}
    try:
        for half in HALVES:
            shelves[half].begin()
        schemas = {half: _schema(databases[half], half) for half in HALVES}
        erased = databases[MAIN].erased()
        checkpoints = shelves[MAIN].put(CHECKPOINTS, runtime.checkpoints.packed())
        made[MAIN] = (checkpoints, shelves[MAIN].put(DUMPS[MAIN], databases[MAIN].dump()))
        made[KEYS] = (shelves[KEYS].put(DUMPS[KEYS], databases[KEYS].dump()),)
        if databases[MAIN].erased() != erased:
            raise BackupFailed("A file was erased meanwhile, so the halves do not fit. Nothing is kept: make it again.")
        with runtime.database.work(None) as work:
            latest = work.policy.latest()
        set_id, at = uuid4(), runtime.clock.now().replace(microsecond=0)
        name = backup_name(runtime)
        manifests = tuple(
            Manifest(
                name,
                set_id,
                half,
                at,
                schemas[half],
                databases[half].server(),
                latest[1] if latest else runtime.policy.release.digest,
                made[half],
            )
            for half in HALVES
        )
        with runtime.database.work(None) as work:
            key = signing_key(runtime, work)
        signer = partial(runtime.keys.sign, public=key)
        notes = [sign_note(one.text(), VerifierKey(name, key), signer) for one in manifests]
        for one, note in reversed([*zip(manifests, notes, strict=True)]):
            shelves[one.half].finish(note)
    except BaseException:
        for half in HALVES:
            with suppress(BackupFailed):
                shelves[half].discard()
        raise
    with (
        suppress(DatabaseUnavailable),
        runtime.database.work(None) as work,
    ):  # the set is whole all the same
        work.jobs.note_done(BACKUP, at)
        work.commit()
    return manifests


def backup_name(runtime: Runtime) -> str:
    """The name that manifests are signed under: no log can have it."""
    return name_of(runtime.origin, KIND)


def _schema(database: WholeDatabase, half: str) -> str:
    schema = database.schema()
    if not schema or not database.knows(schema):
        raise RefusesToStart(
            f"The {half} database has schema {schema or 'none'}, which this version of the exchange does not know: "
            "make the backup with the version that runs on it."
        )
    return schema
