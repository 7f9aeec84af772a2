"""Propose that somebody who has signed in gets a role of the actor's organisation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.changes import MEMBER_APPROVED, Change
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import require_administrator
from app.services.runtime import Runtime
from policies.engine.roles import Role

NO_REFERENCE = "Their reference: enter it, as they read it to you from the page they are shown."
NOBODY = "Nobody who has signed in has this reference. Ask them to read it to you again from the page they are shown."
YOURSELF = "This is your own reference. Another administrator proposes a role for you."


def roles_here(runtime: Runtime, actor: Actor) -> Sequence[Role]:
    """The roles that policy has in organisations of the actor's kind, in its order."""
    return [one for one in runtime.policy.release.roles.values() if actor.organisation_kind in one.organisations]


def add_somebody(runtime: Runtime, actor: Actor, person_id: UUID | None, role: str) -> Change:
    """The change that gives them the role once others have signed it.

    Raises InvalidInput for a reference of nobody and a role that is none here; WrongState when they have it already;
    NotFound, after logging the refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, "add_somebody")
    wrong = {}
    if person_id is None:
        wrong["reference"] = NOBODY
    elif person_id == actor.person_id:
        wrong["reference"] = YOURSELF
    if role not in {one.key for one in roles_here(runtime, actor)}:
        wrong["role"] = "Choose a role."
    if person_id is None or wrong:
        raise InvalidInput(wrong)
    try:
        return propose_change(runtime, actor, MEMBER_APPROVED, person_id, {"role": role})
    except NotFound as nobody:
        raise InvalidInput({"reference": NOBODY}) from nobody
