"""`flask invitations …`: who is invited, for those who automate. All need ADMIN_DATABASE_URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, listing, proposed
from app.cli.running import administering
from app.domain.changes import MEMBER_INVITED
from app.domain.errors import InvalidInput, WrongState
from app.domain.invitations import DAYS, state_of
from app.services.administration.invite import invite_for
from app.services.administration.propose_by_command import has_begun
from app.services.administration.take_back_by_command import take_back_invitation
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime

invitations = Administration("invitations", help="Who is invited to act for an organisation.")
LISTED: Final = 1000
USUAL: Final = DAYS[1]


@invitations.command("propose")
@click.argument("organisation", type=click.UUID)
@click.argument("role")
@click.argument("name")
@click.argument("mailbox")
@click.option("--by", "proposer", type=click.UUID, required=True, help="The id of whoever signs it first.")
@click.option("--days", type=click.Choice([str(one) for one in DAYS]), default=str(USUAL), help="How long it is open.")
def propose(organisation: UUID, role: str, name: str, mailbox: str, proposer: UUID, days: str) -> Answer:
    """Propose to invite NAME, by their work MAILBOX, to a ROLE of ORGANISATION; print the page on which it is signed.

    It is worth nothing until --by has signed it, and then others. The link is sent by mail, and printed nowhere.
    """
    runtime = administering()
    _require_role(runtime, organisation, role)
    try:
        change = invite_for(runtime, proposer, organisation, role, name, mailbox, int(days))
    except InvalidInput as wrong:
        raise click.ClickException(" ".join(wrong.errors.values())) from wrong
    return proposed(runtime, change)


@invitations.command("list")
@click.argument("organisation", type=click.UUID)
def list_them(organisation: UUID) -> Answer:
    """Print the invitations of ORGANISATION that were sent, the last first: id, how it stands, whom, as what."""
    runtime = administering()
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        organisation_named(work, organisation)
        found = work.invitations.invited_in(organisation, LISTED)
        answers = work.invitations.answers({one.id for one in found})
    rows = [_row(one.id, state_of(one, answers.get(one.id), now), one.body) for one in found]
    return listing(
        rows, [f"{row['id']}  {row['state']}: {row['name']}, {row['mailbox']}, {row['role']}" for row in rows]
    )


@invitations.command("withdraw")
@click.argument("invitation", type=click.UUID)
def withdraw(invitation: UUID) -> Answer:
    """Take INVITATION back: nobody is let in by its link from now on."""
    take_back_invitation(administering(), invitation)
    return Answer({"id": str(invitation), "state": "withdrawn"}, "Taken back.")


def _row(change_id: UUID, state: str, body: Mapping[str, str]) -> Mapping[str, str]:
    return {
        "id": str(change_id),
        "what": MEMBER_INVITED,
        "state": state,
        "name": body["name"],
        "mailbox": body["email"],
        "role": body["role"],
        "expires_at": body["expires_at"],
    }


def _require_role(runtime: Runtime, organisation: UUID, role: str) -> None:
    with runtime.database.work(None) as work:
        kind = organisation_named(work, organisation).kind
        begun = has_begun(runtime, work, organisation)
    there = sorted(one.key for one in runtime.policy.release.roles.values() if kind in one.organisations)
    if role not in there:
        raise click.BadParameter(f"An organisation of the kind {kind} has no {role}. Give one of {', '.join(there)}.")
    if not begun:
        raise WrongState("Nobody can sign it yet: two administrators there begin first, with flask admin begin.")
