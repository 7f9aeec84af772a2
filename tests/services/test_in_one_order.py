"""What is opened comes in one order, whichever way the database finds it: else looks differ in which nothing does."""

from __future__ import annotations

from app.services.disclosure.gate import open_records
from tests.services.exchange import Exchange
from tests.services.played import answered

WAYS = ("seqscan", "bitmapscan", "indexscan")


def test_the_fields_of_a_record_come_in_one_order(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    orders = set()
    for way in WAYS:
        for one in WAYS:
            switch = "on" if one == way else "off"
            own_exchange.rows(f"ALTER DATABASE {own_exchange.database.name} SET enable_{one} = {switch}")
        own_exchange.engine.dispose()  # it is for connections that begin from now on
        (opened,) = open_records(own_exchange.runtime, played.case.decider, [played.record.id])
        orders.add(tuple(opened.fields))
    assert len(orders) == 1
