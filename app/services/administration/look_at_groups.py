"""What administrators see of groups: those that let somebody in here, and the sign-ins whose groups can be mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.changes import OVERSEE
from app.domain.groups import GroupMapping
from app.domain.identity import Actor, IdentityProvider
from app.services.administration.add_somebody import roles_here
from app.services.administration.refusing import require_administrator
from app.services.identity.groups_that_count import groups_that_count
from app.services.runtime import Runtime
from policies.engine.roles import Role


@dataclass(frozen=True, slots=True)
class SeenGroup:
    """One that lets people in, at which sign-in, and how many are in by it now."""

    mapping: GroupMapping
    sign_in: str
    inside: int


def list_groups(runtime: Runtime, actor: Actor) -> Sequence[SeenGroup]:
    """Those of the actor's organisation that count, by group and role. Raises NotFound, after logging the refusal, for
    whoever does not administer.
    """
    require_administrator(runtime, actor, "list_groups")
    with runtime.database.work(actor.organisation_id) as work:
        found = work.groups.in_organisation(actor.organisation_id)
        count = groups_that_count(runtime, work, [one for one, _ in found])
        names = {one.id: one.name for one in work.identity.providers()}
    return [
        SeenGroup(one, names.get(one.provider_id, "A sign-in that has ended"), inside)
        for one, inside in found
        if one.id in count
    ]


def sign_ins_with_groups(runtime: Runtime, actor: Actor) -> Sequence[IdentityProvider]:
    """The sign-ins in use of which a claim that names groups is read, by name. Raises as `list_groups` does."""
    require_administrator(runtime, actor, "list_groups")
    with runtime.database.work(actor.organisation_id) as work:
        return [one for one in work.identity.providers() if one.groups_claim]


def roles_by_group(runtime: Runtime, actor: Actor) -> Sequence[Role]:
    """The roles that a group can have here: whoever checks what others do is let in one by one."""
    return [one for one in roles_here(runtime, actor) if one.key not in OVERSEE]
