"""Puts the made-up organisations, people and development identity providers into an empty exchange."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from uuid import UUID, uuid4

from app.demonstration.identity_provider.tokens import SECOND_FACTOR
from app.demonstration.made_up import ORGANISATIONS, PERSONAS, PROVIDERS, Persona
from app.demonstration.made_up_hours import MADE_UP_HOURS, PROFILE
from app.domain.identity import Identity, IdentityProvider, Membership, Organisation, Person
from app.domain.opening_hours import LONDON
from app.services.clocks.enter import adopt_profile, enter_cover, enter_duty_number, enter_hours
from app.services.clocks.keep_setting import Rung
from app.services.identity.add_person import add_account, add_person
from app.services.identity.approve_member import approve_member
from app.services.identity.make_partnership import HUB, make_partnership
from app.services.identity.register_organisation import register_organisation
from app.services.identity.register_provider import register_provider
from app.services.runtime import Runtime

CLIENT = "partner-research-exchange"


def seed(runtime: Runtime, issuers: Mapping[str, str]) -> Mapping[tuple[str, str, str], UUID]:
    """Store everything, as the administering role; `issuers` are the providers' addresses by key.

    Says each membership's id by persona, organisation and role.
    """
    now = runtime.clock.now()
    organisations = {}
    for made in ORGANISATIONS:
        organisation = Organisation(
            uuid4(), made.kind, made.name, made.controller, made.service, made.telephone, now, in_law=made.in_law
        )
        register_organisation(runtime, organisation)
        organisations[made.key] = organisation.id
    kinds = {made.key: made.kind for made in ORGANISATIONS}
    for hub, partner in product(organisations, repeat=2):
        if kinds[hub] == HUB and kinds[partner] != HUB:
            make_partnership(runtime, organisations[hub], organisations[partner])
    registrar = Person(uuid4(), "Registrar (made up)", None, now)
    add_person(runtime, registrar)
    ringer = Person(uuid4(), "Ringa Numbers (made up)", None, now)
    add_person(runtime, ringer)
    _say_hours(runtime, organisations, registrar.id, Rung(ringer.id, now))
    providers = {}
    for key, (name, _) in PROVIDERS.items():
        provider = IdentityProvider(
            uuid4(), key, name, issuers[key], CLIENT, now, development=True, strong=(SECOND_FACTOR,)
        )
        register_provider(runtime, provider, (f"{key}.example",))
        providers[key] = provider.id
    memberships: dict[tuple[str, str, str], UUID] = {}
    for persona in PERSONAS:
        person = Person(uuid4(), persona.name, persona.email, now)
        add_person(runtime, person)
        add_account(runtime, Identity(uuid4(), providers[persona.provider], persona.key, person.id, now))
        for organisation_key, role in persona.roles:
            membership = Membership(
                id=uuid4(),
                person_id=person.id,
                organisation_id=organisations[organisation_key],
                role=role,
                created_at=now,
                approved_by=registrar.id,
                approved_at=now,
            )
            approve_member(runtime, membership)
            memberships[persona.key, organisation_key, role] = membership.id
    return memberships


def _say_hours(runtime: Runtime, organisations: Mapping[str, UUID], by: UUID, rung: Rung) -> None:
    """Say when they are there, who covers them, and what the hubs promise."""
    first = rung.at.astimezone(LONDON).date()
    hubs = {made.key for made in ORGANISATIONS if made.kind == HUB}
    for key, hours in MADE_UP_HOURS.items():
        id_, heard = organisations[key], rung if hours.rung else None
        enter_hours(runtime, id_, first, hours.week, hours.holidays, by)
        if key in hubs:
            enter_duty_number(runtime, id_, str(hours.line), str(hours.telephone), by, heard)
            adopt_profile(runtime, id_, PROFILE, by)
        else:
            covers = hours.covers if hours.line else None
            cover = {"covered_by": hours.line, "telephone": hours.telephone, "covers": covers}
            enter_cover(runtime, id_, by, **cover, rung=heard)


def persona(key: str) -> Persona:
    """One of the made-up people."""
    return next(one for one in PERSONAS if one.key == key)
