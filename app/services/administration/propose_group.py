"""Propose that a group of a sign-in has a role, or that it lets nobody in any more."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.changes import GROUP_MAPPED, GROUP_UNMAPPED, OVERSEE, Change
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.administration.add_somebody import roles_here
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import require_administrator
from app.services.runtime import Runtime

LONGEST: Final = 200
NO_CLAIM: Final = (
    "Nothing is read of groups at this sign-in. Whoever runs the exchange says which claim names them: "
    "flask providers groups {key} CLAIM."
)
BY_NAME: Final = "Who checks what others do is let in one by one: two others sign for each."


def propose_group(runtime: Runtime, actor: Actor, provider_id: UUID | None, group: str, role: str) -> Change:
    """The change that lets whoever is in a group of a sign-in act as a role, as long as their sign-in says so.

    Raises InvalidInput naming the field, WrongState where the group has the role, NotFound, after logging the refusal,
    for whoever does not administer.
    """
    require_administrator(runtime, actor, GROUP_MAPPED)
    wrong, typed = {}, group.strip()
    with runtime.database.work(actor.organisation_id) as work:
        provider = work.identity.provider_by_id(provider_id) if provider_id else None
    if provider is None:
        wrong["provider"] = "Choose the sign-in whose group it is."
    elif provider.groups_claim is None:
        wrong["provider"] = NO_CLAIM.format(key=provider.key)
    if not typed or len(typed) > LONGEST or not typed.isprintable():
        wrong["group"] = f"Copy the group as the sign-in’s tokens name it, at most {LONGEST} characters."
    if role not in {one.key for one in roles_here(runtime, actor)}:
        wrong["role"] = "Choose a role."
    elif role in OVERSEE:
        wrong["role"] = BY_NAME
    if wrong or provider_id is None:
        raise InvalidInput(wrong)
    return propose_change(runtime, actor, GROUP_MAPPED, provider_id, {"group": typed, "role": role})


def propose_end_of_group(runtime: Runtime, actor: Actor, mapping_id: UUID) -> Change:
    """The change by which a group lets nobody in any more. Raises NotFound, after logging the refusal."""
    require_administrator(runtime, actor, GROUP_UNMAPPED)
    return propose_change(runtime, actor, GROUP_UNMAPPED, mapping_id)
