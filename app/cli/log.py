"""`flask log …`: the disclosure log on the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.running import hand_out, listed, plainly, resuming, shown_progress, tell, unchecked
from app.services.governance.check_log import check_log
from app.services.governance.checkpoints import log_key, publish_checkpoint
from app.services.governance.prove_entry import prove_number
from app.services.governance.resume_log import resume_log
from app.services.governance.verifier_keys import verifier_keys

log = AppGroup("log", help="The disclosure log.")


@log.command("check")
@plainly
def check() -> None:
    """Verify the whole log: every leaf and node, and the last checkpoints. Changes nothing.

    Runs on a log the exchange refuses to start on. Exit code 0 when it holds, 1 when it does not.
    """
    with shown_progress("Verifying the log") as progress:
        result = check_log(unchecked(), progress)
    if result.problems:
        raise click.ClickException(f"The log does not hold.\n{listed(result.problems)}")
    tell(f"The log holds: {result.size} leaves, root {result.root}.")
    if result.checkpoint_size is not None:
        tell(f"It holds the last checkpoint, of {result.checkpoint_size} leaves.")


@log.command("publish")
@plainly
def publish() -> None:
    """Sign a checkpoint now and print it; the key that verifies it goes to standard error.

    Refuses when the stored log does not extend the last checkpoint kept outside the database.
    """
    runtime = unchecked()
    published = publish_checkpoint(runtime)
    hand_out(published.text)
    tell(f"Verify with: {log_key(runtime, published.checkpoint.origin).encode()}", err=True)


@log.command("receipt")
@click.argument("number", type=click.IntRange(min=0))
@plainly
def receipt(number: int) -> None:
    """Print the receipt of entry NUMBER, counted from 0, for `python -m crypto verify`. It holds no names."""
    hand_out(prove_number(unchecked(), number))


@log.command("key")
@plainly
def key() -> None:
    """Print the keys that verify receipts and checkpoints, one line for each name the log has had."""
    for line in verifier_keys(unchecked()):
        hand_out(f"{line}\n")


@log.command("resume")
@plainly
def resume() -> None:
    """After a restore: say openly which entries are lost, and go on under a new name.

    Only a true beginning of the old log is gone on with: every leaf is hashed again first. Needs ADMIN_DATABASE_URL.
    """
    runtime = resuming()
    with shown_progress("Verifying the restored log") as progress:
        resumed = resume_log(runtime, progress)
    lost = f"number {resumed.first}" if resumed.first == resumed.last else f"numbers {resumed.first} to {resumed.last}"
    tell(f"Lost with the restore: entries {lost} of {resumed.old_origin}, at least.")
    tell("Receipts of entries before them still verify, with the old key line.")
    tell(f"The log goes on as {resumed.origin}. The exchange can be started. Give out the new key line:")
    hand_out(f"{log_key(runtime, resumed.origin).encode()}\n")
