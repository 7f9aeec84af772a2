"""`flask providers | people | members …`: who takes part.

All need ADMIN_DATABASE_URL.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import click

from app.cli.answering import Administration, Answer, proposed
from app.cli.running import administering, tell, working
from app.cli.whole_sets import change_said, is_said, set_row, words_of
from app.domain.identity import IdentityProvider, Membership, Person
from app.services.administration.propose_by_command import has_begun, hubs_that_have_begun, propose_role_for
from app.services.identity.add_person import add_person
from app.services.identity.approve_member import approve_member, end_membership
from app.services.identity.end_person import end_person
from app.services.identity.end_provider import end_provider
from app.services.identity.named_by_id import organisation_named, person_named
from app.services.identity.register_provider import (
    as_offered,
    count_as_strong,
    known,
    offered,
    pin_algorithms,
    read_groups_of,
    register_provider,
)

providers = Administration("providers", help="Where people sign in.")
people = Administration("people", help="People who approve others.")
members = Administration("members", help="Who acts for an organisation, in which role.")


@providers.command("register")
@click.argument("key")
@click.argument("name")
@click.argument("issuer")
@click.argument("client_id")
@click.option("--domain", "domains", multiple=True, help="An e-mail domain that leads to it; may be given again.")
def register_one(key: str, name: str, issuer: str, client_id: str, domains: tuple[str, ...]) -> Answer:
    """Take in the identity provider NAME of an OpenID Connect ISSUER, print its id and what is pinned of it.

    Once two administrators of a hub have passkeys it is not: they try it and sign it on pages, and the address is told.
    It is asked what it signs with. KEY stands in the return address registered there, /account/return/KEY, and names
    its secret in PRX_PROVIDER_SECRETS.
    """
    runtime = administering()
    if begun := hubs_that_have_begun(runtime):
        names = ", ".join(one.name for one in begun)
        raise click.ClickException(
            f"Two administrators can sign it: of {names}. They try it, and then sign, at "
            f"{runtime.public_address}/admin/sign-ins/new"
        )
    made = as_offered(runtime, IdentityProvider(uuid4(), key, name, issuer, client_id, runtime.clock.now()))
    register_provider(runtime, made, tuple(domain.lower() for domain in domains))
    tell(f"Pinned: {', '.join(made.algorithms)}.", err=True)
    return Answer({"id": str(made.id), "key": key, "pinned": list(made.algorithms)}, str(made.id))


@providers.command("end")
@click.argument("key")
def end_sign_in(key: str) -> Answer:
    """Let nobody sign in by the provider KEY from now on, for good: who is signed in by it is not any more.

    Its people keep their roles without being able to use them: `flask members end` frees what they had.
    """
    end_provider(administering(), key)
    return Answer({"key": key, "ended": True}, "Ended.")


@providers.command("check")
@click.argument("key")
def check(key: str) -> Answer:
    """Ask the provider KEY what it signs with, and compare that with what is pinned. Changes nothing."""
    runtime = working()
    provider = known(runtime, key)
    offer = offered(runtime, provider).algorithms
    gone = [one for one in provider.algorithms if one not in offer]
    wrong = (
        f"It no longer offers {', '.join(gone)}. Ask those who run it whether they changed it, then: "
        f"flask providers pin {key} {' '.join(offer)}"
    )
    return Answer(
        {"key": key, "pinned": list(provider.algorithms), "offered": list(offer), "gone": gone},
        f"Pinned: {', '.join(provider.algorithms)}.\nOffered: {', '.join(offer)}.",
        wrong if gone else "",
    )


@providers.command("strong")
@click.argument("key")
@click.argument("values", nargs=-1)
@click.option("--none", "nothing", is_flag=True, help="Nothing counts: nobody there can reveal, approve or send.")
def strong(key: str, values: tuple[str, ...], *, nothing: bool) -> Answer:
    """Count VALUES of `acr` and `amr` of the provider KEY as strong proof of who somebody is, and no others.

    Revealing, breaking glass and sending a return need it. Without VALUES what counts now is only printed.
    """
    if not is_said(values, nothing=nothing):
        now = known(working(), key).strong
        return Answer(set_row(now), f"Counts as strong: {words_of(now)}.")
    return change_said(count_as_strong(administering(), key, values), values)


@providers.command("groups")
@click.argument("key")
@click.argument("claim", required=False)
@click.option("--none", "nothing", is_flag=True, help="Groups are read of no claim: whoever came by one is out.")
def groups_of(key: str, claim: str | None, *, nothing: bool) -> Answer:
    """Read of CLAIM in the provider KEY's tokens which groups somebody is in. Without CLAIM what is read is printed.

    A group lets nobody in by itself: administrators map it, and sign that, on their page “Groups”.
    """
    if claim is None and not nothing:
        now = known(working(), key).groups_claim
        return Answer({"key": key, "claim": now}, f"Groups are read of: {now or 'no claim'}.")
    said = None if nothing else claim
    before = read_groups_of(administering(), key, said)
    return Answer(
        {"key": key, "claim": said, "before": before}, f"Before: {before or 'no claim'}. Now: {said or 'no claim'}."
    )


@providers.command("pin")
@click.argument("key")
@click.argument("algorithms", nargs=-1, required=True)
def pin(key: str, algorithms: tuple[str, ...]) -> Answer:
    """Believe what the provider KEY signs with ALGORITHMS, of those it offers, and nothing signed otherwise."""
    runtime = administering()
    pin_algorithms(runtime, known(runtime, key), algorithms)
    return Answer({"key": key, "pinned": list(algorithms)}, "Pinned.")


@people.command("add")
@click.argument("name")
def add(name: str) -> Answer:
    """Take in somebody by NAME who approves members and has no account here, and print their id.

    Others are taken in by signing in: the page that says nobody has approved them shows their reference.
    """
    runtime = administering()
    made = Person(uuid4(), name, None, runtime.clock.now())
    add_person(runtime, made)
    return Answer({"id": str(made.id), "name": name}, str(made.id))


@people.command("end")
@click.argument("person", type=click.UUID)
def end_everywhere(person: UUID) -> Answer:
    """End every role of PERSON at once, wherever they have one: for whoever leaves. What they had is freed."""
    held = end_person(administering(), person)
    says = f"Ended: {', '.join(held)}." if held else "They had no role."
    return Answer({"id": str(person), "ended": list(held)}, says)


@members.command("approve")
@click.argument("person", type=click.UUID)
@click.argument("organisation", type=click.UUID)
@click.argument("role")
@click.option("--by", "approver", type=click.UUID, required=True, help="The id of the person who approved it.")
def approve(person: UUID, organisation: UUID, role: str, approver: UUID) -> Answer:
    """Give PERSON (the reference they were shown) a ROLE of the policy in ORGANISATION; print the membership's id.

    Once two administrators of ORGANISATION have passkeys it is only proposed, in the name of the one that --by names,
    and the page is printed on which they sign it first.
    """
    runtime = administering()
    roles = runtime.policy.release.roles
    if role not in roles:
        raise click.BadParameter(f"{role} is no role. Give one of {', '.join(sorted(roles))}.")
    if approver == person:
        raise click.BadParameter("Nobody approves themselves: give the id of another person with --by.")
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        person_named(work, approver)
        name = person_named(work, person).display_name
        accounts = work.identity.accounts_of(person)
        kind = organisation_named(work, organisation).kind
        begun = has_begun(runtime, work, organisation)
    if kind not in roles[role].organisations:
        there = sorted(one.key for one in roles.values() if kind in one.organisations)
        raise click.BadParameter(f"An organisation of the kind {kind} has no {role}. Give one of {', '.join(there)}.")
    if not accounts:
        raise click.BadParameter(
            f"{name} has never signed in, so that nobody could act under it. Have them sign in: the page that says "
            "nobody has approved them shows the reference to give here."
        )
    if begun:
        return proposed(runtime, propose_role_for(runtime, approver, person, organisation, role))
    made = Membership(uuid4(), person, organisation, role, now, approver, now)
    approve_member(runtime, made)
    return Answer(
        {"id": str(made.id), "person": str(person), "organisation": str(organisation), "role": role}, str(made.id)
    )


@members.command("end")
@click.argument("membership", type=click.UUID)
def end(membership: UUID) -> Answer:
    """End MEMBERSHIP for good, and with it what may be done under it from the next page on."""
    end_membership(administering(), membership)
    return Answer({"id": str(membership), "ended": True}, "Ended.")
