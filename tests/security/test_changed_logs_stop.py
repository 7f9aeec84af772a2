"""A log found changed: nothing of it is shown or sent until it is mended, and everything else goes on."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest

from app.adapters.database.files import SqlFileRows
from app.domain.asked import Reachable
from app.domain.errors import InvalidInput, LogChanged, LogStopped, LogUnavailable
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.governance.prove_entry import prove_entry
from app.services.governance.summaries import keep_fresh, publish_summary
from app.services.governance.verify_log import ask_for_check
from app.services.messages.run_jobs import run_jobs
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.governance.commands import flask
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.played import QUESTION, Answered, answered, claim, draft, previewed, ready_case, send, sign, value

__all__ = ["own_exchange"]

UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false); "
LAST = "(SELECT max(idx) FROM log_leaf WHERE log = {log})"
CUT = (
    f"DELETE FROM log_node WHERE log = {{log}} AND ((idx + 1) << level) > {LAST}; "
    f"DELETE FROM log_leaf WHERE log = {{log}} AND idx = {LAST}"
)
"""The last leaf and all that it completed: what is left is a tree."""
EDITED = "convert_to(replace(convert_from(leaf, 'UTF8'), '2026', '2025'), 'UTF8')"
LEAF = f"UPDATE log_leaf SET leaf = {EDITED} WHERE log = {{log}} AND idx = 1"
NODE = "UPDATE log_node SET hash = sha256('made up') WHERE log = {log} AND (level, idx) = (0, 1)"
EDGE = (
    "UPDATE log_node SET hash = sha256('made up') "
    "WHERE log = {log} AND level = (SELECT max(level) FROM log_node WHERE log = {log})"
)
WRITTEN = "SELECT (SELECT count(*) FROM log_leaf), (SELECT count(*) FROM research_request)"


def a_round(exchange: Exchange) -> None:
    """What the worker does once a minute; it says so when a log was changed."""
    exchange.clock.forward(seconds=61)
    with contextlib.suppress(LogChanged):
        keep_fresh(exchange.runtime)


def change(exchange: Exchange, played: Answered, what: str) -> str:
    """As the owner, with the guards off, change the log of the hub and the partner who answered; its label."""
    log = played.returned.entry.log
    exchange.rows(UNGUARDED + what.format(log=log))
    return str(exchange.rows("SELECT label FROM log WHERE id = %s", log)[0][0])


def test_leaves_cut_under_the_checkpoint_stop_that_log(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    change(
        own_exchange, played, f"DELETE FROM log_detail WHERE log = {{log}} AND idx = {LAST}; {CUT}"
    )  # without a trace
    a_round(own_exchange)
    before = len(own_exchange.leaves())
    with pytest.raises(LogUnavailable):
        open_records(runtime, played.case.decider, [played.record.id])
    assert len(own_exchange.leaves()) == before


def test_it_stops_when_the_summaries_in_the_database_are_taken_away_too(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    label = change(own_exchange, played, f"{CUT}; DELETE FROM log_summary; DELETE FROM log_checkpoint")
    a_round(own_exchange)
    with pytest.raises(LogStopped) as stopped:
        open_records(runtime, played.case.decider, [played.record.id])
    assert stopped.value.labels == (label,)


def test_an_emptied_folder_does_not_make_a_cut_log_good(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    publish_summary(own_exchange.runtime)
    for one in own_exchange.settings.checkpoints.iterdir():
        one.unlink()
    label = change(own_exchange, played, CUT)
    a_round(own_exchange)
    assert [*own_exchange.stopped()] == [label]


@pytest.mark.parametrize("what", [LEAF, NODE])
def test_what_was_changed_in_the_middle_is_found_by_verifying_and_stops(own_exchange: Exchange, what: str) -> None:
    officer = own_exchange.person("hub", "ig_officer")
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    label = change(own_exchange, played, what)
    ask_for_check(runtime, officer)
    run_jobs(runtime)
    assert [*own_exchange.stopped()] == [label]
    with pytest.raises(LogStopped):
        open_records(runtime, played.case.decider, [played.record.id])


def test_an_entry_that_cannot_be_proven_stops_its_log(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    index = played.returned.entry.index
    label = change(own_exchange, played, f"UPDATE log_leaf SET leaf = {EDITED} WHERE log = {{log}} AND idx = {index}")
    with pytest.raises(LogStopped):
        prove_entry(own_exchange.runtime, played.responder, played.returned.entry.id)
    assert [*own_exchange.stopped()] == [label]


def test_only_that_log_stops_and_in_both_directions(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    case = played.case
    other = send(own_exchange, case, "police", ("police_known",))
    police = claim(own_exchange, other)
    publish_summary(runtime)
    change(own_exchange, played, EDGE)
    a_round(own_exchange)
    asked = own_exchange.rows("SELECT id FROM record WHERE kind = 'request' AND file_id = %s", played.request.file_id)[
        0
    ][0]
    for actor, record_id in ((case.decider, played.record.id), (played.responder, asked)):
        with pytest.raises(LogStopped):
            open_records(runtime, actor, [record_id])
    with pytest.raises(LogStopped):
        prove_entry(runtime, played.responder, played.returned.entry.id)
    record = draft(own_exchange, other, police, case.people[0], {"police_known": value("yes")})
    sign(own_exchange, police, other)
    assert open_records(runtime, case.decider, [record.id])
    collation = open_collation(runtime, case.decider, case.id)
    shown = {one.request.partner_id: (one.stopped, len(one.opened)) for one in collation.sources}
    assert shown == {played.request.partner_id: (True, 0), other.partner_id: (False, 1)}


def test_of_many_partners_asked_the_stopped_one_is_named_and_nothing_leaves(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    case = ready_case(own_exchange)
    kinds = [one for one in runtime.policy.release.organisations if one != "hub"][:11]
    asks = [
        Ask(own_exchange.organisation(one).id, "They may know.", (), QUESTION, subjects=frozenset(case.people))
        for one in {*kinds, "housing"}
    ]
    publish_summary(runtime)
    change(own_exchange, played, CUT)
    a_round(own_exchange)
    before = own_exchange.rows(WRITTEN)
    with pytest.raises(InvalidInput) as refused:
        send_requests(runtime, case.collator, case.id, asks, previewed(own_exchange, case))
    housing = own_exchange.organisation("housing")
    assert list(refused.value.errors) == ["partners"]
    assert housing.name in refused.value.errors["partners"]
    assert housing.telephone in refused.value.errors["partners"]
    assert own_exchange.rows(WRITTEN) == before
    others = [one for one in asks if one.partner_id != housing.id]
    sent = send_requests(runtime, case.collator, case.id, others, previewed(own_exchange, case))
    assert len(sent) == len(others) >= 10


def test_one_that_is_found_while_many_are_asked_lets_nothing_leave(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    case = ready_case(own_exchange)
    asks = [
        Ask(own_exchange.organisation(one).id, "Why.", (), QUESTION, subjects=frozenset(case.people))
        for one in ("police", "housing", "fire")
    ]
    publish_summary(runtime)
    label = change(own_exchange, played, CUT)
    a_round(own_exchange)
    found = SqlFileRows.reachable_from

    def early(rows: SqlFileRows, hub: UUID) -> tuple[Reachable, ...]:  # as if it had been looked for a moment before
        return tuple(replace(one, is_stopped=False) for one in found(rows, hub))

    monkeypatch.setattr(SqlFileRows, "reachable_from", early)
    before = own_exchange.rows(WRITTEN)
    with pytest.raises(LogStopped) as stopped:
        send_requests(runtime, case.collator, case.id, asks, previewed(own_exchange, case))
    assert stopped.value.labels == (label,)
    assert own_exchange.rows(WRITTEN) == before


def test_a_stop_that_the_owner_takes_away_is_back_within_a_round(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    label = change(own_exchange, played, CUT)
    a_round(own_exchange)
    own_exchange.rows("DELETE FROM log_stop")
    a_round(own_exchange)
    assert [*own_exchange.stopped()] == [label]


@pytest.mark.parametrize("edit", ["DELETE FROM log_stop", "UPDATE log_stop SET log_id = 1", "TRUNCATE log_stop"])
def test_the_application_cannot_lift_a_stop(own_exchange: Exchange, edit: str) -> None:
    own_exchange.rows("INSERT INTO log_stop SELECT id, now(), 'cut' FROM log WHERE hub_id IS NULL")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(own_exchange.database.app_url, edit)


def test_a_stopped_log_takes_nothing_even_of_those_who_read_it(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    own = own_exchange.organisation("hub").id
    own_exchange.rows(
        "INSERT INTO log_stop SELECT id, now(), 'cut' FROM log WHERE hub_id = other_id AND hub_id = %s", own
    )
    before = own_exchange.leaves()
    officer = own_exchange.person("hub", "ig_officer")
    administered = len(own_exchange.leaves()) - len(before)
    with pytest.raises(LogStopped):
        open_records(runtime, officer, [played.record.id])
    assert len(own_exchange.leaves()) == len(before) + administered
    ask_for_check(runtime, officer)  # what is wrong can be looked at: that needs no entry
    stopped = flask(runtime, "log", "check").error
    assert "Stopped, so that nothing of them is shown or sent" in stopped
