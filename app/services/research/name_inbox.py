"""The names a list of requests needs: the hubs that ask, and the colleagues who work on what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor
from app.domain.rehearsals import together
from app.services.disclosure.duties import HUB_READS, PARTNER_WORKS, put_on_cases, roles_for
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class InboxNames:
    """Names by id. A colleague who has left, or whose role has no work of this kind, is not among them."""

    hubs: Mapping[UUID, str]
    colleagues: Mapping[UUID, str]


def name_inbox(runtime: Runtime, actor: Actor) -> InboxNames:
    """The hubs that the actor meets, and who of their own organisation can be on a case or have a request."""
    release, at_hub = runtime.policy.release, HUB_READS.is_at(actor.organisation_kind)
    roles = put_on_cases(release) if at_hub else roles_for(release, PARTNER_WORKS)
    with runtime.database.work(actor.organisation_id) as work:
        hubs = [one for one in work.identity.organisations("hub") if together(one.rehearsal, actor.rehearsal)]
        return InboxNames(
            hubs={one.id: one.name for one in hubs},
            colleagues={one.id: one.display_name for one in work.identity.people_with(actor.organisation_id, roles)},
        )
