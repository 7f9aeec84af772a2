"""`flask keys create | status`: the two keys of an installation, before there is anything else of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click
from flask.cli import with_appcontext

from app.cli.running import plainly, tell, unchecked
from app.domain.errors import RefusesToStart, Unavailable
from app.domain.key_source import SEALS, CredentialKeys, FileKeys, KeySource
from app.services.keys.escrow_root import escrowed_at
from app.settings import keys_alone
from app.wiring import today
from app.wiring_keys import key_facts, make_keys, missing_keys


@click.command("create")
@click.option(
    "--seal", type=click.Choice(SEALS), default=SEALS[0], show_default=True, help="By what to seal credentials."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
@plainly
def create(*, seal: str, dry_run: bool) -> None:
    """Make the root key and the log's signing key where PRX_KEYS says, over nothing that is there.

    Run again, it says that they are. Needs PRX_KEYS alone: no database is there yet, so no log holds an entry of it.
    """
    source = keys_alone()
    missing = missing_keys(source)
    if not missing:
        tell("Both keys are there already. Nothing was made.")
    elif dry_run:
        tell(f"Would make: {', '.join(missing)}. Nothing was made.")
    else:
        facts = make_keys(source, seal, today())
        tell(f"Made: {', '.join(missing)}, in {facts.where}.")
        _tell_protection(facts.protects, facts.warnings)
    if not dry_run:
        for line in _next(source):
            tell(line)


@click.command("status")
@click.option(
    "--try-pin", is_flag=True, help="Give a token its PIN even after a wrong one: you know that it is right now."
)
@with_appcontext
@plainly
def status(*, try_pin: bool) -> None:
    """Say where the keys are, how old they are, what they are protected from, and whether they wrap and sign now.

    Needs PRX_KEYS alone; where all settings are given, it says also whether the root key is in escrow. Exit code 0 when
    they do, 1 when they do not.
    """
    facts, roots = key_facts(keys_alone(), insist=try_pin)
    tell(f"Both keys are in {facts.where}. They wrap, unwrap and sign.")
    for key in facts.keys:
        tell(f"{key.name} key: {_age(key.made_on, today())}")
    if len(roots) > 1:
        tell(f"Root keys: {len(roots)}, the newest first: {', '.join(roots)}. An exchange of them is not finished.")
    _tell_protection(facts.protects, facts.warnings)
    tell(_escrow(roots[0]))


def _escrow(root: str) -> str:
    """Whether the log knows of an escrow, where there is a log that can be asked."""
    try:
        at = escrowed_at(unchecked(), root)
    except (RefusesToStart, Unavailable):
        return "Whether the root key is in escrow, the log knows: it is told where all settings are given."
    return f"In escrow since {at:%Y-%m-%d}." if at else f"Root key {root} is not in escrow: flask keys escrow."


def _tell_protection(protects: str, warnings: Iterable[str]) -> None:
    tell(f"Protects {protects}")
    for warning in warnings:
        tell(f"Warning: {warning}.", err=True)


def _age(made_on: date | None, now: date) -> str:
    if made_on is None:
        return "when it was made cannot be seen here."
    days = (now - made_on).days
    return f"made on {made_on}, {'1 day' if days == 1 else f'{days} days'} ago."


def _next(source: KeySource) -> tuple[str, ...]:
    if isinstance(source, CredentialKeys):
        lines = [f"LoadCredentialEncrypted={name}:{source.sealed_in / name}" for name in ("prx-root", "prx-log")]
        return ("The units of server and worker need:", *(f"  {line}" for line in lines))
    if isinstance(source, FileKeys):
        return ("Commands, server and worker run as the user whose these files are.",)
    return ()
