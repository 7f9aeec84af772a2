"""The names a list of requests needs: the hubs that ask, and the colleagues who work on what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class InboxNames:
    """Names by id. A colleague who has left is not among them."""

    hubs: Mapping[UUID, str]
    colleagues: Mapping[UUID, str]


def name_inbox(runtime: Runtime, actor: Actor) -> InboxNames:
    """The hubs of this installation and the people of the actor's own organisation."""
    with runtime.database.work(actor.organisation_id) as work:
        return InboxNames(
            hubs={one.id: one.name for one in work.identity.organisations("hub")},
            colleagues={one.id: one.display_name for one in work.identity.people_in(actor.organisation_id)},
        )
