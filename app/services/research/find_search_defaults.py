"""How the actor and their organisation usually search."""

from __future__ import annotations

from app.domain.identity import Actor
from app.domain.search_defaults import SearchDefaults
from app.services.runtime import Runtime


def find_search_defaults(runtime: Runtime, actor: Actor) -> tuple[SearchDefaults, SearchDefaults]:
    """The actor's own in this organisation, and the organisation's; empty ones where none were kept."""
    with runtime.database.work(actor.organisation_id) as work:
        return work.identity.search_defaults(actor.organisation_id, actor.person_id)
