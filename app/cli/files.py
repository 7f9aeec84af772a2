"""`flask files …`: the end of a file."""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.running import erasing, plainly, tell
from app.services.governance.erase_file import erase_file, look_at_file

files = AppGroup("files", help="Cases and requests as files with a key each.")


@files.command("erase")
@click.argument("file", type=click.UUID)
@click.option("--yes", is_flag=True, help="It is certain: without this nothing is erased.")
@plainly
def erase(file: UUID, *, yes: bool) -> None:
    """Destroy the key of FILE (its id) for good: nobody opens it again, at the hub or at a partner.

    Each log concerned says so first. Stopped in between, run it again. One person's act, believed because they have
    both addresses: a second person's consent is not asked for yet. Needs ADMIN_DATABASE_URL and DESTROYER_KEYSTORE_URL.
    """
    runtime = erasing()
    if not look_at_file(runtime, file) and not yes:
        raise click.ClickException(
            f"Nothing was erased. Nobody can ever open file {file} again afterwards. Where that is certain, add --yes."
        )
    at = erase_file(runtime, file)
    tell(f"Erased. It counts as erased since {at:%Y-%m-%dT%H:%M:%SZ}.")
    tell("Backups and the write-ahead log of the key store still hold the wrapped key until you let them go.")
