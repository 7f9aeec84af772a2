"""`flask keys rotate …`: keys that take the place of others, while the exchange goes on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.running import plainly, rotating, shown_progress, tell
from app.domain.key_source import TokenKeys
from app.services.keys.rotate_log import look_at_log_key, rotate_log
from app.services.keys.rotate_organisation import look_at_organisation, rotate_organisation
from app.services.keys.rotate_root import look_at_roots, rotate_root
from app.services.keys.rotate_tenant import look_at_tenant, rotate_tenant
from app.settings import keys_alone

rotate = AppGroup("rotate", help="Exchange keys for new ones. No box is touched, and everything opens meanwhile.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say what would be done.")


@rotate.command("root")
@DRY_RUN
@plainly
def root(*, dry_run: bool) -> None:
    """Exchange the root key. Every tenant key is wrapped anew; then those before are forgotten.

    Stopped in between, run it again. Needs ADMIN_DATABASE_URL, and a provider that can make a root key.
    """
    runtime, keys = rotating()
    if dry_run:
        now = look_at_roots(runtime, keys)
        before = f" is taking the place of {', '.join(now.roots[1:])}" if now.roots[1:] else ""
        tell(f"Root key {now.roots[0]}{before}. Tenant keys to be wrapped anew: {now.left} of {now.keys}.")
        return
    with shown_progress("Wrapping tenant keys anew") as progress:
        done = rotate_root(runtime, keys, progress)
    tell(f"Root key {done.roots[0]} wraps all {done.keys} tenant keys. Forgotten: {', '.join(done.roots[1:])}.")
    tell("Servers and workers found it by themselves; until they are restarted they hold the one before in memory.")
    tell("Backups made until now open with the root key before alone: keep its escrow for as long as you keep them.")


@rotate.command("tenant")
@click.argument("organisation", type=click.UUID)
@DRY_RUN
@plainly
def tenant(organisation: UUID, *, dry_run: bool) -> None:
    """Exchange the tenant keys of ORGANISATION. Its files' keys and its private keys are wrapped anew.

    Stopped in between, run it again. Needs ADMIN_DATABASE_URL and DESTROYER_KEYSTORE_URL.
    """
    runtime, keys = rotating(files=True)
    if dry_run:
        now = look_at_tenant(runtime, keys, organisation)
        begun = "An exchange is not finished. " if now.unfinished else ""
        tell(f"{begun}In use: {_told(now.versions)}. Files' keys to be wrapped anew: {now.files_left}.")
        return
    with shown_progress("Wrapping files' keys anew") as progress:
        done = rotate_tenant(runtime, keys, organisation, progress)
    tell(f"In use: {_told(done.versions)}. What was sealed under earlier versions still opens.")
    tell("Backups and the write-ahead log of the key store still hold files' keys under the version before.")


@rotate.command("log")
@DRY_RUN
@plainly
def log(*, dry_run: bool) -> None:
    """Exchange the key that signs for the logs. What the old one signed until then still verifies; nothing after it.

    Every log says so in an entry, which both keys sign. Stopped in between, run it again. Needs ADMIN_DATABASE_URL, and
    a provider that can make a key.
    """
    runtime, keys = rotating()
    if dry_run:
        now = look_at_log_key(runtime, keys)
        stands = (
            "signs already, and the old one is to be forgotten" if now.switched else "is made, and signs nothing yet"
        )
        begun = f"A new key {stands}. " if now.begun else ""
        tell(f"{begun}Logs: {now.logs}. Summaries are verified with {now.key}")
        tell(_kept_for_a_loss())
        return
    done = rotate_log(runtime, keys)
    tell(f"The new key signs for all {done.logs} logs; the one before is forgotten. It verifies summaries: {done.key}")
    tell("Servers and workers found it by themselves; until they are restarted they may hold the old one in memory.")
    tell("Make a backup now: an earlier one is restored with --log-key.")
    tell(_kept_for_a_loss())
    tell("Give out the keys anew: flask log key prints them, with what leads from the old key to the new one.")


@rotate.command("organisation")
@click.argument("organisation", type=click.UUID)
@DRY_RUN
@plainly
def organisation(organisation: UUID, *, dry_run: bool) -> None:
    """Give ORGANISATION a new key pair. What is sent from now on is for that; what was sent before still opens.

    Done at once or not at all. Needs ADMIN_DATABASE_URL.
    """
    runtime, keys = rotating()
    if dry_run:
        kid = look_at_organisation(runtime, organisation)
        tell(f"What is sent now is for key {kid}. A new one would take its place.")
        return
    tell(f"What is sent from now on is for key {rotate_organisation(runtime, keys, organisation)}.")


def _kept_for_a_loss() -> str:
    """What brings the new key back if it is lost: what was kept before brings back one by which nobody signs again."""
    if isinstance(keys_alone(), TokenKeys):
        return (
            "The new key is the token's own: sheets and a file from when it was made bring back the old one alone, "
            "which signs nothing any more. Back the token up anew, as its maker says, before anything else."
        )
    return (
        "The file of an escrow holds the old key: if you have one, run flask keys escrow again, before anything else."
    )


def _told(versions: Mapping[str, int]) -> str:
    return ", ".join(f"{purpose} {version}" for purpose, version in sorted(versions.items()))
