"""Whether an answer may be passed on is kept inside its box from the day it was sent, and shown nowhere yet."""

from __future__ import annotations

from dataclasses import replace

from app.services.disclosure.gate import open_records
from app.services.disclosure.sealing import Content
from app.services.research.save_draft import start_correction
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, ATTESTED, STATED, claim, draft, ready_case, send, sign, value


def test_each_answer_of_a_return_says_whether_it_may_be_passed_on(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    request = send(exchange, case, "housing", ("housing_known", "housing_address"))
    responder, catalogue = claim(exchange, request), exchange.runtime.policy.release.catalogue
    given = {
        "housing_known": replace(value("yes"), onward="free"),
        "housing_address": value(ADDRESS),
        "housing_tenancy_reference": value("MADE-UP 1"),
    }
    made = draft(exchange, request, responder, case.people[0], given)
    [drafted] = open_records(exchange.runtime, responder, [made.id])
    kept = {key: one.answer.onward for key, one in drafted.fields.items() if one.answer}
    assert {kept[key] for key in kept if key != "housing_known"} == {None}, "nobody has been asked yet"
    sign(exchange, responder, request)
    said: dict[str, str | None] = {}
    for reader in (case.collator, case.decider):  # a matching key is for the one, an address for the other
        [sent] = open_records(exchange.runtime, reader, [made.id])
        said |= {key: one.answer.onward for key, one in sent.fields.items() if one.answer}
    assert {key: said[key] for key in given} == {
        "housing_known": "free",
        "housing_address": "ask",
        "housing_tenancy_reference": "none",
    }
    assert sent.fields["housing_address"].level.word == "masked"
    assert said == {key: catalogue[key].onward for key in said} | {"housing_known": "free"}
    [corrected] = start_correction(exchange.runtime, responder, request.file_id)
    [again] = open_records(exchange.runtime, responder, [corrected.id])
    answer = again.fields["housing_known"].answer
    assert answer is not None
    assert answer.onward == "free", "what the author said of it stays with a correction"


def test_what_is_asked_and_what_a_case_holds_says_nothing_of_it(exchange: Exchange) -> None:
    catalogue = exchange.runtime.policy.release.catalogue
    assert {one.onward for one in catalogue.values() if one.record != "return"} == {None}
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    with exchange.runtime.database.work(None) as work:
        [asked] = [one.id for one in work.records.of_file(request.file_id, "request")]
    [opened] = open_records(exchange.runtime, claim(exchange, request), [asked])
    assert {one.answer.onward for one in opened.fields.values() if one.answer} == {None}


def test_content_does_not_tell_it_in_a_log(exchange: Exchange) -> None:
    content = Content({**ATTESTED, **STATED, "housing_known": replace(value("yes"), onward="none")}, {})
    assert "none" not in repr(content) + repr(content.answers["housing_known"])
