"""`flask partnerships …`: whom a hub may ask.

All need ADMIN_DATABASE_URL.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.moments import DAY
from app.cli.running import administering, plainly, tell
from app.domain.time_of_day import london
from app.services.administration.propose_by_command import has_begun
from app.services.administration.propose_partnership import propose_offer_for
from app.services.identity.end_partnership import end_partnership
from app.services.identity.make_partnership import make_partnership
from app.services.identity.named_by_id import organisation_named

partnerships = AppGroup("partnerships", help="Whom a hub may ask.")


@partnerships.command("make")
@click.argument("hub", type=click.UUID)
@click.argument("partner", type=click.UUID)
@click.option("--agreement", help="The reference of the sharing agreement between them.")
@click.option("--by", "proposer", type=click.UUID, help="The id of the hub's administrator who signs first.")
@click.option(
    "--from", "first", type=DAY, help="The day from which it may ask, where it is proposed; today if not said."
)
@plainly
def make(hub: UUID, partner: UUID, agreement: str | None, proposer: UUID | None, first: datetime | None) -> None:
    """Let HUB ask PARTNER from now on: begins the log of what they give each other, or goes on in it.

    Once two administrators of each have passkeys it is only offered, in the name of the one of the hub that --by names,
    and the page is printed on which they sign it first; the partner's agree to it on theirs.
    """
    runtime = administering()
    with runtime.database.work(None) as work:
        begun = [has_begun(runtime, work, organisation_named(work, one).id) for one in (hub, partner)]
    if not all(begun):
        make_partnership(runtime, hub, partner, agreement)
        tell("Made.")
        return
    if proposer is None:
        raise click.BadParameter("Both sides can sign: give the hub's administrator who offers it with --by.")
    joins = london(runtime.clock.now()).date() if first is None else first.date()
    offer = propose_offer_for(runtime, proposer, hub, partner, agreement or "", joins)
    tell(f"{runtime.public_address}/admin/changes/{offer.id}")


@partnerships.command("end")
@click.argument("hub", type=click.UUID)
@click.argument("partner", type=click.UUID)
@plainly
def end(hub: UUID, partner: UUID) -> None:
    """Let HUB ask PARTNER nothing from now on; whoever waits there for an answer is written to.

    What it was asked it can still answer, and what it sent stays.
    """
    end_partnership(administering(), hub, partner)
    tell("Ended.")
