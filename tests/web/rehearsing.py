"""The people of the pages' exchange, as they act in a rehearsal."""

from __future__ import annotations

from dataclasses import replace

from app.services.identity.begin_rehearsal import begin_rehearsal
from tests.web.exchange import Exchange

NEVER = -1
"""No transaction: nothing that was made ready for the real hub is copied."""


def rehearsed(exchange: Exchange, *kinds: str) -> Exchange:
    """The exchange whose organisations are the twins, and whose people act in these by the roles they were given."""
    partners = [exchange.organisations[kind].id for kind in kinds]
    begun = begin_rehearsal(exchange.admin, exchange.organisations["hub"].id, partners)
    twins = {"hub": begun.hub, **dict(zip(kinds, begun.partners, strict=True))}
    with exchange.runtime.database.work(None) as work:
        held = {
            (member.membership.person_id, kind): member.membership.id
            for kind, twin in twins.items()
            for member in work.identity.members_in(twin.id, 100)
        }
    actors = {
        name: replace(
            one,
            membership_id=held[one.person_id, one.organisation_kind],
            organisation_id=twins[one.organisation_kind].id,
            organisation_name=twins[one.organisation_kind].name,
            rehearsal=twins[one.organisation_kind].rehearsal,
        )
        for name, one in exchange.actors.items()
        if (one.person_id, one.organisation_kind) in held  # whoever administers has no role there
    }
    return replace(exchange, organisations=twins, actors=actors, began=NEVER)
