"""No page of the log works harder because the log is longer: blocks read at a thousand and fifty thousand entries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.domain.lists import LogFilter, Page
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered

FEW, MANY = 1_000, 50_000
MOST_GROWTH = 1.5
INDEX_LEVELS = 3
"""An index grows by a level now and then; a page reads a few of them."""
KINDS = "array['opened','opened','opened','log_read','return_released','request_sent','refused']"


def grow(exchange: Exchange, played: Answered, to: int) -> None:
    """Fill the log up to a size, ten seconds an entry, by twenty people of the hub."""
    hub, housing = (exchange.organisation(kind).id for kind in ("hub", "housing"))
    [(log, base)] = exchange.rows("SELECT log, max(idx) + 1 FROM log_leaf GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
    exchange.rows(
        "INSERT INTO log_leaf SELECT %s, i, encode(substr(int8send((extract(epoch FROM at) * 1000)::bigint), 3, 6) "
        "|| substr(sha256(int8send(i)), 1, 10), 'hex')::uuid, 'opened', at, 'x' "
        "FROM generate_series(%s::bigint, %s) AS i, "
        "LATERAL (SELECT (SELECT max(at) FROM log_leaf) + (i - %s + 1) * interval '10 seconds' AS at) AS placed",
        log, base, to - 1, base,
    )  # fmt: skip
    exchange.rows(
        f"INSERT INTO log_detail SELECT id, log, idx, ({KINDS})[1 + mod(idx, 7)], at, %s, gen_random_uuid(), "
        "CASE WHEN mod(idx, 2) = 0 THEN %s::uuid ELSE %s END, %s, "
        "(SELECT array_agg(id ORDER BY id) FROM person)[1 + mod(idx * 7, 4)], 'hub_collator', "
        "'child_protection_enquiry', 'x', 1, 'full', 3, '{}', '{}', NULL, 'none' "
        "FROM log_leaf WHERE log = %s AND idx >= %s",
        hub, hub, housing, housing, log, base,
    )  # fmt: skip
    exchange.rows("VACUUM ANALYZE log_detail")
    exchange.rows("VACUUM ANALYZE log_leaf")


def filters(exchange: Exchange, played: Answered) -> dict[str, LogFilter]:
    """Every way to ask."""
    hub, housing = (exchange.organisation(kind).id for kind in ("hub", "housing"))
    day = exchange.clock.now().date()
    return {
        "no filter": LogFilter(hub, without="log_read"),
        "kind": LogFilter(hub, kind="refused"),
        "a kind there is none of": LogFilter(hub, kind="probed"),
        "from": LogFilter(hub, from_id=housing, without="log_read"),
        "to": LogFilter(hub, to_id=housing, without="log_read"),
        "who": LogFilter(hub, actor_id=played.responder.person_id, without="log_read"),
        "purpose": LogFilter(hub, purpose="child_protection_enquiry"),
        "reference": LogFilter(hub, file_ids=(played.case.id, played.request.file_id)),
        "dates": LogFilter(hub, since=day, until=day, without="log_read"),
        "dates to come": LogFilter(hub, since=date(2200, 1, 1)),
        "dates gone": LogFilter(hub, until=day - timedelta(days=400)),
        "the installation's": LogFilter(None, kind="policy_released"),
    }


def blocks(exchange: Exchange, chosen: LogFilter, page: Page, reader: UUID) -> int:
    """How many blocks the statements of one page read."""
    ran: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        ran.append((statement, values))

    event.listen(exchange.engine, "before_cursor_execute", note)
    try:
        with exchange.runtime.database.work(None) as work:
            work.log.lines(chosen, page, reader)
    finally:
        event.remove(exchange.engine, "before_cursor_execute", note)
    total = 0
    with exchange.engine.connect() as connection:
        for statement, values in [one for one in ran if "log_" in one[0]]:
            plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", values)
            first = next((row[0] for row in plan if "Buffers:" in row[0]), "")
            total += sum(int(number) for number in re.findall(r"(?:hit|read)=(\d+)", first))
    return total


@pytest.mark.slow
def test_pages_read_as_many_blocks_however_long_the_log_is(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    officer = own_exchange.person("hub", "ig_officer").person_id
    found: dict[str, list[int]] = {}
    for size in (FEW, MANY):
        grow(own_exchange, played, size)
        [(middle,)] = own_exchange.rows(
            "SELECT id::text FROM log_leaf ORDER BY id OFFSET (SELECT count(*) FROM log_leaf) / 2 LIMIT 1"
        )
        for where, page in {"first": Page(), "older": Page(after=middle), "newer": Page(before=middle)}.items():
            for name, chosen in filters(own_exchange, played).items():
                found.setdefault(f"{name}, {where}", []).append(blocks(own_exchange, chosen, page, officer))
    grown = {name: (few, many) for name, (few, many) in found.items() if many > MOST_GROWTH * few + INDEX_LEVELS}
    assert grown == {}
