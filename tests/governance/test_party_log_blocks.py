"""An officer reads a log of years as quickly as one of days: blocks at a thousand and fifty thousand entries."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.log_entry import Log, Whose
from app.services.governance.close_entry import close_entry
from app.services.governance.party_logs import list_party_logs
from app.services.governance.read_party_log import read_party_entry, read_party_log
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered

FEW, MANY = 1_000, 50_000
MOST_GROWTH, INDEX_LEVELS = 1.5, 8
"""An index grows by a level now and then; a page looks into eight."""


def grow(exchange: Exchange, played: Answered, log: Log, to: int) -> None:
    """Fill the log of hub and housing up to a size with openings of the played return, ten seconds apart."""
    [(base,)] = exchange.rows("SELECT max(idx) + 1 FROM log_leaf WHERE log = %s", log.id)
    sample = played.returned.entry
    exchange.rows(
        "INSERT INTO log_leaf SELECT %s, i, id, 'opened', at, convert_to(replace(%s, %s, id::text), 'UTF8') "
        "FROM generate_series(%s::bigint, %s) AS i, "
        "LATERAL (SELECT (SELECT max(at) FROM log_leaf) + (i - %s + 1) * interval '10 seconds' AS at) AS placed, "
        "LATERAL (SELECT encode(substr(int8send((extract(epoch FROM at) * 1000)::bigint), 3, 6) "
        "|| substr(sha256(int8send(i)), 1, 10), 'hex')::uuid AS id) AS named",
        log.id, sample.leaf.decode(), str(sample.id), base, to - 1, base,
    )  # fmt: skip
    exchange.rows(
        "INSERT INTO log_detail SELECT leaf.id, leaf.log, leaf.idx, leaf.kind, leaf.at, one.tenant_id, one.file_id, "
        "one.from_id, one.to_id, one.actor_id, one.role, one.purpose, one.legal_basis, one.policy_release, one.level, "
        "one.fields, one.rules, one.facts, one.sealed, one.sealed_under "
        "FROM log_leaf AS leaf, log_detail AS one WHERE one.id = %s AND leaf.log = %s AND leaf.idx >= %s",
        sample.id, log.id, base,
    )  # fmt: skip
    for table in ("log_detail", "log_leaf"):
        exchange.rows(f"VACUUM ANALYZE {table}")


def blocks(exchange: Exchange, act: Callable[[], object]) -> int:
    """How many blocks the statements of a page that look something up read."""
    ran: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and "log_append" not in statement:
            ran.append((statement, values))

    event.listen(exchange.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(exchange.engine, "before_cursor_execute", note)
    assert len(ran) > 3
    total = 0
    with exchange.engine.connect() as connection:
        for statement, values in ran:
            plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", values)
            first = next((row[0] for row in plan if "Buffers:" in row[0]), "")
            total += sum(int(number) for number in re.findall(r"(?:hit|read)=(\d+)", first))
    return total


@pytest.mark.slow
def test_pages_of_a_log_read_as_many_blocks_however_long_it_is(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    reader = own_exchange.person("housing", "partner_ig_officer")
    with runtime.database.work(None) as work:
        log = work.log.log(Whose(played.request.hub_id, played.request.partner_id))
    assert log is not None
    close_entry(
        runtime, own_exchange.person("hub", "ig_officer"), played.returned.entry.id, "entry", None, "A reason for it."
    )
    found: dict[str, list[int]] = {}
    for size in (FEW, MANY):
        grow(own_exchange, played, log, size)
        acts: dict[str, Callable[[], object]] = {
            "the list": lambda: list_party_logs(runtime, reader),
            "the newest": lambda: read_party_log(runtime, reader, log.label),
            "the middle": lambda: read_party_log(runtime, reader, log.label, FEW // 2),
            "the oldest": lambda: read_party_log(runtime, reader, log.label, 20),
            "one": lambda: read_party_entry(runtime, reader, log.label, FEW // 2),
        }
        for name, act in acts.items():
            found.setdefault(name, []).append(blocks(own_exchange, act))
    print(found)
    grown = {name: (few, many) for name, (few, many) in found.items() if many > MOST_GROWTH * few + INDEX_LEVELS}
    assert grown == {}
