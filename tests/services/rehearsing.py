"""A rehearsal of a made-up exchange: the same exchange, in which everybody is the twin's."""

from __future__ import annotations

from dataclasses import replace

from app.services.identity.begin_rehearsal import begin_rehearsal
from tests.services.exchange import Exchange


def rehearsed(exchange: Exchange, *kinds: str) -> Exchange:
    """The exchange of the twins of its hub and of partners of these kinds: who is asked for there is made there."""
    hub, partners = exchange.organisation("hub"), [exchange.organisation(kind) for kind in kinds]
    begun = begin_rehearsal(exchange.admin, hub.id, [one.id for one in partners])
    twins = dict(zip(kinds, begun.partners, strict=True))
    return replace(exchange, organisations={"hub": begun.hub, **twins})
