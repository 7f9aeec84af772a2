"""`flask partnerships …`: whom a hub may ask.

All need ADMIN_DATABASE_URL.
"""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.running import administering, plainly, tell
from app.services.identity.end_partnership import end_partnership
from app.services.identity.make_partnership import make_partnership

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
