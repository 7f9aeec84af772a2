"""Hours, promises, numbers, agreements, evidence: what the administering role writes by SQL counts for nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.errors import InvalidInput
from app.services.clocks.enter import enter_duty_number, enter_hours
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.governance.check_log import check_log
from tests.security.test_believed_rows import by_sql
from tests.services.exchange import HOLIDAYS, HOURS, SINCE, Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case, send

__all__ = ["own_exchange"]

COPY = """
    INSERT INTO clock_setting SELECT (jsonb_populate_record(one, jsonb_build_object(
        'id', gen_random_uuid(), {changes}))).*
    FROM clock_setting AS one WHERE kind = '{kind}' AND ended_at IS NULL LIMIT 1
"""


def promises(exchange: Exchange, hub: UUID) -> object:
    """By what the hub's clocks run, or why by nothing."""
    with exchange.runtime.database.work(None) as work:
        time, why = timekeeping_or_why(exchange.runtime, work, hub)
        kept = work.clocks.kept([hub])[hub]
    return why or ([(one.kind, one.day, one.said) for one in kept.settings], time is not None)


def test_hours_and_closed_days_put_there_change_no_clock(own_exchange: Exchange) -> None:
    hub = own_exchange.organisation("hub").id
    before = promises(own_exchange, hub)
    by_sql(own_exchange, COPY.format(kind="hours", changes="'day', '2026-01-02'"))
    closed = """'kind', 'closed', 'day', '2026-12-31', 'said', '{"why": "mine"}'::jsonb"""
    by_sql(own_exchange, COPY.format(kind="hours", changes=closed))
    assert promises(own_exchange, hub) == before


@pytest.mark.parametrize("kind", ["hours", "profile"])
def test_what_takes_their_place_stops_sending_until_it_is_entered_anew(own_exchange: Exchange, kind: str) -> None:
    exchange = own_exchange
    case, hub = ready_case(exchange), exchange.organisation("hub").id
    exchange.organisation("housing")
    run_sql(exchange.database.admin_url, f"UPDATE clock_setting SET ended_at = now() WHERE kind = '{kind}'")
    take = "'ended_at', NULL, 'said', one.said || '{\"mine\": 1}'::jsonb"
    forged = COPY.format(kind=kind, changes=take).replace("ended_at IS NULL", "true")
    by_sql(exchange, forged)
    assert isinstance(promises(exchange, hub), str), "it says why nothing can be sent"
    with pytest.raises(InvalidInput):
        send(exchange, case, "housing")
    if kind == "hours":
        enter_hours(exchange.admin, hub, SINCE, HOURS, HOLIDAYS, exchange.registrar_id())
        send(exchange, case, "housing")


def test_a_number_put_there_is_not_rung(own_exchange: Exchange) -> None:
    exchange = own_exchange
    hub, by = exchange.organisation("hub").id, exchange.registrar_id()
    duty = """'kind', 'duty', 'day', NULL, 'said', '{"name": "Mine", "telephone": "01632 960666"}'::jsonb"""
    by_sql(exchange, COPY.format(kind="hours", changes=duty))
    assert "960666" not in str(promises(exchange, hub))
    enter_duty_number(exchange.admin, hub, "Duty", "01632 960001", by)
    assert "960001" in str(promises(exchange, hub))


AGREEMENT = """
    INSERT INTO agreement SELECT gen_random_uuid(), id, 'mine', '1', 'Mine', repeat('0', 64), current_date,
    current_date, NULL, now() FROM organisation WHERE kind = 'hub'
"""
SIDE = "INSERT INTO agreement_side SELECT agreement.id, hub_id, now() FROM agreement"
EVIDENCE = """
    INSERT INTO evidence SELECT gen_random_uuid(), one.id, 'impact_assessment', 'Mine', 'mine', current_date,
    person.id, now() FROM organisation one, person WHERE kind = 'hub' LIMIT 1
"""


def test_agreements_and_evidence_put_there_are_not_said_to_be_there(own_exchange: Exchange) -> None:
    exchange = own_exchange
    hub = exchange.organisation("hub").id
    exchange.registrar_id()
    for statement in (AGREEMENT, SIDE, EVIDENCE):
        by_sql(exchange, statement)
    with exchange.runtime.database.work(None) as work:
        rows = work.partnerships
        assert rows.agreements.of(hub) == []
        assert rows.agreements.looked_at_by(exchange.clock.now().date() + timedelta(days=999)) == []
        assert rows.evidence.of([hub]) == {}
    assert check_log(exchange.runtime).problems
