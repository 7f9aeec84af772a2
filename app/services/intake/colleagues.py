"""The people of a hub who work on cases, each with what they are there."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.identity import Actor
from app.services.disclosure.duties import put_on_cases
from app.services.runtime import Runtime


def colleague_roles(runtime: Runtime, actor: Actor) -> Mapping[UUID, tuple[str, ...]]:
    """By person of the actor's organisation who may be on a case: the labels of the roles they hold there."""
    release = runtime.policy.release
    with runtime.database.work(actor.organisation_id) as work:
        held = work.identity.roles_in(actor.organisation_id, put_on_cases(release))
    return {one: tuple(release.roles[role].label for role in release.roles if role in has) for one, has in held.items()}
