"""Whatever somebody writes into the log's tables, the worker goes on: mail is sent, and all other logs are signed."""

from __future__ import annotations

import pytest

from app.adapters.checkpoints import LAST
from app.services.governance.summaries import publish_summary
from crypto.log.summary import parse_line
from tests.governance.commands import flask
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered

__all__ = ["own_exchange"]

UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false); "
PAIR = "(SELECT log FROM log_leaf WHERE kind = 'return_released' LIMIT 1)"
INSTALLATION = "(SELECT id FROM log WHERE hub_id IS NULL)"
ADDED = (
    "INSERT INTO log_leaf SELECT log, max(idx) + 1, gen_random_uuid(), '{kind}', max(at), {leaf} "
    "FROM log_leaf WHERE log = {log} GROUP BY log"
)
HASHED = (
    "INSERT INTO log_node SELECT log, 0, max(idx), {hash} FROM log_leaf WHERE log = {log} GROUP BY log "
    "ON CONFLICT DO NOTHING"
)
LEAVES = {
    "no text": "'\\xfffe00'",
    "nested": "convert_to(repeat('[', 200000), 'UTF8')",
    "a number too long": "convert_to('{\"origin\": ' || repeat('9', 5000) || '}', 'UTF8')",
    "a name too long": "convert_to('{\"origin\": \"' || repeat('a', 5000000) || '\"}', 'UTF8')",
    "restored too often": (
        "convert_to('{\"origin\": \"madeup.example/' || (SELECT label FROM log WHERE id = {log}) || '/r' "
        "|| repeat('9', 5000) || '\"}', 'UTF8')"
    ),
}
ROWS = {
    "an impossible number": (
        "INSERT INTO log_leaf SELECT log, 9223372036854775807, gen_random_uuid(), 'opened', max(at), '' "
        "FROM log_leaf WHERE log = {log} GROUP BY log"
    ),
    "only a negative number": "DELETE FROM log_leaf WHERE log = {log} AND idx > 0; "
    "UPDATE log_leaf SET idx = -7 WHERE log = {log}",
    "no nodes": "DELETE FROM log_node WHERE log = {log}",
    "short hashes": "UPDATE log_node SET hash = 'x' WHERE log = {log}",
    "a short hash at the end": (ADDED + "; " + HASHED)
    .replace("{kind}", "opened")
    .replace("{leaf}", "''")
    .replace("{hash}", "'x'"),
    "no nodes, beside summaries that are none": (
        "DELETE FROM log_node WHERE log = {log}; INSERT INTO log_summary "
        "SELECT origin, size + more, text, told FROM (SELECT * FROM log_summary ORDER BY size DESC LIMIT 1) AS last, "
        "(VALUES (1000, 'null'::jsonb), (1001, '7'), (1002, (repeat('[', 3000) || repeat(']', 3000))::jsonb)) "
        "AS odd (more, told)"
    ),
    "no nodes, beside somebody told of what is none": (
        "DELETE FROM log_node WHERE log = {log}; "
        "INSERT INTO job (id, kind, organisation_id, payload, attempts, run_at, finished_at) "
        "SELECT gen_random_uuid(), 'log_stopped', id, (repeat('[', 3000) || repeat(']', 3000))::jsonb, 0, now(), now() "
        "FROM organisation"
    ),
    "an odd label": "UPDATE log SET label = E'a\\nb \u202e+' WHERE id = {log}",
}


def attacked(exchange: Exchange, sql: str) -> list[str]:
    """Write it in, have the worker run once, and say which logs are stopped."""
    answered(exchange)
    exchange.rows("UPDATE person SET email = 'reader@madeup.example'")
    exchange.rows("UPDATE job SET finished_at = now()")
    publish_summary(exchange.runtime)
    answered(exchange)
    exchange.rows(UNGUARDED + sql)
    labels = {label for (label,) in exchange.rows("SELECT label FROM log")}
    for _ in range(2):
        exchange.clock.forward(seconds=61)
        once = flask(exchange.runtime, "jobs", "work", "--once")
        assert "changed" in once.error, once.error
    failed = exchange.rows(
        "SELECT kind, failure FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL AND kind <> 'log_stopped'"
    )
    assert {failure for _, failure in failed} <= {"mail_unavailable"}, "the mail was tried: there is no server here"
    stopped = [*exchange.stopped()]
    assert len(stopped) == 1
    told = (exchange.settings.checkpoints / LAST).read_text().split("\n\n")[2]
    sizes = {one.label: one.size for one in map(parse_line, told.splitlines())}
    query = "SELECT label, count(*) FROM log JOIN log_leaf ON log = log.id GROUP BY label"
    others = {label: size for label, size in exchange.rows(query) if label in labels - {*stopped}}
    assert {label: sizes.get(label) for label in others} == others, "every other log is signed as it stands"
    return stopped


@pytest.mark.parametrize("leaf", LEAVES.values(), ids=LEAVES)
def test_a_leaf_that_is_none_where_a_log_begins_anew(own_exchange: Exchange, leaf: str) -> None:
    fitting = f"sha256('\\x00'::bytea || {leaf}::bytea)"
    sql = f"{ADDED}; {HASHED}".replace("{kind}", "origin_started").replace("{hash}", fitting)
    attacked(own_exchange, sql.replace("{leaf}", leaf).replace("{log}", INSTALLATION))


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_rows_that_make_no_tree(own_exchange: Exchange, rows: str) -> None:
    attacked(own_exchange, rows.replace("{log}", PAIR))
