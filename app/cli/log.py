"""`flask log …`: the disclosure log on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.answering import Answer, Answering, listing
from app.cli.received import received_rows
from app.cli.running import administering, hand_out, listed, plainly, resuming, shown_progress, tell, unchecked, working
from app.services.disclosure.duties import GOVERNS, roles_for
from app.services.governance.check_log import check_log
from app.services.governance.find_unready import find_stopped
from app.services.governance.lift_stop import REASONS, lift_stop
from app.services.governance.prove_entry import prove_plainly
from app.services.governance.resume_log import lost_words, resume_log
from app.services.governance.summaries import publish_summary
from app.services.governance.verifier_keys import every_key, summary_keys
from app.services.governance.who_received import Fact
from app.services.identity.acting_as import acting_as

log = AppGroup("log", help="The disclosure logs.")


@log.command("check")
@plainly
def check() -> None:
    """Verify every log in full: every leaf and node, and the last checkpoints. Changes nothing.

    Runs on a log the exchange refuses to start on. Exit code 0 when it holds, 1 when it does not.
    """
    with shown_progress("Verifying the log") as progress:
        result = check_log(unchecked(), progress)
    if stopped := find_stopped(unchecked()):
        tell(f"Stopped, so that nothing of them is shown or sent: {', '.join(stopped)}.", err=True)
    if result.problems:
        unseen = f"\nNot looked at: {result.not_looked_at}. Mend these, and look again." if result.not_looked_at else ""
        raise click.ClickException(f"The log does not hold.\n{listed(result.problems)}{unseen}")
    tell(f"The log holds: {result.size} leaves, root {result.root}.")
    if result.checkpoint_size is not None:
        tell(f"It holds the last checkpoint, of {result.checkpoint_size} leaves.")


@log.command("publish")
@plainly
def publish() -> None:
    """Sign a checkpoint of all logs now and print it; the key that verifies it goes to standard error.

    Refuses when a stored log does not extend what the last checkpoint kept outside the database says of it.
    """
    runtime = unchecked()
    published = publish_summary(runtime)
    hand_out(published.text)
    tell(f"Verify with: {summary_keys(runtime)[0]}", err=True)


@log.command("receipt")
@click.argument("entry_id", type=click.UUID)
@plainly
def receipt(entry_id: UUID) -> None:
    """Print the receipt of the entry ENTRY_ID, for `python -m crypto verify`. It holds no names."""
    hand_out(prove_plainly(unchecked(), entry_id))


@log.command("key")
@plainly
def key() -> None:
    """Print the keys that verify receipts and checkpoints: a line for each name each log has had, then handovers."""
    for line in every_key(unchecked()):
        hand_out(f"{line}\n")


@log.command("resume")
@plainly
def resume() -> None:
    """After a restore: say openly which entries of each log are lost, and go on under new names.

    Only true beginnings of the old logs are gone on with: every leaf is hashed again first. Needs ADMIN_DATABASE_URL.
    """
    runtime = resuming()
    with shown_progress("Verifying the restored logs") as progress:
        resumed = resume_log(runtime, progress)
    for one in resumed.lost:
        tell(f"Lost with the restore: {lost_words(one)}, at least.")
    tell("Receipts of entries before them still verify, with the old key lines.")
    tell(f"The logs go on as {resumed.origin} says. The exchange can be started. Give out the new key lines:")
    for line in every_key(runtime):
        hand_out(f"{line}\n")


@log.command("lift")
@click.argument("label")
@click.option("--by", "person", type=click.UUID, required=True, help="The id of the person who decided it.")
@click.option("--because", "reason", type=click.Choice(REASONS), required=True, help="Why it may go on.")
@plainly
def lift(label: str, person: UUID, reason: str) -> None:
    """Let the log LABEL, which was found changed and stopped, take disclosures again. Needs ADMIN_DATABASE_URL.

    Only once it is what was signed of it, or `flask log resume` has said openly what is lost.
    """
    runtime = administering()
    with shown_progress("Verifying the log") as progress:
        lift_stop(runtime, label, by=person, reason=reason, progress=progress)
    tell(f"Log {label} takes disclosures again.")


@log.command("who-received", cls=Answering)
@click.argument("reference")
@click.option("--by", "person", type=click.UUID, required=True, help="The id of whoever asks, who governs there.")
@click.option("--at", "organisation", type=click.UUID, required=True, help="The id of the organisation they govern.")
@click.option("--field", help="The key of one field; every field if not said.")
@click.option("--about", type=click.UUID, help="The id of one person or address of the case.")
def received(reference: str, person: UUID, organisation: UUID, field: str | None, about: UUID | None) -> Answer:
    """Print who was shown what of the case or request REFERENCE, the newest first: names of fields, and no value.

    It is read in the name of --by, who governs the hub or the partner --at, and the log says so for each page.
    """
    runtime = working()
    with runtime.database.work(None) as work:
        roles = roles_for(runtime.policy.release, GOVERNS)
        actor = acting_as(runtime, work, person, organisation, roles)
    rows = received_rows(runtime, actor, reference, Fact(field, about))
    return listing(rows, [_line(row) for row in rows], "Nobody was shown it.")


def _line(row: Mapping[str, Any]) -> str:
    fields = "fields not told" if row["fields"] is None else f"{len(row['fields'])} fields"
    return f"{row['at']}  {row['kind']}: {row['to']}, {row['who'] or 'nobody named'} ({row['basis']}): {fields}"
