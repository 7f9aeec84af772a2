"""Partners of a case stand in an order that a reader finds again: the soonest due first, then by name."""

from __future__ import annotations

from app.services.collation.open_collation import open_collation
from app.services.intake.open_case import find_case
from tests.services.exchange import Exchange
from tests.services.played import ready_case, send

ASKED = ("police", "housing", "fire", "education", "ambulance", "mental_health")


def test_whoever_is_due_at_once_stands_by_name(exchange: Exchange) -> None:
    case = ready_case(exchange)
    due = {exchange.organisation(kind).name: send(exchange, case, kind).due_at for kind in ASKED}
    assert len(set(due.values())) == 1, "they are asked at once, and answer round the clock"
    known = find_case(exchange.runtime, case.decider, case.id)
    assert [known.partners[one.partner_id].name for one in known.requests] == sorted(due)
    read = open_collation(exchange.runtime, case.decider, case.id)
    assert [known.partners[one.request.partner_id].name for one in read.sources] == sorted(due)
