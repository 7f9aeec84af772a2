"""`flask organisations …`: who takes part, what each is, and the end of one.

What changes something needs ADMIN_DATABASE_URL. Where two can sign, what gives is only proposed.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

import click

from app.cli.answering import Administration, Answer, listing, proposed
from app.cli.running import administering, working
from app.cli.whole_sets import change_said, is_said, set_row, words_of
from app.domain.changes import IN_LAW_SET
from app.domain.identity import Organisation
from app.services.administration.propose_by_command import can_sign, hubs_that_have_begun
from app.services.administration.propose_description import propose_description_for
from app.services.administration.propose_in_law import propose_in_law_for
from app.services.administration.propose_organisation import propose_organisation_for
from app.services.clocks.hours_and_cover import said_of
from app.services.clocks.setting_words import setting_words
from app.services.identity.end_organisation import end_organisation
from app.services.identity.named_by_id import organisation_named
from app.services.identity.register_organisation import register_organisation
from app.services.identity.set_in_law import in_law_of, set_in_law

organisations = Administration("organisations", help="Organisations that take part.")
AS_ITS_KIND: Final = "what others of its kind are"
LISTED: Final = 100_000


@organisations.command("register")
@click.argument("kind")
@click.argument("name")
@click.option("--controller", required=True, help="The legal person that answers for its data.")
@click.option("--service", required=True, help="The service within it.")
@click.option("--telephone", required=True, help="The number others ring.")
@click.option("--hub", type=click.UUID, help="The hub whose administrators take it in, once they can sign.")
@click.option("--by", "proposer", type=click.UUID, help="The id of the one of them who signs it first.")
def register(
    kind: str, name: str, controller: str, service: str, telephone: str, hub: UUID | None, proposer: UUID | None
) -> Answer:
    """Take in the organisation NAME of a KIND of the policy, with fresh keys, and print its id.

    Once two administrators of a hub have passkeys it is only proposed, in the name of the one that --by names, and the
    page is printed on which they sign it first.
    """
    runtime = administering()
    kinds = sorted(runtime.policy.release.organisations)
    if kind not in kinds:
        raise click.BadParameter(f"{kind} is no kind of organisation. Give one of {', '.join(kinds)}.")
    if begun := hubs_that_have_begun(runtime):
        if hub is None or proposer is None:
            able = ", ".join(f"{one.name} {one.id}" for one in begun)
            raise click.BadParameter(f"Two administrators of a hub can sign: give --hub and --by. They are of {able}.")
        words = {"kind": kind, "name": name, "controller": controller, "service": service, "telephone": telephone}
        return proposed(runtime, propose_organisation_for(runtime, proposer, hub, words))
    made = Organisation(uuid4(), kind, name, controller, service, telephone, runtime.clock.now())
    register_organisation(runtime, made)
    return Answer(_said(made), str(made.id))


@organisations.command("in-law")
@click.argument("organisation", type=click.UUID)
@click.argument("facts", nargs=-1)
@click.option("--none", "nothing", is_flag=True, help="It is none of them.")
@click.option("--by", "proposer", type=click.UUID, help="The id of the accountable owner who signs it first.")
def in_law(organisation: UUID, facts: tuple[str, ...], proposer: UUID | None, *, nothing: bool) -> Answer:
    """Say what ORGANISATION is in law: all of FACTS and nothing else, whatever others of its kind are.

    Of public_authority, competent_authority, section_11, relevant_partner, mappa_duty, registered_provider. Its legal
    bases follow at once; what it released before stays as it was then. Without FACTS it is only printed. Once an
    accountable owner and a second person there have passkeys it is only proposed, in the name that --by gives.
    """
    if not is_said(facts, nothing=nothing):
        now = in_law_of(working(), organisation)
        return Answer(set_row(now), f"Is in law: {words_of(now, AS_ITS_KIND)}.")
    runtime = administering()
    with runtime.database.work(None) as work:
        organisation_named(work, organisation)
        signed_there = can_sign(runtime, work, IN_LAW_SET, organisation)
    if not signed_there:
        return change_said(set_in_law(runtime, organisation, facts), facts, AS_ITS_KIND)
    if proposer is None:
        raise click.BadParameter("Two people there can sign it: give the accountable owner who signs first with --by.")
    return proposed(runtime, propose_in_law_for(runtime, proposer, organisation, facts))


@organisations.command("describe")
@click.argument("organisation", type=click.UUID)
@click.option("--name")
@click.option("--controller")
@click.option("--service")
@click.option("--telephone")
@click.option("--by", "proposer", type=click.UUID, required=True, help="The id of whoever signs it first.")
def describe(organisation: UUID, proposer: UUID, **said: str | None) -> Answer:
    """Propose what ORGANISATION is called from now on, and where it is rung; print the page on which it is signed.

    What is not given stays. Another administrator there signs it as well, and it is done an hour later.
    """
    typed = {name: words for name, words in said.items() if words is not None}
    runtime = administering()
    return proposed(runtime, propose_description_for(runtime, proposer, organisation, typed))


@organisations.command("list")
@click.option("--named", "part", default="", help="Those with this in their name, in whatever case.")
def list_them(part: str) -> Answer:
    """Print the organisations that take part, by name: id, kind and name."""
    runtime = working()
    with runtime.database.work(None) as work:
        found = work.identity.organisations_named(part, LISTED)
    return listing([_said(one) for one in found], [f"{one.id}  {one.kind}  {one.name}" for one in found])


@organisations.command("show")
@click.argument("organisation", type=click.UUID)
def show(organisation: UUID) -> Answer:
    """Print what ORGANISATION is, what it says of its time, and with whom it works."""
    runtime = working()
    with runtime.database.work(None) as work:
        found = organisation_named(work, organisation)
        partners = work.identity.organisations_of(work.partnerships.with_whom(organisation)).values()
    (of,) = said_of(runtime, [organisation])
    time = [setting_words(runtime.policy.release, one, of.kept.names) for one in of.kept.settings]
    said = {**_said(found), "time": time, "works_with": [_said(one) for one in partners]}
    lines = [
        *(
            f"{name}: {words_of(found.in_law, AS_ITS_KIND) if name == 'in_law' else value}"
            for name, value in _said(found).items()
        ),
        *(f"  {line}" for line in time),
        *(f"  works with {one.name} {one.id}" for one in partners),
    ]
    return Answer(said, "\n".join(lines))


@organisations.command("end")
@click.argument("organisation", type=click.UUID)
@click.option("--yes", is_flag=True, help="It is certain: without this nothing is done.")
def end_one(organisation: UUID, *, yes: bool) -> Answer:
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
    roles = end_organisation(runtime, organisation)
    return Answer({"id": str(organisation), "ended": True, "roles": roles}, f"Ended, and {roles} roles with it.")


def _said(one: Organisation) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "kind": one.kind,
        "name": one.name,
        "controller": one.controller,
        "service": one.service,
        "telephone": one.telephone,
        "in_law": None if one.in_law is None else sorted(one.in_law),
        "since": one.created_at.isoformat(),
        "ended": None if one.retired_at is None else one.retired_at.isoformat(),
    }
