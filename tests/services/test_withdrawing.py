"""A request is taken back, and a case becomes more or less urgent: at both doors, in lists, mail and log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.answers import plain
from app.domain.clocks import Clock
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.identity import Actor
from app.domain.lists import BoardFilter, Page
from app.domain.research import ResearchRequest
from app.services.clocks.timekeeping import timekeeping
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.research.list_requests import list_board, list_inbox
from app.services.research.open_request import find_request, open_request
from app.services.research.survey_request import survey_request
from app.services.research.withdraw import withdraw_request
from tests.messages.test_notices import give_addresses, mails
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, answered, claim, draft, rate, ready_case, records_of, send, value

__all__ = ["own_exchange"]

WHY = {"case_withdrawal_reason": plain("Made-up reason of the hub.")}


def stands(exchange: Exchange, request: ResearchRequest) -> ResearchRequest:
    with exchange.runtime.database.work(None) as work:
        found = work.files.request(request.file_id)
    assert found is not None
    return found


def withdraw(
    exchange: Exchange, case: Case, request: ResearchRequest, ground: str = "not_needed", seen: int | None = None
) -> ResearchRequest:
    version = stands(exchange, request).version if seen is None else seen
    return withdraw_request(
        exchange.runtime, case.collator, request.file_id, ground=ground, words=WHY, seen_version=version
    )


def listed(exchange: Exchange, actor: Actor, *, withdrawn: bool = False) -> list[str]:
    lister = list_board if actor.organisation_kind == "hub" else list_inbox
    return [one.reference for one in lister(exchange.runtime, actor, BoardFilter(withdrawn=withdrawn), Page()).rows]


def test_a_withdrawn_request_opens_no_more_and_says_so_on_both_sides(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    request = send(own_exchange, case, "housing", ("housing_known",))
    holder = claim(own_exchange, request)
    open_request(runtime, holder, request.file_id)
    kept = draft(own_exchange, request, holder, case.people[0], {"housing_known": value("yes")})
    asked = records_of(own_exchange, request, "request")
    give_addresses(own_exchange)
    mails(own_exchange)
    with pytest.raises(InvalidInput) as refused:
        withdraw_request(runtime, case.collator, request.file_id, ground="", words={}, seen_version=2)
    assert set(refused.value.errors) == {"ground", "case_withdrawal_reason"}
    before = len(own_exchange.leaves())
    assert withdraw(own_exchange, case, request).state == "withdrawn"
    assert sorted(kind for _, _, kind in own_exchange.leaves()[before:]) == ["grants_deleted", "stated"]
    with pytest.raises(WrongState, match="withdrawn"):
        open_request(runtime, holder, request.file_id)
    with pytest.raises(NotFound):
        open_records(runtime, holder, asked)
    assert survey_request(runtime, holder, request.file_id).recalled is False
    with runtime.database.work(None) as work:
        assert work.records.find(kept.id) == kept
        (said,) = work.records.of_file(request.file_id, "case")
    (opened,) = open_records(runtime, case.decider, [said.id])
    assert opened.value("case_withdrawal_reason") == "Made-up reason of the hub."
    with pytest.raises(NotFound):
        open_records(runtime, holder, [said.id])
    for actor in (case.collator, holder):
        assert listed(own_exchange, actor) == []
        assert listed(own_exchange, actor, withdrawn=True) == [request.reference]
    ((to, subject, text),) = mails(own_exchange)
    assert (to, subject) == (holder.person_id, "A research request has been withdrawn")
    assert "Made-up reason" not in text
    with pytest.raises(WrongState):
        withdraw(own_exchange, case, request)
    assert check_log(runtime).problems == ()


def test_what_has_been_answered_can_be_recalled_and_the_return_stays(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    give_addresses(own_exchange)
    mails(own_exchange)
    withdraw(own_exchange, played.case, played.request, "wrong_person")
    assert survey_request(own_exchange.runtime, played.responder, played.request.file_id).recalled
    ((_, subject, text),) = mails(own_exchange)
    assert "Stop work" in subject
    assert "Do not keep, use or pass on" in text
    open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    open_collation(own_exchange.runtime, played.case.decider, played.case.id)
    assert check_log(own_exchange.runtime).problems == ()


def test_an_edited_withdrawal_is_found(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    withdraw(own_exchange, played.case, played.request)
    own_exchange.rows("UPDATE research_request SET state = 'returned'")
    own_exchange.rows("UPDATE inbox_entry SET state = 'returned'")
    assert [one for one in check_log(own_exchange.runtime).problems if "says other than its events: state" in one]


def test_keys_that_no_entry_says_were_taken_back_are_missed(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    own_exchange.rows("DELETE FROM key_grant USING record WHERE record.id = record_id AND kind = 'request' AND "
                      "organisation_id <> author_id")  # fmt: skip
    assert check_log(own_exchange.runtime).problems != ()
    del played


def test_a_re_rating_reaches_each_request_that_waits(own_exchange: Exchange) -> None:
    runtime, played = own_exchange.runtime, answered(own_exchange)
    case = played.case
    waiting = send(own_exchange, case, "police")
    holder = claim(own_exchange, waiting)
    give_addresses(own_exchange)
    mails(own_exchange)
    own_exchange.clock.forward(hours=5)
    rate(own_exchange, case, "green")
    after = find_request(runtime, holder, waiting.file_id).request
    with runtime.database.work(None) as work:
        time = timekeeping(runtime, work, case.collator.organisation_id, [waiting.partner_id])
    green = time.profile.partner["green"]
    assert green is not None
    counted = Clock(waiting.sent_at, green, time.of[waiting.partner_id])
    assert (after.rating, after.due_at) == ("green", counted.due)
    assert stands(own_exchange, played.request).rating == "red", "an answered one stays as it was"
    ((to, subject, text),) = mails(own_exchange)
    assert (to, subject) == (holder.person_id, "The rating of a research request has changed")
    assert "Rating: green" in text
    rate(own_exchange, case, "red")
    again = stands(own_exchange, waiting)
    assert again.due_at == waiting.sent_at + timedelta(hours=4) < own_exchange.clock.now(), "past, and shown past"
    (row,) = list_board(runtime, case.collator, BoardFilter(), Page()).rows
    assert (row.rating, row.due_at) == ("red", again.due_at)
    assert check_log(runtime).problems == ()
