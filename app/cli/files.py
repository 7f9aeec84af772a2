"""`flask files …`: the end of a file."""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.running import administering, erasing, plainly, tell
from app.domain.errors import InvalidInput
from app.services.administration.destroying import propose_destroying_for
from app.services.governance.erase_file import erase_file, look_at_file

files = AppGroup("files", help="Cases and requests as files with a key each.")


@files.command("erase")
@click.argument("file", type=click.UUID)
@click.option("--yes", is_flag=True, help="It is certain: without this nothing is erased.")
@click.option("--by", "proposer", type=click.UUID, help="The id of an administrator of its hub: propose it for them.")
@click.option("--why", default="", help="The reason, without anybody's name; with --by.")
@plainly
def erase(file: UUID, *, yes: bool, proposer: UUID | None, why: str) -> None:
    """Destroy the key of FILE (its id) for good: nobody opens it again, at the hub or at a partner.

    Once two administrators of its hub have passkeys, it first has to be signed by two of them: --by and --why propose
    it and print the page on which they sign; then, within fourteen days, run this again with --yes. Before that it is
    one person's act, believed because they have both addresses. Each log concerned says so first. Stopped in between,
    run it again. Needs ADMIN_DATABASE_URL and, to erase, DESTROYER_KEYSTORE_URL.
    """
    if proposer is not None:
        _propose(file, proposer, why)
        return
    runtime = erasing()
    if not look_at_file(runtime, file) and not yes:
        raise click.ClickException(
            f"Nothing was erased. Nobody can ever open file {file} again afterwards. Where that is certain, add --yes."
        )
    at = erase_file(runtime, file)
    tell(f"Erased. It counts as erased since {at:%Y-%m-%dT%H:%M:%SZ}.")
    tell("Backups and the write-ahead log of the key store still hold the wrapped key until you let them go.")


def _propose(file: UUID, by: UUID, why: str) -> None:
    runtime = administering()
    try:
        change = propose_destroying_for(runtime, by, file, why)
    except InvalidInput as wrong:
        raise click.ClickException(f"{wrong.errors['why']} Use --why.") from wrong
    tell(f"{runtime.public_address}/admin/changes/{change.id}")
