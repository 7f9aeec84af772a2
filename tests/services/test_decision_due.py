"""The hub's own clock: a case is to be decided from when its notification was received, by its rating."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.answers import plain
from app.domain.files import CaseFile
from app.domain.lists import CaseEntry, CaseFilter, Page
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.list_requests import list_cases
from tests.services.exchange import Exchange
from tests.services.played import Case, rate, ready_case, send
from tests.services.test_pauses import at

OUTCOME = {"case_decision": plain("no_further_action"), "case_decision_reason": plain("Madeup reason.")}


def stands(exchange: Exchange, case: Case) -> CaseFile:
    return find_case(exchange.runtime, case.decider, case.id).case


def line(exchange: Exchange, case: Case, state: str = "open") -> CaseEntry:
    rows = list_cases(exchange.runtime, case.decider, CaseFilter(state=state), Page()).rows
    return next(one for one in rows if one.file_id == case.id)


def receive(exchange: Exchange, case: Case, moment: datetime | None, seen: int | None) -> None:
    """Save when the notification reached the hub; None clears it."""
    said = {"case_received_at": plain(moment.isoformat() if moment else None)}
    save_case_record(exchange.runtime, case.collator, case.id, case.whole, said, seen)


def test_a_case_is_due_from_when_it_was_started_until_its_receipt_is_known(own_exchange: Exchange) -> None:
    own_exchange.clock.moment = at(24, 10)
    case = ready_case(own_exchange)
    rate(own_exchange, case, "amber")
    assert stands(own_exchange, case).due_at == at(26, 10), "two working days of the hub"
    receive(own_exchange, case, at(23, 15), None)
    assert stands(own_exchange, case).due_at == line(own_exchange, case).due_at == at(25, 15)
    receive(own_exchange, case, None, 1)
    assert stands(own_exchange, case).due_at == at(26, 10)
    assert check_log(own_exchange.runtime).problems == ()


def test_another_rating_counts_from_the_same_receipt_even_if_that_is_past(own_exchange: Exchange) -> None:
    own_exchange.clock.moment = at(24, 10)
    case = ready_case(own_exchange)
    receive(own_exchange, case, at(23, 9), None)
    rate(own_exchange, case, "red")
    assert stands(own_exchange, case).due_at == at(23, 15) < own_exchange.clock.now()
    rate(own_exchange, case, "green")
    assert stands(own_exchange, case).due_at == at(27, 9)
    assert check_log(own_exchange.runtime).problems == ()


def test_a_closed_case_is_due_for_nothing_and_one_that_is_opened_again_has_its_time_again(
    own_exchange: Exchange,
) -> None:
    """Late answers may still come in: they are nobody's next answer."""
    own_exchange.clock.moment = at(24, 10)
    case = ready_case(own_exchange)
    rate(own_exchange, case, "amber")
    send(own_exchange, case, "housing")
    said = (case.id, case.whole, "outcome", OUTCOME, None, {"state": "closed"})
    state_in_case(own_exchange.runtime, case.decider, *said)
    closed = line(own_exchange, case, "closed")
    assert (closed.due_at, closed.next_due_at, closed.next_paused_at) == (None, None, None)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.clock.moment = at(26, 11)
    why = {"case_reopening_reason": plain("Madeup: an answer came.")}
    state_in_case(own_exchange.runtime, case.decider, case.id, case.whole, "reopening", why, None, {"state": "open"})
    again = line(own_exchange, case)
    assert again.due_at == datetime(2026, 11, 30, 11, tzinfo=UTC)
    assert again.next_due_at == at(25, 10), "what was out is still out"
    receive(own_exchange, case, at(23, 9), None)
    assert stands(own_exchange, case).due_at == again.due_at, "it counts from its reopening"
    assert check_log(own_exchange.runtime).problems == ()


def test_a_due_time_moved_by_sql_is_found(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    reference = stands(own_exchange, case).reference
    own_exchange.rows("UPDATE case_file SET due_at = due_at + interval '1 day' WHERE file_id = %s", case.id)
    assert (
        f"Case {reference} says other than its events: when it is to be decided."
        in check_log(own_exchange.runtime).problems
    )
