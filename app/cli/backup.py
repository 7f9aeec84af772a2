"""`flask backup …`: copies of the two databases that lie apart, and restoring that proves itself."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import click
from flask.cli import AppGroup

from app.backing_up import backup_shelf, checkpoint_shelf, same_database, whole_database
from app.cli.running import listed, plainly, shown_progress, tell, unchecked
from app.domain.backup import CHECKPOINTS, KEYS, MAIN, Manifest, fitting
from app.domain.errors import BackupFailed
from app.services.backup.make_backup import make_backup
from app.services.backup.prove_restored import Proof, prove_restored
from app.services.backup.restore_half import read_half, restore_half
from app.services.governance.resume_log import lost_words
from app.services.runtime import Runtime
from app.setting_names import BACKUP, KEYSTORE_BACKUP, KEYSTORE_OWNER, OWNER
from app.settings import address_in, client_programs, from_environment

backup = AppGroup("backup", help="Backups of the main database and of the key store, which lie apart.")
FOLDER = click.Path(file_okay=False, path_type=Path)


@backup.command("make")
@click.argument("main", type=FOLDER)
@click.argument("keys", type=FOLDER)
@click.option("--dated", is_flag=True, help="Make the folders inside these, each called by this moment.")
@plainly
def make(main: Path, keys: Path, *, dated: bool) -> None:
    """Copy the main database with its checkpoints into MAIN, and the key store into KEYS: two new folders, apart.

    Neither opens anything without the root key, which is in neither. Needs BACKUP_DATABASE_URL, BACKUP_KEYSTORE_URL.
    """
    _require_apart(main, keys)
    runtime = unchecked()
    if dated:
        moment = f"{runtime.clock.now():%Y-%m-%dT%H%M%SZ}"
        main, keys = main / moment, keys / moment
    urls = {MAIN: address_in(BACKUP), KEYS: address_in(KEYSTORE_BACKUP)}
    databases = {half: whole_database(url, half, client_programs()) for half, url in urls.items()}
    made = make_backup(runtime, databases, {MAIN: backup_shelf(main), KEYS: backup_shelf(keys)})
    for manifest, folder in zip(made, (main, keys), strict=True):
        size = sum(part.size for part in manifest.parts)
        tell(f"{folder}: the {manifest.half} half of set {manifest.set_id}, {size} bytes.")
    tell("Take them to two places. The key store’s half holds keys of files that may be erased later: keep it shorter.")


@backup.command("restore")
@click.option("--main", type=FOLDER, help="The folder of a main half: fills the database in OWNER_DATABASE_URL.")
@click.option("--keys", type=FOLDER, help="The folder of a key store's half: fills the one in OWNER_KEYSTORE_URL.")
@click.option("--log-key", "log_key", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A file with a line of `flask log key` of then, for a set older than the log's key.")  # fmt: skip
@plainly
def restore(main: Path | None, keys: Path | None, log_key: Path | None) -> None:
    """Restore one half or both into empty databases, and prove that they are whole and fit each other.

    Give both after losing both, else what was lost alone: a key store that is still there is newer than any backup.
    DATABASE_URL and KEYSTORE_URL name the same databases. Exit code 0 when all holds, 1 when anything is wrong.
    """
    folders = {half: folder for half, folder in ((MAIN, main), (KEYS, keys)) if folder}
    if not folders:
        raise click.UsageError("Name what to restore: --main FOLDER, --keys FOLDER, or both.")
    runtime, began = unchecked(), time.monotonic()
    shelves = {half: backup_shelf(folder) for half, folder in folders.items()}
    urls = {half: address_in(OWNER if half == MAIN else KEYSTORE_OWNER) for half in folders}
    _require_proven(urls)
    named = _text(log_key) if log_key else None
    manifests = {half: read_half(runtime, shelf, half, named) for half, shelf in shelves.items()}
    if not fitting([*manifests.values()]):
        raise BackupFailed("The two halves are not of one set: name two folders that were made together.")
    for half, manifest in manifests.items():
        database = whole_database(urls[half], half, client_programs())
        ended = restore_half(runtime, shelves[half], manifest, database)
        tell(f"The {half} half of set {manifest.set_id}, made {manifest.made_at:%Y-%m-%dT%H:%M:%SZ}, is restored.")
        if ended:
            tell(f"{ended} sessions and begun sign-ins were ended: everybody signs in anew.")
    _prove(runtime, main, manifests.get(MAIN))
    oldest = min(one.made_at for one in manifests.values())
    tell(_took(time.monotonic() - began, runtime.clock.now() - oldest))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise BackupFailed(f"{file} cannot be read: {failure}") from failure


def _took(seconds: float, age: timedelta) -> str:
    """What a drill is to find out: how long it takes, and how much would be lost."""
    hours = age.total_seconds() / 3600
    return f"It took {seconds / 60:.1f} minutes. The set is {hours:.1f} hours old: what came after it is not in it."


def _prove(runtime: Runtime, main: Path | None, manifest: Manifest | None) -> None:
    with tempfile.TemporaryDirectory() as folder, shown_progress("Verifying what was restored") as progress:
        own = runtime.checkpoints
        if main:
            own = checkpoint_shelf(Path(folder))
            own.unpack(backup_shelf(main).path(CHECKPOINTS))
        proof = prove_restored(runtime, own, progress)
    told = [*_found(proof, manifest)]
    if not proof.holds:
        raise click.ClickException("What was restored does not hold.\n" + listed(_wrong(proof) + told))
    tell(f"The logs hold: {proof.leaves} leaves. The keys of all {proof.keys.files} files are there.")
    tell(f"The keys of all {proof.organisations} organisations open under the root key.")
    for sentence in told:
        tell(sentence)


def _wrong(proof: Proof) -> list[str]:
    wrong = [*proof.problems]
    if proof.unopened:
        wrong.append(
            f"The root key in PRX_KEYS does not open the keys of {len(proof.unopened)} of {proof.organisations} "
            f"organisations: {', '.join(proof.unopened)}."
        )
    wrong += [
        f"File {one} was erased after this database was copied: run `flask files erase {one}`, to say so again."
        for one in proof.erased_since
    ]
    return wrong


def _found(proof: Proof, manifest: Manifest | None) -> Iterator[str]:
    for one in proof.lost:
        yield f"Lost with the restore: {lost_words(one)}, at least. The next command is `flask log resume`."
    signed = f"{proof.signed_at:%Y-%m-%dT%H:%M:%SZ}" if proof.signed_at else "never"
    yield (
        f"The newest checkpoint in PRX_CHECKPOINTS was kept at {signed}. What was recorded after it and is not in this "
        "backup nobody can tell from here: ask whoever worked then."
    )
    if manifest:
        yield (
            "Members, stand-ins and covers that were ended since the backup are as they were: end them again. Mails "
            "that went out since go out once more."
        )


def _require_proven(urls: Mapping[str, str]) -> None:
    """Raise BackupFailed where what is verified would be another database than what is filled."""
    settings = from_environment()
    served = {MAIN: ("DATABASE_URL", settings.database_url), KEYS: ("KEYSTORE_URL", settings.keystore_url)}
    for half, url in urls.items():
        name, address = served[half]
        if not same_database(url, address):
            raise BackupFailed(
                f"OWNER_{name} and {name} name two databases: they are to differ in role and password alone, so that "
                "what is restored is what is proven."
            )


def _require_apart(main: Path, keys: Path) -> None:
    one, other = main.resolve(), keys.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise BackupFailed("Name two folders, neither inside the other: the halves are to lie apart.")
