"""`flask partnerships …`: whom a hub may ask.

All need ADMIN_DATABASE_URL.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, proposed
from app.cli.moments import DAY
from app.cli.running import administering, working
from app.domain.errors import InvalidInput
from app.domain.time_of_day import london
from app.services.administration.propose_by_command import has_begun
from app.services.administration.propose_partnership import propose_offer_for
from app.services.disclosure.duties import HUB_DECIDES, roles_for
from app.services.disclosure.reasoned import wrong_reason
from app.services.identity.acting_as import acting_as
from app.services.identity.end_partnership import end_partnership
from app.services.identity.make_partnership import make_partnership
from app.services.identity.named_by_id import organisation_named
from app.services.research.revoke_partner import ASKS, look_at_partner, withdraw_all

partnerships = Administration("partnerships", help="Whom a hub may ask.")


@partnerships.command("make")
@click.argument("hub", type=click.UUID)
@click.argument("partner", type=click.UUID)
@click.option("--agreement", help="The reference of the sharing agreement between them.")
@click.option("--by", "proposer", type=click.UUID, help="The id of the hub's administrator who signs first.")
@click.option(
    "--from", "first", type=DAY, help="The day from which it may ask, where it is proposed; today if not said."
)
def make(hub: UUID, partner: UUID, agreement: str | None, proposer: UUID | None, first: datetime | None) -> Answer:
    """Let HUB ask PARTNER from now on: begins the log of what they give each other, or goes on in it.

    Once two administrators of each have passkeys it is only offered, in the name of the one of the hub that --by names,
    and the page is printed on which they sign it first; the partner's agree to it on theirs.
    """
    runtime = administering()
    with runtime.database.work(None) as work:
        begun = [has_begun(runtime, work, organisation_named(work, one).id) for one in (hub, partner)]
    if not all(begun):
        make_partnership(runtime, hub, partner, agreement)
        return Answer({"hub": str(hub), "partner": str(partner), "made": True}, "Made.")
    if proposer is None:
        raise click.BadParameter("Both sides can sign: give the hub's administrator who offers it with --by.")
    joins = london(runtime.clock.now()).date() if first is None else first.date()
    return proposed(runtime, propose_offer_for(runtime, proposer, hub, partner, agreement or "", joins))


@partnerships.command("end")
@click.argument("hub", type=click.UUID)
@click.argument("partner", type=click.UUID)
def end(hub: UUID, partner: UUID) -> Answer:
    """Let HUB ask PARTNER nothing from now on; whoever waits there for an answer is written to.

    What it was asked it can still answer, and what it sent stays.
    """
    end_partnership(administering(), hub, partner)
    return Answer({"hub": str(hub), "partner": str(partner), "ended": True}, "Ended.")


@partnerships.command("revoke")
@click.argument("hub", type=click.UUID)
@click.argument("partner", type=click.UUID)
@click.option("--yes", is_flag=True, help="Do it: without this it only says what it would do.")
@click.option("--by", "person", type=click.UUID, help="The id of a decision-maker of HUB, in whose name; with --yes.")
@click.option("--why", default="", help="Why, without anybody's name; with --yes.")
def revoke(hub: UUID, partner: UUID, *, yes: bool, person: UUID | None, why: str) -> Answer:
    """Take back all that PARTNER was sent by HUB: ask it nothing more, withdraw every request, take its keys to them.

    Without --yes it says what that would be. What the partner has read it has read, and what it answered stays at the
    hub and with it. Its people can still sign in: end them with `flask organisations end` once no hub works with it.
    Stopped in between, run it again. Needs settings, and with --yes ADMIN_DATABASE_URL.
    """
    runtime = working()
    seen, left = look_at_partner(runtime, hub, partner), None
    if yes:
        if person is None:
            raise click.BadParameter("Give the id of a decision-maker of the hub with --by.")
        with runtime.database.work(None) as work:
            actor = acting_as(runtime, work, person, hub, roles_for(runtime.policy.release, HUB_DECIDES))
        if wrong := wrong_reason(ASKS, why):
            raise InvalidInput({"why": wrong["reason"]})
        if seen.asked:
            end_partnership(administering(), hub, partner)
        left = withdraw_all(runtime, actor, partner, why)
    said = {
        "done": yes,
        "asked": seen.asked,
        "requests": [str(one) for one in seen.requests],
        "waiting": [str(one) for one in seen.waiting],
        "left": None if left is None else [str(one) for one in left],
        "people": seen.people,
        "other_hubs": list(seen.other_hubs),
    }
    others = ", ".join(seen.other_hubs) or "none"
    lines = [
        f"Requests not withdrawn: {len(seen.requests)}, of which wait for an answer: {len(seen.waiting)}.",
        f"People who act for it, and go on: {seen.people}. Other hubs that ask it: {others}.",
    ]
    if left is None:
        lines.append("Nothing was done. To ask it nothing more and withdraw all of these, add --yes, --by and --why.")
    else:
        lines.append(f"It is asked nothing more. Withdrawn: {len(seen.requests) - len(left)}.")
    again = "Run it again in a colleague's name."
    lines += [f"Left, as --by has stepped back from its case: {one}. {again}" for one in left or ()]
    return Answer(said, "\n".join(lines))
