"""Whether somebody has ever answered a request, so that whoever has not is shown how."""

from __future__ import annotations

from app.domain.identity import Actor
from app.domain.lists import BoardFilter, Page
from app.services.runtime import Runtime


def never_answered(runtime: Runtime, actor: Actor) -> bool:
    """Whether the actor has answered no request yet for this organisation. Names nobody."""
    mine = BoardFilter(answered=True, claimed_by=actor.person_id)
    with runtime.database.work(actor.organisation_id) as work:
        return not work.lists.inbox("answering", mine, Page(size=1), actor.person_id)
