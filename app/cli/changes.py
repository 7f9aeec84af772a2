"""`flask admin begin`, `flask changes …`: who administers, and what is changed by their signatures."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click
import structlog
from flask.cli import AppGroup

from app.cli.answering import Answer, Answering, listing
from app.cli.running import administering, plainly, tell
from app.domain.changes import KINDS, standing
from app.domain.errors import InvalidInput, Unavailable
from app.http.logs import configure_logs
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from app.services.policy_control.follow_release import follow_release
from app.services.runtime import Runtime

_log = structlog.get_logger()
admin = AppGroup("admin", help="The first administrators of an organisation.")
changes = AppGroup("changes", help="What administrators have proposed, and what applies it.")
PAUSE, PAUSE_AFTER_FAILURE = 1.0, 5.0
LISTED = 1000


@admin.command("begin", cls=Answering)
@click.argument("organisation", type=click.UUID)
@click.argument("codes", nargs=-1, required=True)
def begin_one(organisation: UUID, codes: tuple[str, ...]) -> Answer:
    """Register the passkeys of CODES, of two or more people who are administrators of ORGANISATION.

    Each offers a passkey on the page "Passkeys" and reads out its code. Run again, it ends every other passkey of that
    organisation's administrators: so they begin anew after keys were lost.
    """
    try:
        names = begin(administering(), organisation, codes)
    except InvalidInput as wrong:
        raise click.ClickException(wrong.errors["code"]) from wrong
    return Answer({"id": str(organisation), "registered": list(names)}, f"Registered: {', '.join(names)}.")


@changes.command("list", cls=Answering)
@click.argument("organisation", type=click.UUID)
def list_them(organisation: UUID) -> Answer:
    """Print the changes of ORGANISATION that have not ended, the newest first: id, kind, and who is still missing."""
    runtime = administering()
    with runtime.database.work(None) as work:
        work.identity.organisation(organisation)
        found = work.changes.open_in(organisation, LISTED, list(KINDS))
        signed = work.changes.signatures({one.id for one in found})
    rows = []
    for one in found:
        still = standing(one, {each.person_id for each in signed[one.id]})
        rows.append(
            {
                "id": str(one.id),
                "what": one.what,
                "about": str(one.about_id),
                "proposed_by": str(one.proposed_by),
                "proposed_at": one.proposed_at.isoformat(),
                "closes_at": one.closes_at.isoformat(),
                "digest": one.digest.hex(),
                "proposer_signed": still.proposer,
                "others_missing": still.others,
            }
        )
    return listing(rows, [_line(row) for row in rows])


def _line(row: Mapping[str, Any]) -> str:
    missing = "" if row["proposer_signed"] else ", its proposer has not signed"
    return f"{row['id']}  {KINDS[str(row['what'])].label}: {row['others_missing']} more to sign{missing}"


@changes.command("work")
@click.option("--once", is_flag=True, help="Stop when nothing is left to apply.")
@plainly
def work_on(*, once: bool) -> None:
    """Apply what enough people have signed, for as long as this runs. Needs ADMIN_DATABASE_URL; listens to nobody.

    It verifies each signature itself. Waits when the database is away, and goes on when it is back.
    """
    configure_logs(sys.stderr)
    runtime = administering()
    while True:
        runtime, done = _apply(runtime, once=once)
        if once and not done:
            return
        if not once:
            time.sleep(PAUSE if done is not None else PAUSE_AFTER_FAILURE)


def _apply(runtime: Runtime, *, once: bool) -> tuple[Runtime, int | None]:
    """The runtime under the policy release in force, and how many changes ended: None where a part was away."""
    try:
        runtime = follow_release(runtime)
        done = apply_changes(runtime)
    except Unavailable as failure:
        if once:
            raise
        _log.error("changes_wait", error_code=failure.code, exc_info=failure)
        return runtime, None
    if done:
        tell(f"{done} done.")
    return runtime, done
