"""`flask keys escrow | recover`: the root key as three shares on paper, and back from any two of them."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.key_making import require_new, token_alone, write_new
from app.cli.running import administering, hand_out, plainly, rotating, tell
from app.domain.errors import RefusesToStart
from app.services.keys.escrow_root import escrow_root
from app.settings import keys_alone
from app.wiring_keys import key_facts, recover_into_token, recover_keys, shares_fit

SHARE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST = 4096
"""Characters of a share that are read: more than any has."""


@click.command("escrow")
@click.option("--log-key", "log_key", type=click.Path(path_type=Path), required=True,
              help="A new file for the log's signing key, wrapped by the root key.")  # fmt: skip
@with_appcontext
@plainly
def escrow(log_key: Path) -> None:
    """Print the root key as three shares, once. Any two make it again; one tells nothing.

    The file of the log's key is no secret without two shares: keep it with your backups. An entry says that it was
    done. Needs ADMIN_DATABASE_URL. A token lets its root key be split only as it is made: flask keys create --escrow.
    """
    runtime, keys = administering(), rotating()[1]
    require_new(log_key)
    made = escrow_root(runtime, keys)
    write_new(log_key, made.log_key)
    hand_out("\n".join(made.shares))
    tell("Print these, one on each sheet, for three people who keep them apart. They are not shown again.", err=True)
    tell("Type two of them, and try: flask keys recover --check FIRST SECOND", err=True)


@click.command("recover")
@click.argument("first", type=SHARE)
@click.argument("second", type=SHARE)
@click.option("--check", is_flag=True, help="Only say whether they make the root key in use. Needs PRX_KEYS.")
@click.option("--log-key", "log_key", type=SHARE, help="The file that was written when the key was escrowed.")
@click.option("--into", type=click.Path(path_type=Path), help="A new folder for the keys.")
@click.option("--into-token", is_flag=True, help="Into the new token that PRX_KEYS names.")
@plainly
def recover(
    first: Path, second: Path, *, check: bool, log_key: Path | None, into: Path | None, into_token: bool
) -> None:
    """Make the root key from two shares, typed into the files FIRST and SECOND, on any machine.

    Needs no database. What was mistyped is named by file, share and line. The folder that is written can be used as
    file:FOLDER, or sealed as credentials of systemd: it holds the root key in plain, so remove it after that. A token
    has to be a new one; stopped in between, run it again.
    """
    if first == second:
        raise click.UsageError("Give two files, each with another share.")
    typed = {str(path): _text(path) for path in (first, second)}
    if check:
        name, roots = shares_fit(typed), key_facts(keys_alone())[1]
        if name not in roots:
            raise RefusesToStart(f"They make root key {name}, and in use is {', '.join(roots)}: they are of another.")
        tell(f"They make root key {name}, which is in use.")
        return
    if log_key is None or (into is None) != into_token:
        raise click.UsageError("Give --log-key FILE with --into FOLDER or --into-token, or --check.")
    if into is None:
        source = token_alone(keys_alone())
        name = recover_into_token(typed, _bytes(log_key), source)
        tell(f"Root key {name} and the log's key are in the token {source.token}.")
        tell("Servers and workers that ran find it by themselves. Restart whichever was starting while it had no keys, "
             "or was given a wrong PIN.")  # fmt: skip
        return
    name = recover_keys(typed, _bytes(log_key), into)
    tell(f"Root key {name} and the log's key are in {into}, for this user alone.")
    tell("For a unit, seal them: systemd-creds encrypt --with-key=host+tpm2 --name=prx-root "
         "FOLDER/root.key /etc/credstore.encrypted/prx-root, and log-signing.key likewise as prx-log; "
         "then remove the folder.")  # fmt: skip


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", errors="replace")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST)
    except OSError as failure:
        raise RefusesToStart(f"{path} cannot be read: {failure.strerror}.") from failure
