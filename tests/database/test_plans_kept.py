"""Whoever looks at a return has the server keep to its plans: made anew for each look, they took half of its time."""

from __future__ import annotations

from app.services.disclosure.gate import open_records
from tests.services.exchange import Exchange
from tests.services.played import answered

LOOKS = 15
JOINED = 3
"""Joins from which a plan takes longer than the look."""
PLANS = "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements"


def test_what_joins_many_tables_is_planned_once_for_all_looks(own_exchange: Exchange) -> None:
    done = answered(own_exchange)
    own_exchange.engine.dispose()  # one connection from here, which has prepared nothing
    for _ in range(LOOKS):
        assert open_records(own_exchange.runtime, done.case.decider, [done.record.id])
    with own_exchange.engine.connect() as same:
        plans = same.exec_driver_sql(PLANS).all()
    joined = {one: (kept, anew) for one, kept, anew in plans if one.upper().count(" JOIN ") >= JOINED}
    assert joined, "the gate's own look is prepared"
    assert [anew for _, anew in joined.values()] == [0] * len(joined)
    assert all(kept > LOOKS / 2 for kept, _ in joined.values())
