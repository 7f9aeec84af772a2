"""Adding to or correcting a return: by whoever has the request, from what stands, one at a time."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.errors import Stale, WrongState
from app.services.collation.open_collation import open_collation
from app.services.disclosure.sealing import Content
from app.services.research.open_request import find_request, open_own
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.work_on_request import claim_request, hand_over
from tests.services.exchange import Exchange
from tests.services.played import answered, claim, draft, ready_case, send, sign, value


def test_a_correction_supersedes_and_keeps_what_was_sent(exchange: Exchange) -> None:
    played = answered(exchange)
    (again,) = start_correction(exchange.runtime, played.responder, played.request.file_id)
    content = Content({"housing_known": value("no")}, {})
    save_draft(exchange.runtime, played.responder, played.request.file_id, again.subject_id, content, again.version)
    sign(exchange, played.responder, played.request)
    (returned,) = open_collation(exchange.runtime, played.case.decider, played.case.id).sources
    assert [one.record.id for one in returned.opened] == [again.id]
    assert [one.id for one in returned.earlier] == [played.record.id]
    assert (returned.opened[0].value("housing_known"), returned.opened[0].record.supersedes) == ("no", played.record.id)


def test_only_who_has_the_request_corrects_it(exchange: Exchange) -> None:
    played = answered(exchange)
    colleague = exchange.person("housing", "partner_responder")
    with pytest.raises(WrongState, match="Claim this request"):
        start_correction(exchange.runtime, colleague, played.request.file_id)


def test_whoever_corrects_what_nobody_has_takes_it_by_the_same_act(exchange: Exchange) -> None:
    played = answered(exchange)
    hand_over(exchange.runtime, played.responder, played.request.file_id)
    colleague = exchange.person("housing", "partner_responder")
    (again,) = start_correction(exchange.runtime, colleague, played.request.file_id)
    assert again.author_person_id == colleague.person_id
    assert find_request(exchange.runtime, colleague, played.request.file_id).request.claimed_by == colleague.person_id
    assert events(exchange, played.request.file_id)[-1] == ("claimed", colleague.person_id)


def test_a_correction_that_is_refused_claims_nothing(exchange: Exchange) -> None:
    """Nobody has it, and nothing was sent that could be corrected."""
    request = send(exchange, ready_case(exchange), "housing", ("housing_known",))
    responder = exchange.person("housing", "partner_responder")
    before = events(exchange, request.file_id)
    with pytest.raises(WrongState, match="Only a return that has been sent"):
        start_correction(exchange.runtime, responder, request.file_id)
    assert find_request(exchange.runtime, responder, request.file_id).request.claimed_by is None
    assert events(exchange, request.file_id) == before


def events(exchange: Exchange, file_id: UUID) -> list[tuple[str, UUID | None]]:
    """What the file's chain says happened, and whom each is about."""
    with exchange.runtime.database.work(None) as work:
        return [(one.what, one.about_id) for one in work.events.of_files([file_id])[file_id]]


def test_two_who_correct_one_is_first_and_the_other_keeps_the_draft_and_starts_again(exchange: Exchange) -> None:
    played = answered(exchange)
    runtime, file_id, first = exchange.runtime, played.request.file_id, played.responder
    second = exchange.person("housing", "partner_responder")
    (theirs,) = start_correction(runtime, first, file_id)
    content = Content({"housing_known": value("unknown")}, {})
    save_draft(runtime, first, file_id, theirs.subject_id, content, theirs.version)
    hand_over(runtime, first, file_id)
    claim_request(runtime, second, file_id)
    (mine,) = start_correction(runtime, second, file_id)
    content = Content({"housing_known": value("no")}, {})
    save_draft(runtime, second, file_id, mine.subject_id, content, mine.version)
    sign(exchange, second, played.request)
    hand_over(runtime, second, file_id)
    claim_request(runtime, first, file_id)
    with pytest.raises(Stale, match="Your draft is kept"):
        sign(exchange, first, played.request)
    assert open_own(runtime, first, file_id, theirs.id).value("housing_known") == "unknown"
    (again,) = start_correction(runtime, first, file_id)
    assert (again.id, again.supersedes) == (theirs.id, mine.id)
    assert open_own(runtime, first, file_id, theirs.id).value("housing_known") == "no"
    sign(exchange, first, played.request)
    (returned,) = open_collation(runtime, played.case.decider, played.case.id).sources
    assert [one.record.id for one in returned.opened] == [theirs.id]


def test_a_draft_from_before_a_colleague_answered_is_not_sent_over_theirs(
    exchange: Exchange,
) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    first = claim(exchange, request)
    draft(exchange, request, first, case.people[0], {"housing_known": value("no")})
    hand_over(exchange.runtime, first, request.file_id)
    second = claim(exchange, request)
    draft(exchange, request, second, case.people[0], {"housing_known": value("yes")})
    sign(exchange, second, request)
    hand_over(exchange.runtime, second, request.file_id)
    claim_request(exchange.runtime, first, request.file_id)
    with pytest.raises(Stale):
        sign(exchange, first, request)
