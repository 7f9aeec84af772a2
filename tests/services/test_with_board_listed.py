"""What is with the strategic board waits for whoever can end it, is paged, and cannot be edited unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.domain.identity import Actor
from app.domain.lists import Page
from app.domain.waiting import BOARD_LATE, TO_RAISE
from app.services.clocks.chase_due import chase_due
from app.services.escalation.list_with_board import list_with_board
from app.services.governance.check_log import check_log
from app.services.research.my_work import find_my_work
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case, send
from tests.services.test_with_board import board_at, end, escalate, listed

__all__ = ["own_exchange"]


def test_an_answer_that_is_overdue_waits_for_who_can_record_it(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)

    def waits(actor: Actor) -> list[UUID]:
        groups = find_my_work(exchange.runtime, actor).groups
        return [line.file_id for group in groups if group.what == BOARD_LATE for line in group.lines]

    escalate(exchange, case, days=1)
    exchange.clock.forward(timedelta(days=1))
    assert waits(case.decider) == [], "it may come in the course of the day"
    exchange.clock.forward(timedelta(days=1))
    assert waits(case.decider) == [case.id]
    assert waits(case.collator) == []
    assert waits(exchange.person("hub", "hub_decision_maker")) == []
    escalate(exchange, case, days=1)
    assert waits(case.decider) == [], "it is wanted by another day now"
    exchange.clock.forward(timedelta(days=3))
    end(exchange, case)
    assert waits(case.decider) == []


def test_ten_thousand_are_paged_the_soonest_first(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    escalate(exchange, case)
    kept = "organisation_id, rating, state, subjects, asked, answered, started_at, board_about, board_since"
    exchange.rows(
        f"INSERT INTO case_entry (file_id, reference, board_due_at, {kept})"
        f" SELECT gen_random_uuid(), reference || n, board_due_at + n * interval '1 minute', {kept}"
        " FROM case_entry, generate_series(1, 10000) n WHERE file_id = %s",
        case.id,
    )
    seen: list[UUID] = []
    page: Page | None = Page()
    for _ in range(4):
        assert page is not None
        found = list_with_board(exchange.runtime, case.decider, page)
        seen += [one.file_id for one in found.rows]
        assert found.total is None, "counted up to a bound"
        assert [one.board_due_at for one in found.rows] == sorted(
            one.board_due_at for one in found.rows if one.board_due_at
        )
        page = replace(Page(), after=found.following)
    assert len(set(seen)) == 100
    assert seen[0] == case.id


def test_as_owner_each_edit_is_found(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    request = send(exchange, case, "housing")
    escalate(exchange, case, request.file_id)
    assert check_log(exchange.runtime).problems == ()
    for edit, back in (
        ("UPDATE case_entry SET board_due_at = NULL WHERE file_id = %s", "UPDATE case_entry SET board_due_at = %s"),
    ):
        due = listed(exchange, case.decider)[0].board_due_at
        exchange.rows(edit, case.id)
        assert any("listed other than it stands" in one for one in check_log(exchange.runtime).problems), edit
        exchange.rows(back + " WHERE file_id = %s", due, case.id)
    at = board_at(exchange, request.file_id)
    exchange.rows("UPDATE research_request SET board_at = NULL WHERE file_id = %s", request.file_id)
    assert any("says other than its events" in one for one in check_log(exchange.runtime).problems)
    exchange.rows("UPDATE research_request SET board_at = %s WHERE file_id = %s", at, request.file_id)
    assert check_log(exchange.runtime).problems == ()
    exchange.rows("DELETE FROM file_event WHERE what = 'escalated'")
    exchange.rows("UPDATE research_request SET board_at = NULL WHERE file_id = %s", request.file_id)
    assert check_log(exchange.runtime).problems != (), "what its leaf names is gone"


def test_whoever_answers_nothing_is_to_be_raised_once_the_ladder_says_so(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    request = send(exchange, case, "housing")

    def waits(actor: Actor) -> list[UUID]:
        groups = find_my_work(exchange.runtime, actor).groups
        return [line.file_id for group in groups if group.what == TO_RAISE for line in group.lines]

    exchange.clock.forward(timedelta(hours=9))
    chase_due(exchange.runtime)
    assert waits(case.decider) == [], "red was due hours ago, and the board is not told yet"
    exchange.clock.forward(timedelta(days=4))
    chase_due(exchange.runtime)
    assert waits(case.decider) == [request.file_id]
    assert waits(case.collator) == [], "who cannot raise it has nothing to do"
    assert listed(exchange, case.decider) == (), "no clock raises anything"
    escalate(exchange, case)
    assert waits(case.decider) == [request.file_id], "what is raised is about something else"
    escalate(exchange, case, request.file_id)
    assert waits(case.decider) == []
    end(exchange, case)
    assert waits(case.decider) == [request.file_id], "it is with nobody now, and is not answered"
