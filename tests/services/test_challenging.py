"""A decision-maker challenges an answer once; a senior of the partner stands by it, or has it answered again."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import Answer
from app.domain.clocks import Clock
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale, WrongState
from app.domain.research import CHALLENGED_ONCE
from app.services.challenging.challenge import challenge_answer, find_challengeable
from app.services.clocks.timekeeping import timekeeping
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.work_on_request import declare_conflict
from tests.services.challenges import (
    DECLINE,
    ITEMS,
    STANDS,
    WHY,
    Declined,
    again,
    challenge,
    declined,
    events_of,
    now_of,
    source_of,
    stand_by,
    waits,
)
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import claim, ready_case, records_of, send, sign, value, version
from tests.services.test_stand_ins import as_signed_in, named

__all__ = ["own_exchange"]


def told(exchange: Exchange, request_id: UUID) -> list[str]:
    """The kinds of mail that were asked for about a request since it was answered, by name."""
    rows = exchange.rows("SELECT kind FROM job WHERE payload ->> 'file_id' = %s ORDER BY kind", str(request_id))
    return [kind for (kind,) in rows if kind not in ("request_waiting", "return_waiting")]


def leaves(exchange: Exchange, request_id: UUID, kind: str) -> int:
    return int(
        exchange.rows("SELECT count(*) FROM log_detail WHERE file_id = %s AND kind = %s", request_id, kind)[0][0]
    )


def corrected(exchange: Exchange, one: Declined) -> None:
    """Whoever wrote it answers after all."""
    (sent, *_) = start_correction(exchange.runtime, one.responder, one.request.file_id)
    content = Content({"housing_known": value("yes")}, {})
    save_draft(exchange.runtime, one.responder, one.request.file_id, one.case.people[0], content, sent.version)
    sign(exchange, one.responder, one.request)


def test_it_is_told_why_and_stood_by_with_a_reason_of_its_own(own_exchange: Exchange) -> None:
    one = declined(own_exchange, ("child", "adult"))
    request = challenge(own_exchange, one)
    assert request.challenge == "waits"
    with own_exchange.runtime.database.work(None) as work:
        kept = timekeeping(own_exchange.runtime, work, request.hub_id, [request.partner_id])
    target = kept.profile.partner[request.rating]
    assert target is not None
    assert request.challenge_due_at == Clock(own_exchange.clock.now(), target, kept.of[request.partner_id]).due
    assert waits(own_exchange, one.manager, request) == ["challenged"]
    assert waits(own_exchange, one.responder, request) == []
    read = open_request(own_exchange.runtime, one.manager, request.file_id).records
    assert [each.value("request_challenge") for each in read] == [WHY, WHY]
    assert [each.value("request_questions") is not None for each in read] == [True, True]

    before = leaves(own_exchange, request.file_id, "return_released")
    assert stand_by(own_exchange, one).challenge == "over"
    source = source_of(own_exchange, one)
    assert source.challenge == WHY
    assert [each.value("return_decline_reason") for each in source.opened] == [STANDS, STANDS]
    for each in source.opened:
        said = each.fields["housing_known"].answer
        assert said
        assert (said.kind, said.ground, said.note) == ("declined", "no_lawful_basis", "Madeup: we may not.")
        assert (each.record.author_person_id, each.record.approved_by) == (
            one.responder.person_id, one.manager.person_id,
        )  # fmt: skip
    assert source.earlier == (), "what is said again was not corrected"
    assert told(own_exchange, request.file_id) == ["answer_stands", "challenged"]
    assert [one for one in events_of(own_exchange, request) if one != "opened"][-2:] == ["challenged", "stood_by"]
    assert leaves(own_exchange, request.file_id, "request_sent") == 2
    assert leaves(own_exchange, request.file_id, "return_released") == before + 1
    assert waits(own_exchange, one.manager, request) == []
    assert check_log(own_exchange.runtime).problems == ()


def test_it_is_answered_again_as_a_return_is_corrected(own_exchange: Exchange) -> None:
    one = declined(own_exchange)
    challenge(own_exchange, one)
    assert again(own_exchange, one).challenge == "again"
    assert waits(own_exchange, one.responder, one.request) == ["answer_again"]
    assert waits(own_exchange, one.manager, one.request) == []
    assert leaves(own_exchange, one.request.file_id, "worked") >= 1
    corrected(own_exchange, one)
    assert now_of(own_exchange, one.request).challenge == "over"
    assert waits(own_exchange, one.responder, one.request) == []
    assert told(own_exchange, one.request.file_id) == ["challenged", "return_corrected", "to_answer_again"]
    assert events_of(own_exchange, one.request)[-2:] == ["to_answer_again", "corrected"]
    assert check_log(own_exchange.runtime).problems == ()


def test_no_answer_is_challenged_twice(exchange: Exchange) -> None:
    one = declined(exchange)
    challenge(exchange, one)
    for settle in (None, stand_by):
        if settle:
            settle(exchange, one)
        with pytest.raises(WrongState) as refused:
            challenge(exchange, one)
        assert refused.value.message == CHALLENGED_ONCE
        assert find_challengeable(exchange.runtime, one.case.decider, one.request.file_id).why_not == CHALLENGED_ONCE
    with pytest.raises(WrongState):
        stand_by(exchange, one)
    with pytest.raises(WrongState):
        again(exchange, one)
    corrected(exchange, one)
    with pytest.raises(WrongState):
        challenge(exchange, one)
    assert [each.value("return_decline_reason") for each in source_of(exchange, one).opened] == [None]


def test_whatever_was_answered_can_be_challenged_so_that_a_row_does_not_tell(exchange: Exchange) -> None:
    """Were it declines alone, a column that says it was challenged would tell the kind of answer."""
    for answer in (DECLINE, Answer("not_searched"), Answer("searched_no_trace"), value("no")):
        one = declined(exchange, answers={"housing_known": answer, "housing_address": Answer("outside_coverage")})
        assert challenge(exchange, one).challenge == "waits"


def test_a_correction_that_came_meanwhile_is_seen_first_and_ends_it(exchange: Exchange) -> None:
    one = declined(exchange)
    seen = one.request.version
    corrected(exchange, one)
    with pytest.raises(Stale):
        challenge_answer(exchange.runtime, one.case.decider, one.request.file_id, WHY, seen_version=seen)
    challenge(exchange, one)
    start_correction(exchange.runtime, one.responder, one.request.file_id)
    waited = version(exchange, one.manager, one.request)
    sign(exchange, one.responder, one.request)
    assert now_of(exchange, one.request).challenge == "over"
    with pytest.raises((Stale, WrongState)):
        stand_by(exchange, one)
    assert waited < now_of(exchange, one.request).version


def test_whoever_wrote_it_does_not_judge_it_nor_who_approves_nothing(exchange: Exchange) -> None:
    one = declined(exchange)
    challenge(exchange, one)
    for person in (one.responder, exchange.person("housing", "partner_responder")):
        with pytest.raises(NotPermitted):
            stand_by(exchange, one, by=person)
        with pytest.raises(NotPermitted):
            again(exchange, one, by=person)
    declare_conflict(exchange.runtime, one.manager, one.request.file_id)
    with pytest.raises(NotFound):
        stand_by(exchange, one)
    assert now_of(exchange, one.request).challenge == "waits"


def test_where_only_its_author_approves_there_is_nobody_to_look_and_the_hub_is_told_to_ring(
    own_exchange: Exchange,
) -> None:
    one = declined(own_exchange)
    own_exchange.rows("UPDATE membership SET ended_at = now() WHERE person_id = %s", one.manager.person_id)
    shown = find_challengeable(own_exchange.runtime, one.case.decider, one.request.file_id)
    assert shown.seniors == ()
    assert shown.why_not
    assert "Ring them" in shown.why_not
    with pytest.raises(WrongState):
        challenge(own_exchange, one)


def test_only_a_decision_maker_of_the_case_challenges_and_says_why(exchange: Exchange) -> None:
    one = declined(exchange)
    for actor in (one.case.collator, exchange.person("hub", "hub_decision_maker"), one.manager):
        with pytest.raises(NotFound):
            challenge(exchange, one, by=actor)
    for why in (" ", "x" * 1201):
        with pytest.raises(InvalidInput) as refused:
            challenge(exchange, one, why)
        assert "request_challenge" in refused.value.errors
    challenge(exchange, one)
    for why in (" ", "x" * 1201):
        with pytest.raises(InvalidInput) as refused:
            stand_by(exchange, one, why)
        assert "why" in refused.value.errors
    assert now_of(exchange, one.request).challenge == "waits"


def test_before_there_is_an_answer_nothing_can_be_challenged(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ITEMS)
    manager = exchange.person("housing", "partner_manager")
    one = Declined(case, request, claim(exchange, request), manager)
    with pytest.raises(WrongState) as refused:
        challenge(exchange, one)
    assert "not been answered" in refused.value.message


def test_who_stands_in_for_a_senior_reads_it_and_decides_while_it_waits(own_exchange: Exchange) -> None:
    one = declined(own_exchange)
    colleague = own_exchange.person("housing", "partner_responder")
    named(own_exchange, one.manager, colleague)
    stand_in = as_signed_in(own_exchange, colleague)

    def opens() -> list[bool]:
        found = []
        for kind in ("request", "return"):
            try:
                found.append(
                    bool(open_records(own_exchange.runtime, stand_in, records_of(own_exchange, one.request, kind)))
                )
            except NotFound:
                found.append(False)
        return found

    assert opens() == [False, False]
    challenge(own_exchange, one)
    assert opens() == [True, True]
    assert waits(own_exchange, stand_in, one.request) == ["challenged"]
    stand_by(own_exchange, one, by=stand_in)
    assert opens() == [False, False]


def test_a_collator_reads_neither_the_challenge_nor_why_it_stands(exchange: Exchange) -> None:
    one = declined(exchange)
    challenge(exchange, one)
    stand_by(exchange, one)
    source = source_of(exchange, one, one.case.collator)
    assert source.challenge is None
    assert all(each.value("return_decline_reason") is None for each in source.opened)
    opened = open_collation(exchange.runtime, one.case.decider, one.case.id).sources[0].opened
    assert [each.value("return_decline_reason") for each in opened] == [STANDS]
    assert set(ITEMS) <= set(opened[0].fields)
