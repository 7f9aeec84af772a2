"""What is raised with the strategic board stays open until it is ended; whoever it is about is told, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale
from app.domain.identity import Actor
from app.domain.lists import CaseEntry, Page
from app.domain.records import Record
from app.services.disclosure.gate import open_records
from app.services.escalation.list_with_board import list_with_board
from app.services.escalation.with_board import BEFORE_RAISED, NOT_OF_IT, NOTHING_THERE, TOO_EARLY
from app.services.governance.check_log import check_log
from app.services.intake.assign_case import declare_conflict
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from tests.messages.desk import Desk, hub_of, to
from tests.messages.test_who_is_told import withdraw
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, ready_case, send
from tests.services.test_closing import CLOSED, OUTCOME

__all__ = ["own_exchange"]

BOARD = {
    "case_escalation_to": plain("Madeup Chair, chair of the board"),
    "case_escalation_words": plain("Madeup: rung."),
}
ANSWERED = {
    "case_board_answer": plain("answered"), "case_board_answer_words": plain("Madeup: they answer today."),
    "case_board_answer_by": plain("Madeup Chair"), "case_board_answer_on": plain("2026-11-24"),
    "case_board_answer_heard": plain("telephone"), "case_board_answer_identified": plain("known"),
}  # fmt: skip
NOT_NEEDED = {"case_board_answer": plain("not_needed"), "case_board_answer_words": plain("Madeup: they answered.")}


def stood(exchange: Exchange, case: Case, what: str, by: Actor | None = None) -> Record | None:
    return find_case(exchange.runtime, by or case.decider, case.id).stated.get((what, case.whole))


def escalate(
    exchange: Exchange, case: Case, *requests: UUID, about: str = "delay", days: int = 3, by: Actor | None = None,
    **words: Answer,
) -> Record:  # fmt: skip
    day = (exchange.clock.now() + timedelta(days=days)).date()
    said = {**BOARD, "case_escalation": plain(about), "case_escalation_answer_by": plain(day.isoformat()), **words}
    before = stood(exchange, case, "escalation")
    codes = {"raised_about": {str(one): "named" for one in requests}}
    given = (case.id, case.whole, "escalation", said, before.version if before else None, codes)
    return state_in_case(exchange.runtime, by or case.decider, *given)


def end(exchange: Exchange, case: Case, said: Mapping[str, Answer] | None = None) -> Record:
    said = said or {**ANSWERED, "case_board_answer_on": plain(exchange.clock.now().date().isoformat())}
    before = stood(exchange, case, "board_answer")
    given = (case.id, case.whole, "board_answer", said, before.version if before else None)
    return state_in_case(exchange.runtime, case.decider, *given)


def listed(exchange: Exchange, actor: Actor) -> tuple[CaseEntry, ...]:
    return list_with_board(exchange.runtime, actor, Page(size=1000)).rows


def board_at(exchange: Exchange, file_id: UUID) -> object:
    return exchange.rows("SELECT board_at FROM research_request WHERE file_id = %s", file_id)[0][0]


def test_it_is_open_until_an_answer_is_recorded_and_can_be_raised_anew(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    request = send(exchange, case, "housing")
    assert listed(exchange, case.collator) == ()
    raised = escalate(exchange, case, request.file_id)
    assert raised.released_at is not None
    (row,) = listed(exchange, case.collator)
    assert (row.file_id, row.board_about, row.board_since) == (case.id, "delay", raised.released_at)
    assert board_at(exchange, request.file_id) == raised.released_at

    exchange.clock.forward(timedelta(days=1))
    escalate(exchange, case, request.file_id, about="practice", days=9)
    (row,) = listed(exchange, case.collator)
    assert (row.board_about, row.board_since) == ("practice", raised.released_at), "adding to it leaves its age"
    end(exchange, case)
    assert listed(exchange, case.collator) == ()
    assert board_at(exchange, request.file_id) is None

    escalate(exchange, case)
    (row,) = listed(exchange, case.collator)
    assert row.board_since == exchange.clock.now() or (row.board_since or raised.released_at) > raised.released_at
    assert board_at(exchange, request.file_id) is None, "it is about no request now"
    assert check_log(exchange.runtime).problems == ()


def test_what_is_raised_anew_or_answered_anew_says_nothing_of_what_ended(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    escalate(exchange, case)
    end(exchange, case)
    escalate(exchange, case, about="process")
    ended = end(exchange, case, NOT_NEEDED)
    (opened,) = open_records(exchange.runtime, case.decider, [ended.id])
    shown = {key: one.answer.value for key, one in opened.fields.items() if one.answer}
    assert "case_board_answer_by" not in shown, "who answered last time did not answer this"
    assert shown["case_board_answer"] == "not_needed"


def test_an_answer_that_was_recorded_wrongly_is_corrected_and_both_stay(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    with pytest.raises(InvalidInput) as nothing:
        end(exchange, case)
    assert nothing.value.errors == {"case_board_answer": NOTHING_THERE}
    request = send(exchange, case, "housing")
    escalate(exchange, case, request.file_id)
    wrong = end(exchange, case)
    exchange.clock.forward(timedelta(days=1))
    right = end(exchange, case, {"case_board_answer_words": plain("Madeup: they answer tomorrow.")})
    assert (right.supersedes, right.version) == (wrong.id, 2)
    shown = [
        one.fields["case_board_answer_words"].answer
        for one in open_records(exchange.runtime, case.decider, [wrong.id, right.id])
    ]
    assert [one and one.value for one in shown] == ["Madeup: they answer today.", "Madeup: they answer tomorrow."]
    assert listed(exchange, case.collator) == (), "it ends nothing anew and opens nothing"
    told = "SELECT count(*) FROM job WHERE kind = 'board_ended'"
    assert exchange.rows(told) == [(1,)], "whoever was told that it ended is not told again"
    with pytest.raises(InvalidInput) as early:
        end(exchange, case, {"case_board_answer_on": plain("2026-11-01")})
    assert early.value.errors == {"case_board_answer_on": BEFORE_RAISED}
    escalate(exchange, case)
    assert len(listed(exchange, case.collator)) == 1, "what is raised after that is open"
    assert check_log(exchange.runtime).problems == ()


def test_it_is_for_a_decision_maker_on_the_case(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    with pytest.raises(NotPermitted):
        escalate(exchange, case, by=case.collator)
    with pytest.raises(NotFound):
        escalate(exchange, case, by=exchange.person("hub", "hub_decision_maker"))
    with pytest.raises(NotFound):
        list_with_board(exchange.runtime, exchange.person("housing", "partner_manager"), Page())
    assert listed(exchange, case.collator) == ()


def test_whoever_stepped_back_sees_none_of_it(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    escalate(exchange, case)
    assert [one.file_id for one in listed(exchange, case.collator)] == [case.id]
    declare_conflict(exchange.runtime, case.collator, case.id)
    assert listed(exchange, case.collator) == ()
    assert list_with_board(exchange.runtime, case.collator, Page()).total == 0
    assert [one.file_id for one in listed(exchange, case.decider)] == [case.id]


def test_what_is_wrong_is_named(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    gone = send(exchange, case, "housing")
    withdraw(exchange, case, gone, "not_needed")
    other = send(exchange, ready_case(exchange), "police")
    with pytest.raises(InvalidInput) as early:
        escalate(exchange, case, days=-1)
    assert early.value.errors == {"case_escalation_answer_by": TOO_EARLY}
    for request in (gone, other):
        with pytest.raises(InvalidInput) as foreign:
            escalate(exchange, case, request.file_id)
        assert foreign.value.errors == {"raised_about": NOT_OF_IT}
    with pytest.raises(InvalidInput) as nothing:
        end(exchange, case)
    assert nothing.value.errors == {"case_board_answer": NOTHING_THERE}
    nobody: Mapping[str, Answer] = {}
    given = (case.id, case.whole, "escalation", nobody, None, {"raised_about": nobody})
    with pytest.raises(InvalidInput) as empty:
        state_in_case(exchange.runtime, case.decider, *given)
    assert set(empty.value.errors) == {"case_escalation", "case_escalation_answer_by", *BOARD}
    escalate(exchange, case)
    with pytest.raises(Stale):
        state_in_case(exchange.runtime, case.decider, *given)
    with pytest.raises(InvalidInput) as older:
        end(exchange, case, {**ANSWERED, "case_board_answer_on": plain("2026-11-23")})
    assert older.value.errors == {"case_board_answer_on": BEFORE_RAISED}
    unheard = {**ANSWERED, "case_board_answer_identified": plain(None)}
    with pytest.raises(InvalidInput) as unknown:
        end(exchange, case, unheard)
    assert set(unknown.value.errors) == {"case_board_answer_identified"}
    assert len(listed(exchange, case.decider)) == 1, "nobody ended it"


def test_managers_of_whoever_it_is_about_are_told_that_it_is_there_and_that_it_ended(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    desk.join("hari", "housing", "partner_responder")
    desk.join("hugo", "housing", "partner_manager")
    desk.join("pia", "police", "partner_responder")
    desk.join("paul", "police", "partner_manager")
    first, second = send(own_exchange, case, "housing"), send(own_exchange, case, "police")
    desk.since()
    escalate(own_exchange, case, first.file_id)
    assert desk.since() == to("escalated", "hugo")
    escalate(own_exchange, case, first.file_id, second.file_id)
    assert desk.since() == to("escalated", "paul"), "nobody is told of the same twice"
    escalate(own_exchange, case, second.file_id)
    assert desk.since() == to("board_ended", "hugo")
    end(own_exchange, case)
    assert desk.since() == to("board_ended", "paul")


def test_a_closed_case_is_raised_and_answered_too(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    escalate(exchange, case, about="resourcing")
    (row,) = listed(exchange, case.decider)
    assert row.state == "closed"
    end(exchange, case)
    assert listed(exchange, case.decider) == ()
    assert find_case(exchange.runtime, case.decider, case.id).case.state == "closed"
