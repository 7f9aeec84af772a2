"""`flask keys create | status`: the two keys of an installation, before there is anything else of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.answering import Answer, Answering
from app.cli.running import hand_out, plainly, tell, unchecked
from app.domain.errors import RefusesToStart, Unavailable
from app.domain.key_source import SEALS, CredentialKeys, FileKeys, KeySource, TokenKeys
from app.services.keys.escrow_root import escrowed_at
from app.settings import keys_alone
from app.wiring import today
from app.wiring_keys import draw_keys, key_facts, make_keys, missing_keys, put_drawn_keys, require_no_keys


@click.command("create")
@click.option(
    "--seal", type=click.Choice(SEALS), default=SEALS[0], show_default=True, help="By what to seal credentials."
)
@click.option("--escrow", "log_key", type=click.Path(path_type=Path),
              help="For a token: print the root key as three shares, once; the log's key, wrapped by it, goes to this "
                   "new file.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
@plainly
def create(*, seal: str, log_key: Path | None, dry_run: bool) -> None:
    """Make the root key and the log's signing key where PRX_KEYS says, over nothing that is there.

    Run again, it says that they are. Needs PRX_KEYS alone: no database is there yet, so no log holds an entry of it.

    With --escrow the keys of a token are made here and put there, so that two shares bring them back when it is lost;
    without, they are made in it and nothing but its maker's backup does.
    """
    source = keys_alone()
    missing = missing_keys(source)
    if log_key is not None:
        require_no_keys(token_alone(source))
        require_new(log_key)
    if not missing:
        tell("Both keys are there already. Nothing was made.")
    elif dry_run:
        tell(f"Would make: {', '.join(missing)}. Nothing was made.")
    elif log_key is not None:
        _escrowed(token_alone(source), log_key)
    else:
        facts = make_keys(source, seal, today())
        tell(f"Made: {', '.join(missing)}, in {facts.where}.")
        _tell_protection(facts.protects, facts.warnings)
    if not dry_run:
        for line in _next(source):
            tell(line)


@click.command("status", cls=Answering)
@click.option(
    "--try-pin", is_flag=True, help="Give a token its PIN even after a wrong one: you know that it is right now."
)
@with_appcontext
def status(*, try_pin: bool) -> Answer:
    """Say where the keys are, how old they are, what they are protected from, and whether they wrap and sign now.

    Needs PRX_KEYS alone; where all settings are given, it says also whether the root key is in escrow. Of a token's the
    token itself says whether it was ever elsewhere. Exit code 0 when they do, 1 when they do not.
    """
    source = keys_alone()
    facts, roots = key_facts(source, insist=try_pin)
    lines = [f"Both keys are in {facts.where}. They wrap, unwrap and sign."]
    lines += [f"{key.name} key: {_age(key.made_on, today())}" for key in facts.keys]
    if len(roots) > 1:
        lines.append(
            f"Root keys: {len(roots)}, the newest first: {', '.join(roots)}. An exchange of them is not finished."
        )
    lines.append(f"Protects {facts.protects}")
    for warning in facts.warnings:
        tell(f"Warning: {warning}.", err=True)
    escrow = None if isinstance(source, TokenKeys) else _escrow(roots[0])
    row = {
        "where": facts.where,
        "keys": [
            {"name": key.name, "made_on": None if key.made_on is None else key.made_on.isoformat()}
            for key in facts.keys
        ],
        "roots": list(roots),
        "protects": facts.protects,
        "warnings": list(facts.warnings),
        "escrow": escrow,
    }
    return Answer(row, "\n".join([*lines, *filter(None, [escrow])]))


def _escrowed(source: TokenKeys, log_key: Path) -> None:
    """Shares come before the token has the keys: those of keys that are nowhere are harmless."""
    drawn = draw_keys(today())
    write_new(log_key, drawn.log_key)
    hand_out("\n".join(drawn.shares))
    try:
        facts = put_drawn_keys(drawn, source, today())
    except RefusesToStart as failure:
        raise RefusesToStart(
            f"{failure.message} The keys of these shares may be in the token, whole or in part: keep the sheets. Type "
            "two into files, and put there what is missing by flask keys recover … --into-token."
        ) from failure
    tell("Print these, one on each sheet, for three people who keep them apart. They are not shown again.", err=True)
    tell("Type two of them, and try: flask keys recover --check FIRST SECOND", err=True)
    _tell_protection(facts.protects, facts.warnings, err=True)


def token_alone(source: KeySource) -> TokenKeys:
    """The token that PRX_KEYS names. Raises RefusesToStart where it names something else."""
    if not isinstance(source, TokenKeys):
        raise RefusesToStart(
            "PRX_KEYS names no token: keys kept elsewhere are split by flask keys escrow, at any time."
        )
    return source


def require_new(path: Path) -> None:
    """Raise RefusesToStart where a file is there already: it may be the only one of its kind."""
    if path.exists():
        raise RefusesToStart(f"{path} cannot be written, as it is there already: name a new file. No share was shown.")


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, durably, before any share is shown. Raises RefusesToStart."""
    require_new(path)
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as failure:
        raise RefusesToStart(
            f"{path} cannot be written: {failure.strerror}. No share was shown; do it again."
        ) from failure


def _escrow(root: str) -> str:
    """Whether the log knows of an escrow, where there is a log that can be asked."""
    try:
        at = escrowed_at(unchecked(), root)
    except (RefusesToStart, Unavailable):
        return "Whether the root key is in escrow, the log knows: it is told where all settings are given."
    return f"In escrow since {at:%Y-%m-%d}." if at else f"Root key {root} is not in escrow: flask keys escrow."


def _tell_protection(protects: str, warnings: Iterable[str], *, err: bool = False) -> None:
    tell(f"Protects {protects}", err=err)
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
