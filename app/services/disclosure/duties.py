"""What a role may do with cases, requests and logs (`policies/roles.toml`). What it sees of each is for the rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from app.domain.events import Involvement
from app.domain.identity import Actor
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import (
    ADVISE_POLICY,
    APPROVE,
    CLOSE,
    DECIDE,
    FOLLOW_UP,
    GET_MAIL,
    GOVERN,
    HUB,
    OWN_POLICY,
    READ,
    WORK,
)


class Duty(NamedTuple):
    """One word of a role's `may`, at the hub, at a partner, or (None) at either."""

    at_hub: bool | None
    may: str

    def is_at(self, kind: str) -> bool:
        """Whether it is one of organisations of this kind."""
        return self.at_hub is None or self.at_hub == (kind == HUB)


HUB_READS = Duty(at_hub=True, may=READ)
HUB_WORKS = Duty(at_hub=True, may=WORK)
HUB_FOLLOWS_UP = Duty(at_hub=True, may=FOLLOW_UP)
HUB_DECIDES = Duty(at_hub=True, may=DECIDE)
HUB_GOVERNS = Duty(at_hub=True, may=GOVERN)
HUB_CLOSES = Duty(at_hub=True, may=CLOSE)
GOVERNS = Duty(at_hub=None, may=GOVERN)
OWNS_POLICY = Duty(at_hub=None, may=OWN_POLICY)
ADVISES_ON_POLICY = Duty(at_hub=None, may=ADVISE_POLICY)
HUB_GETS_MAIL = Duty(at_hub=True, may=GET_MAIL)
PARTNER_WORKS = Duty(at_hub=False, may=WORK)
PARTNER_GETS_MAIL = Duty(at_hub=False, may=GET_MAIL)
APPROVES = {need: Duty(at_hub=False, may=word) for need, word in APPROVE.items()}
"""Who is the second person that a partner's rule asks for."""
STRICTEST = "caldicott"


def roles_for(release: PolicyRelease, duty: Duty) -> tuple[str, ...]:
    """The roles that policy gives a duty, in the order of the file."""
    held = (role for role in release.roles.values() if duty.may in role.may)
    return tuple(role.key for role in held if any(map(duty.is_at, role.organisations)))


def has_duty(release: PolicyRelease, actor: Actor, duty: Duty) -> bool:
    """Whether the actor's role has it, in an organisation that has such people."""
    role = release.roles.get(actor.role)
    given = role is not None and duty.may in role.may and actor.organisation_kind in role.organisations
    return given and duty.is_at(actor.organisation_kind)


def approves(release: PolicyRelease, actor: Actor, need: str, *, apart_from: Collection[UUID] = ()) -> bool:
    """Whether the actor is the second person that a rule asks for, by their own role or standing in for somebody.

    For nobody in `apart_from`: whoever stands in for an author approves no more than the author may.
    """
    duty = APPROVES[need]
    roles = {one.role for one in actor.stands_in if one.for_id not in apart_from}
    return has_duty(release, actor, duty) or any(has_duty(release, replace(actor, role=one), duty) for one in roles)


def approvals_at(release: PolicyRelease, kind: str) -> tuple[str, ...]:
    """Which second persons what an organisation of this kind sends may need; any of them where its rules ask for none.

    Not by what is in it: whom the queue shows or tells would say in clear what kind of answer waits.
    """
    rules = {release.organisations[kind].approval}
    if STRICTEST not in rules:  # otherwise all that leaves needs it, and no rule of a field asks for less
        rules |= {one.approval for one in release.catalogue.values() if one.organisation == kind and one.approval}
    return tuple(need for need in APPROVES if need in rules) or tuple(APPROVES)


def may_approve(release: PolicyRelease, actor: Actor) -> bool:
    """Whether anything that waits for approval in the actor's organisation may wait for them."""
    return any(approves(release, actor, one) for one in approvals_at(release, actor.organisation_kind))


def reads_rated(release: PolicyRelease, actor: Actor, rating: str | None) -> bool:
    """Whether the actor reads of cases that are rated so; a role that reads of some alone reads of no other."""
    role = release.roles.get(actor.role)
    return role is None or not role.only_rated or rating in role.only_rated


def works_on(release: PolicyRelease, actor: Actor, own: Involvement, case_id: UUID) -> bool:
    """Whether a case is the actor's work: they were put on it or, in a role of the night, accepted it until morning."""
    role = release.roles.get(actor.role)
    return case_id in own.on_duty if role is not None and role.only_handed_over else own.on_case(case_id)


def put_on_cases(release: PolicyRelease) -> tuple[str, ...]:
    """The roles whose people are put on cases of the hub: not those to whom they are only handed for a night."""
    return tuple(one for one in roles_for(release, HUB_READS) if not release.roles[one].only_handed_over)


def on_duty(release: PolicyRelease) -> tuple[str, ...]:
    """The roles to whose people cases are handed while the hub is closed."""
    return tuple(one for one in roles_for(release, HUB_READS) if release.roles[one].only_handed_over)


def may_step_in(release: PolicyRelease, actor: Actor) -> bool:
    """Whether the actor may read what a colleague submitted, send it back, and hand over what a colleague has.

    Whoever approves anything may; what they may approve is a question of its own.
    """
    return any(approves(release, actor, need) for need in APPROVES)
