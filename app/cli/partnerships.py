"""`flask partnerships …`: whom a hub may ask; and the end of an organisation, which comes after theirs.

All need ADMIN_DATABASE_URL.
"""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.administration import organisations
from app.cli.running import administering, plainly, tell
from app.services.identity.end_organisation import end_organisation
from app.services.identity.end_partnership import end_partnership
from app.services.identity.make_partnership import make_partnership
from app.services.identity.named_by_id import organisation_named

partnerships = AppGroup("partnerships", help="Whom a hub may ask.")


@partnerships.command("make")
@click.argument("hub", type=click.UUID)
@click.argument("partner", type=click.UUID)
@click.option("--agreement", help="The reference of the sharing agreement between them.")
@plainly
def make(hub: UUID, partner: UUID, agreement: str | None) -> None:
    """Let HUB ask PARTNER from now on: begins the log of what they give each other, or goes on in it."""
    make_partnership(administering(), hub, partner, agreement)
    tell("Made.")


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


@organisations.command("end")
@click.argument("organisation", type=click.UUID)
@click.option("--yes", is_flag=True, help="It is certain: without this nothing is done.")
@plainly
def end_one(organisation: UUID, *, yes: bool) -> None:
    """Let ORGANISATION take part no more, for good: every role in it ends, and what its people had is freed.

    Its partnerships are ended first. What it sent, its logs and its keys stay.
    """
    runtime = administering()
    if not yes:
        with runtime.database.work(None) as work:
            name = organisation_named(work, organisation).name
        raise click.ClickException(
            f"Nothing was done. {name} cannot be begun again afterwards: it would be registered anew, with fresh keys "
            "and logs. Where that is certain, add --yes."
        )
    tell(f"Ended, and {end_organisation(runtime, organisation)} roles with it.")
