"""A stop ends by one command, once the log is what was signed of it, or what is lost of it was said openly."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.domain.errors import LogStopped
from app.services.disclosure.gate import open_records
from app.services.governance.prove_entry import prove_entry
from app.services.governance.summaries import publish_summary
from tests.governance.commands import flask
from tests.security.test_changed_logs_stop import CUT, LAST, LEAF, a_round, change
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.played import answered

__all__ = ["own_exchange"]

UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false); "


def kept(exchange: Exchange, log: int) -> list[list[tuple[object, ...]]]:
    """A log's leaves and nodes, to be put back."""
    return [exchange.rows(f"SELECT * FROM {table} WHERE log = %s", log) for table in ("log_leaf", "log_node")]


def put_back(exchange: Exchange, log: int, rows: list[list[tuple[object, ...]]]) -> None:
    """The log as it was."""
    for table, found in zip(("log_leaf", "log_node"), rows, strict=True):
        exchange.rows(f"{UNGUARDED} DELETE FROM {table} WHERE log = {log}")
        for row in found:
            exchange.rows(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", *row)


def lift(exchange: Exchange, label: str, reason: str = "put_back") -> str:
    """The command, and what it said was wrong."""
    by = str(exchange.registrar)
    return flask(None, "log", "lift", label, "--by", by, "--because", reason, admin=exchange.admin).error.strip()


def test_what_was_signed_and_is_not_ours_vouches_for_no_log(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    publish_summary(own_exchange.runtime)
    last = own_exchange.settings.checkpoints / "last-checkpoint"
    text = last.read_text()
    last.write_text("nothing of ours\n")
    a_round(own_exchange)
    stopped = own_exchange.stopped()
    assert len(stopped) == own_exchange.rows("SELECT count(*) FROM log")[0][0]
    label = change(own_exchange, played, "SELECT 1")
    assert "not signed by this exchange" in lift(own_exchange, label)
    last.write_text(text)
    for one in stopped:
        assert lift(own_exchange, one, "false_alarm") == ""
    assert open_records(own_exchange.runtime, played.case.decider, [played.record.id])


def test_it_is_lifted_only_when_it_is_mended_and_then_all_goes_on(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    rows = kept(own_exchange, played.returned.entry.log)
    label = change(own_exchange, played, LEAF)
    change(own_exchange, played, CUT)
    a_round(own_exchange)
    assert f"Log {label} is still not what was signed" in lift(own_exchange, label)
    put_back(own_exchange, played.returned.entry.log, rows)
    change(own_exchange, played, LEAF)
    a_round(own_exchange)
    assert "Leaf number 1 does not fit" in lift(own_exchange, label)
    put_back(own_exchange, played.returned.entry.log, rows)
    with pytest.raises(LogStopped):
        open_records(runtime, played.case.decider, [played.record.id])
    assert lift(own_exchange, label) == ""
    assert own_exchange.stopped() == {}
    a_round(own_exchange)
    assert open_records(runtime, played.case.decider, [played.record.id])
    assert prove_entry(runtime, played.responder, played.returned.entry.id)
    [(leaf,)] = own_exchange.rows(
        "SELECT convert_from(leaf, 'UTF8')::jsonb FROM log_leaf WHERE kind = 'administered' ORDER BY idx DESC LIMIT 1"
    )
    said = {name: leaf[name] for name in ("what", "log", "by", "why")}
    assert said == {"what": "stop_lifted", "log": label, "by": str(own_exchange.registrar), "why": "put_back"}
    assert flask(runtime, "log", "check").code == 0
    assert "is not stopped" in lift(own_exchange, label)


def test_what_is_lost_and_said_openly_can_be_gone_on_with(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    lost = open_records(runtime, played.case.decider, [played.record.id])[0].entry
    own_exchange.clock.forward(seconds=61)
    publish_summary(runtime)
    label = change(own_exchange, played, f"DELETE FROM log_detail WHERE log = {{log}} AND idx = {LAST}; {CUT}")
    a_round(own_exchange)
    resumed = flask(None, "log", "resume", admin=own_exchange.admin)
    assert f"entries number {lost.index} of log {label}" in resumed.out
    with pytest.raises(LogStopped):
        open_records(runtime, played.case.decider, [played.record.id])
    assert lift(own_exchange, label, "resumed") == ""
    a_round(own_exchange)
    assert open_records(runtime, played.case.decider, [played.record.id])[0].entry.index == lost.index + 1


def test_a_lift_by_nobody_or_of_nothing_is_refused(own_exchange: Exchange) -> None:
    answered(own_exchange)
    assert "There is no log feedface" in lift(own_exchange, "feedface")
    run_sql(own_exchange.database.app_url, "INSERT INTO log_stop SELECT id, now(), '' FROM log WHERE hub_id IS NULL")
    [label] = own_exchange.stopped()
    own_exchange.registrar = uuid4()
    assert "Error" in lift(own_exchange, label), "somebody has to have decided it"
    assert [*own_exchange.stopped()] == [label]
