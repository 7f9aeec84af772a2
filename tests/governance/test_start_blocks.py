"""A start takes no longer because the log is longer: blocks of tables it reads at a thousand and 200,000 leaves."""

from __future__ import annotations

from collections import Counter

import pytest

from app.services.governance.summaries import publish_summary
from app.wiring import close_runtime, serving_runtime
from tests.governance.test_party_log_blocks import grow
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered

FEW, MANY = 1_000, 200_000
MOST_MORE = 80
"""Blocks: an index of the log is some levels deeper, and the edge of its tree some nodes longer (RFC 6962 §2.1)."""
LEAVES = r"""
    INSERT INTO log_node SELECT log, 0, idx, sha256('\x00'::bytea || leaf) FROM log_leaf ON CONFLICT DO NOTHING
"""
LEVEL = r"""
    INSERT INTO log_node
    SELECT one.log, one.level + 1, one.idx / 2, sha256('\x01'::bytea || one.hash || other.hash)
    FROM log_node AS one JOIN log_node AS other ON (other.log, other.level) = (one.log, one.level)
    WHERE other.idx = one.idx + 1 AND one.level = {} AND one.idx % 2 = 0
    ON CONFLICT DO NOTHING
"""
READ = """
    SELECT relname, (heap_blks_read + heap_blks_hit + coalesce(idx_blks_read, 0) + coalesce(idx_blks_hit, 0))::bigint
    FROM pg_statio_user_tables
"""


def filled(exchange: Exchange, played: Answered, to: int) -> None:
    """The log of hub and housing at that size with its whole tree, as appending leaves them, and a summary of it."""
    with exchange.runtime.database.work(None) as work:
        log = next(one for one in work.log.logs() if one.id == played.returned.entry.log)
    grow(exchange, played, log, to)
    exchange.rows(LEAVES)
    for level in range(to.bit_length() - 1):
        exchange.rows(LEVEL.format(level))
    exchange.rows("VACUUM ANALYZE log_node")
    publish_summary(exchange.runtime)


def blocks_of_a_start(exchange: Exchange) -> Counter[str]:
    """What PostgreSQL counts by table while a server's worker starts, of nobody else: it is asked before and after."""
    exchange.close()  # whoever holds a connection tells what it read only when it likes
    before = Counter(dict(exchange.rows(READ)))
    close_runtime(serving_runtime(exchange.settings, exchange.clock))
    return Counter(dict(exchange.rows(READ))) - before


def grown(exchange: Exchange, *sizes: int) -> list[int]:
    """The blocks of a start at each size, the log growing from one to the next."""
    played, found = answered(exchange), []
    for table in ("log_leaf", "log_detail", "log_node"):
        exchange.rows(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
    for size in sizes:
        filled(exchange, played, size)
        blocks = blocks_of_a_start(exchange)
        print(f"\n{size} leaves: {blocks.total()} blocks, most of {blocks.most_common(4)}")
        found.append(blocks.total())
    return found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
def test_a_start_reads_as_many_blocks_however_long_the_log_is(own_exchange: Exchange) -> None:
    few, many = grown(own_exchange, FEW, MANY)
    assert 0 < few <= many + MOST_MORE
    assert many <= few + MOST_MORE
