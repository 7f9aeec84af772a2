"""Who has seen a change, who is rung about it, and the acts by which a person sends what no machine may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from app.domain.errors import InvalidInput, WrongState
from app.domain.research import ResearchRequest
from app.services.governance.check_log import check_log
from app.services.governance.stop_logs import stop_logs
from app.services.intake.state_in_case import state_in_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.open_request import find_request
from app.services.research.opened_by import opened_by
from app.services.research.ring_partner import PartnerCall, ring_partner
from tests.messages.test_worker import Letters
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, answered, claim, draft, ready_case, send, sign, value, version
from tests.services.test_facts_that_change import mails, plainly, say, told

__all__ = ["own_exchange"]

CALL = {"spoke_to": "Madeup Duty-Officer", "said": "Open the request.", "whereabouts": "no"}


def now_of(exchange: Exchange, case: Case, request: ResearchRequest) -> ResearchRequest:
    with exchange.runtime.database.work(case.collator.organisation_id) as work:
        found = work.files.request(request.file_id)
    assert found is not None
    return found


def test_the_hub_sees_who_has_seen_it_and_an_answer_under_way_is_not_lost(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    responder = claim(exchange, request)
    told(exchange, responder, request)
    seen = version(exchange, responder, request)
    say(exchange, case, case_do_not_contact="Not in front of father.")
    assert now_of(exchange, case, request).unseen
    draft(exchange, request, responder, case.people[0], {"housing_known": value("yes")})
    assert sign(exchange, responder, request, seen).request.state == "returned"
    assert now_of(exchange, case, request).unseen, "whoever answers has not read it by that"
    told(exchange, responder, request)
    first = now_of(exchange, case, request)
    assert first.seen_at is not None
    exchange.clock.forward(timedelta(minutes=1))
    told(exchange, responder, request)
    assert now_of(exchange, case, request).seen_at == first.seen_at


def test_a_partner_that_does_not_open_it_is_rung(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    request = send(exchange, case, "housing")
    exchange.rows("UPDATE person SET email = 'cora@madeup.example' WHERE id = %s", case.collator.person_id)
    say(exchange, case, case_do_not_contact="Not in front of father.")
    letters = Letters()
    worker = replace(exchange.runtime, mail=letters)
    exchange.clock.forward(timedelta(minutes=14))
    run_jobs(worker)
    assert letters.sent == []
    assert not now_of(exchange, case, request).to_ring(15, exchange.clock.now())
    exchange.clock.forward(timedelta(minutes=2))
    run_jobs(worker)
    assert letters.sent == ["cora@madeup.example"]
    assert now_of(exchange, case, request).to_ring(15, exchange.clock.now())
    with pytest.raises(InvalidInput) as missing:
        ring_partner(
            exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "guessed", **{**CALL, "said": " "})
        )
    assert set(missing.value.errors) == {"identified", "said"}
    letters.sent.clear()
    exchange.rows("UPDATE person SET email = 'dilys@madeup.example' WHERE id = %s", case.decider.person_id)
    leaves = len(exchange.leaves())
    assert not ring_partner(
        exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "not_verified", **CALL)
    )
    assert [kind for *_, kind in exchange.leaves()[leaves:]] == ["worked", "worked"], "the call, and that it may be one"
    run_jobs(worker)
    assert letters.sent == ["dilys@madeup.example"], "at once, and nobody else"
    assert now_of(exchange, case, request).to_ring(15, exchange.clock.now()), "nobody unverified was told"
    assert ring_partner(exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "rang_back", **CALL))
    assert not now_of(exchange, case, request).to_ring(15, exchange.clock.now())
    assert [kind for *_, kind in exchange.leaves()][-2:] == ["worked", "worked"]


def test_what_nobody_answered_tells_nobody_anything_and_the_same_form_is_one_call(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    request = send(exchange, case, "housing")
    say(exchange, case, case_do_not_contact="Not in front of father.")
    exchange.clock.forward(timedelta(minutes=16))
    runtime, jobs = exchange.runtime, "SELECT count(*) FROM job WHERE kind = 'unverified_call'"
    with pytest.raises(InvalidInput) as spoken:
        ring_partner(runtime, case.collator, request.file_id, PartnerCall("no_answer", said="Open it."))
    assert set(spoken.value.errors) == {"said"}
    leaves = len(exchange.leaves())
    for once in (uuid4(), uuid4()):
        for _ in range(2):
            assert not ring_partner(runtime, case.collator, request.file_id, PartnerCall("no_answer"), once)
    assert len(exchange.leaves()) == leaves + 2, "two calls, each once"
    assert exchange.rows(jobs) == [(0,)], "nobody was told anything, so it is no incident"
    assert now_of(exchange, case, request).to_ring(15, exchange.clock.now())
    assert [by for by, _ in opened_by(runtime, case.collator, request.file_id).unanswered] == [
        case.collator.display_name
    ] * 2
    once = uuid4()
    for _ in range(2):
        ring_partner(runtime, case.collator, request.file_id, PartnerCall("spoke", "not_verified", **CALL), once)
    assert exchange.rows(jobs) == [(1,)], "one possible incident, however often the form is sent"
    assert check_log(runtime).problems == ()


def test_nothing_is_rung_about_that_has_not_changed(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    with pytest.raises(WrongState):
        ring_partner(exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "known", **CALL))


def test_facts_are_sent_again_for_as_long_after_closing_as_policy_says(own_exchange: Exchange) -> None:
    exchange, found = own_exchange, answered(own_exchange)
    case = found.case
    outcome = plainly({"case_decision": "no_further_action", "case_decision_reason": "Madeup."})
    state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", outcome, None, {"state": "closed"})
    exchange.clock.forward(timedelta(days=89))
    say(exchange, case, case_do_not_contact="Not in front of father.")
    assert mails(exchange, found.request) == ["safety_changed"]
    exchange.clock.forward(timedelta(days=2))
    with pytest.raises(WrongState):
        say(exchange, case, case_do_not_contact="Not in front of uncle.")


def test_a_stopped_log_keeps_the_warning_neither_from_the_case_nor_from_the_others(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    housing, police = send(exchange, case, "housing"), send(exchange, case, "police")
    pat = claim(exchange, police)
    (label,) = exchange.rows("SELECT label FROM log WHERE other_id = %s AND hub_id <> other_id", housing.partner_id)
    stop_logs(exchange.runtime, {label[0]: "It was cut."})
    say(exchange, case, case_do_not_contact="Not in front of father.")
    assert told(exchange, pat, police)["request_do_not_contact"] == "Not in front of father."
    assert mails(exchange, housing) == []
    assert mails(exchange, police) == ["safety_changed"]
    untold = now_of(exchange, case, housing)
    assert untold.unseen
    assert untold.to_ring(15, exchange.clock.now() + timedelta(minutes=15))
    assert find_request(exchange.runtime, pat, police.file_id).request.seen_at is not None


def test_telling_many_takes_no_statement_more(own_exchange: Exchange) -> None:
    exchange, counted = own_exchange, []
    for kinds in (("housing",), ("housing", "police", "probation", "education")):
        case = ready_case(exchange)
        for kind in kinds:
            send(exchange, case, kind)
        with counting(exchange) as found:
            say(exchange, case, case_do_not_contact="Not in front of father.")
        counted.append(len(found))
    assert counted[0] == counted[1]


@contextmanager
def counting(exchange: Exchange) -> Iterator[list[str]]:
    """The statements of the main database while it lasts."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(exchange.engine, "before_cursor_execute", note)
    yield found
    event.remove(exchange.engine, "before_cursor_execute", note)
