"""Read one half of a backup set, believe only what was signed, and restore it into an empty database."""

from __future__ import annotations

from app.domain.backup import CHECKPOINTS, DUMPS, MAIN, Manifest, Part, parse_manifest
from app.domain.errors import BackupFailed
from app.domain.ports_backup import BackupShelf, WholeDatabase
from app.services.backup.make_backup import backup_name
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.handover import parse_keys
from crypto.log.note import VerifierKey, open_note

NOT_BELIEVED = "Nothing was restored. Use another set, and tell your security lead if nobody can say why."


def read_half(runtime: Runtime, shelf: BackupShelf, half: str, named: str | None = None) -> Manifest:
    """What a half says of itself, once its signature held and every part was hashed.

    It is signed because restoring runs what it says as the owner of the tables: by a log key of now, or one that
    whoever restores has `named`, in a key file's text. Raises BackupFailed naming what is wrong; KeysUnavailable.
    """
    note = shelf.manifest()
    where = shelf.path("")
    if note is None:
        raise BackupFailed(
            f"{where} holds no manifest, so it is no half of a backup: making it was cut off, or a file was lost."
        )
    name = backup_name(runtime)
    try:
        told = [one.public for one in parse_keys(named)] if named else []
        publics = dict.fromkeys((*runtime.keys.log_public_keys(), *told))
        opened = open_note(note, [VerifierKey(name, one) for one in publics])
        manifest = parse_manifest(opened.text)
    except (VerificationError, ValueError) as failure:
        raise BackupFailed(f"{where}: the manifest was changed, or cut short: {failure} {NOT_BELIEVED}") from failure
    if not opened.signed_by or manifest.name != name:
        raise BackupFailed(
            f"{where}: the manifest is not signed by this exchange's log key as {name}. Use the keys and the "
            "PRX_LOG_ORIGIN of the installation that made it; if its log key was replaced since, name the one of then "
            f"by --log-key. {NOT_BELIEVED}"
        )
    if manifest.half != half:
        raise BackupFailed(f"{where} holds the {manifest.half} half of a set, and was named as the {half} half.")
    for part in manifest.parts:
        _require_same(shelf, part, f"{where}")
    return manifest


def restore_half(runtime: Runtime, shelf: BackupShelf, manifest: Manifest, database: WholeDatabase) -> int:
    """Fill an empty database with a half that was read, and end every session in it; how many there were.

    Of the main half the checkpoints are put where PRX_CHECKPOINTS says, if nothing is there: newer ones stay, as they
    tell what is lost. Raises BackupFailed naming what is wrong: then the database is as empty as before.
    """
    if not database.knows(manifest.schema):
        raise BackupFailed(
            f"The {manifest.half} half has schema {manifest.schema}, which is newer than this version of the exchange. "
            "Install the version that made it, or a newer one."
        )
    if not database.is_empty():
        raise BackupFailed(
            f"The {manifest.half} database is not empty. Create a new one, or drop and create this one: nothing "
            "is ever restored over what is there."
        )
    database.fill(shelf.path(DUMPS[manifest.half]))
    if manifest.half != MAIN:
        return 0
    if runtime.checkpoints.last() is None and next(iter(runtime.checkpoints.numbered()), None) is None:
        runtime.checkpoints.unpack(shelf.path(CHECKPOINTS))
    return database.end_sessions()


def _require_same(shelf: BackupShelf, part: Part, where: str) -> None:
    found = shelf.measured(part.name)
    if found is None:
        raise BackupFailed(f"{where}: the part {part.name} is missing. {NOT_BELIEVED}")
    if found.size != part.size:
        raise BackupFailed(
            f"{where}: {part.name} has {found.size} bytes, and had {part.size} when it was made. {NOT_BELIEVED}"
        )
    if found != part:
        raise BackupFailed(f"{where}: {part.name} is not what it was when it was made. {NOT_BELIEVED}")
