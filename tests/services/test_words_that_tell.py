"""Words that say where a protected person is, read by whoever may not know it: in returns about anybody in the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.identity import Actor
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import QUESTION, Case, claim, draft, previewed, ready_case, records_of, say_role, sign, value

REFUGE = {"lines": ["9 Refuge Way"], "town": "Nowhere", "postcode": "ZZ99 3BB"}
SAYS = (
    "Do not write to number nine, Refuge  Way",
    "ring zz993bb first",
    "\uff32\uff25\uff26\uff35\uff27\uff25 \uff37\uff21\uff39",
)
SAYS_NOT = "Never write: ring the school instead"
WORDS, ROWS = "return_do_not_contact", "return_staff_safety"
KEPT = "Kept back for the decision-maker"


def of_two(exchange: Exchange, protected: str = "yes") -> tuple[Case, UUID, UUID]:
    """A case of a child who lives in a refuge and a child who does not."""
    case = ready_case(exchange, ("child", "child"), (protected, "no"))
    hers, other = case.people
    known = find_case(exchange.runtime, case.collator, case.id).records[hers]
    saved = {"case_address": plain(REFUGE)}
    save_case_record(exchange.runtime, case.collator, case.id, hers, saved, known.version)
    say_role(exchange, case.collator, case.id, other, "other")
    return case, hers, other


def returned(exchange: Exchange, case: Case, about: UUID, answers: dict[str, Any]) -> UUID:
    """Housing is asked about one of them, and answers so."""
    ask = Ask(exchange.organisation("housing").id, "They may know.", (), QUESTION, subjects=frozenset({about}))
    (request,) = send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
    responder = claim(exchange, request)
    made = draft(exchange, request, responder, about, {"housing_known": value("yes"), **answers})
    sign(exchange, responder, request)
    return made.id


def read(exchange: Exchange, actor: Actor, record: UUID) -> OpenedRecord:
    return open_records(exchange.runtime, actor, [record])[0]


@pytest.fixture(scope="module")
def two(exchange: Exchange) -> tuple[Case, UUID, UUID]:
    return of_two(exchange)


@pytest.mark.parametrize("says", SAYS)
def test_a_place_said_in_somebody_elses_return_is_kept_from_the_collator(
    exchange: Exchange, two: tuple[Case, UUID, UUID], says: str
) -> None:
    case, _, other = two
    answers = {WORDS: plain(says), ROWS: plain([{"risk": "animal", "do": says}])}
    answers["housing_known"] = value("yes", note=says)
    record = returned(exchange, case, other, answers)
    opened = read(exchange, case.collator, record)
    assert says not in str([reaches(one) for one in opened.fields.values()])
    for field in (WORDS, ROWS):
        shown = opened.fields[field]
        assert shown.answer is not None
        assert shown.level is Level.MASKED
        assert KEPT in str(shown.answer.value)
        assert shown.kept
    noted = opened.fields["housing_known"].answer
    assert noted is not None
    assert noted.value == "yes"
    assert KEPT in str(noted.note)


def reaches(shown: Any) -> Any:
    """What of a field reaches the page."""
    return None if shown.answer is None else (shown.answer.value, shown.answer.note)


def test_the_decision_maker_reads_it_and_is_told_that_it_says_so(
    exchange: Exchange, two: tuple[Case, UUID, UUID]
) -> None:
    case, _, other = two
    record = returned(exchange, case, other, {WORDS: plain(SAYS[0])})
    shown = read(exchange, case.decider, record).fields[WORDS]
    assert shown.answer is not None
    assert (shown.answer.value, shown.level, shown.says) == (SAYS[0], Level.FULL, ("address",))


def test_words_that_say_no_place_are_read_by_both(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    record = returned(exchange, case, other, {WORDS: plain(SAYS_NOT)})
    for actor in (case.collator, case.decider):
        shown = read(exchange, actor, record).fields[WORDS]
        assert (shown.answer and shown.answer.value, shown.kept, shown.says) == (SAYS_NOT, False, ())


def test_where_nobody_has_to_hide_nothing_is_kept_back(exchange: Exchange) -> None:
    case, _, other = of_two(exchange, "no")
    record = returned(exchange, case, other, {WORDS: plain(SAYS[0])})
    shown = read(exchange, case.collator, record).fields[WORDS]
    assert (shown.answer and shown.answer.value, shown.kept) == (SAYS[0], False)


def test_what_came_before_is_covered_as_soon_as_it_is_learnt(exchange: Exchange) -> None:
    case, hers, other = of_two(exchange, "no")
    record = returned(exchange, case, other, {WORDS: plain(SAYS[0])})
    known = find_case(exchange.runtime, case.collator, case.id).records[hers]
    said = {"case_protected_address": plain("yes")}
    save_case_record(exchange.runtime, case.collator, case.id, hers, said, known.version)
    assert read(exchange, case.collator, record).fields[WORDS].kept


def test_a_place_that_only_a_partner_returned_is_sought_as_well(
    exchange: Exchange, two: tuple[Case, UUID, UUID]
) -> None:
    case, hers, other = two
    moved = {"lines": ["Madeup Haven, 4 Quiet Row"], "town": "Nowhere", "postcode": "ZZ99 7QQ"}
    returned(exchange, case, hers, {"housing_address": value(moved)})
    police = exchange.organisation("police").id
    ask = Ask(police, "They may know.", (), QUESTION, subjects=frozenset({other}))
    (request,) = send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
    responder = claim(exchange, request)
    made = draft(
        exchange, request, responder, other, {"police_known": value("yes"), WORDS: plain("She is at madeup-haven now")}
    )
    sign(exchange, responder, request)
    assert read(exchange, case.collator, made.id).fields[WORDS].kept


def test_a_place_of_somebody_else_that_is_the_same_is_kept_back_too(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    known = find_case(exchange.runtime, case.decider, case.id).records[other]
    saved = {"case_school": plain("Classes at 9 Refuge Way")}
    save_case_record(exchange.runtime, case.decider, case.id, other, saved, known.version)
    record = find_case(exchange.runtime, case.decider, case.id).records[other].id
    assert read(exchange, case.collator, record).fields["case_school"].kept
    assert not read(exchange, case.decider, record).fields["case_school"].kept


def test_whoever_typed_it_reads_it_back_and_a_colleague_who_saves_the_rest_does_not(exchange: Exchange) -> None:
    case, _, _ = of_two(exchange)
    other, colleague = case.whole, exchange.person("hub", "hub_collator")
    words = {"case_concern_narrative": plain("She moved to 9 Refuge Way")}
    _save(exchange, case.collator, case, other, words)
    assign_case(exchange.runtime, case.collator, case.id, colleague.person_id)
    for _ in range(2):
        record = _newest(exchange, case, other)
        assert read(exchange, case.collator, record).value("case_concern_narrative") == "She moved to 9 Refuge Way"
        assert read(exchange, colleague, record).fields["case_concern_narrative"].kept
        _save(exchange, colleague, case, other, {"case_channel": plain("telephone")})
    _save(exchange, colleague, case, other, {"case_concern_narrative": plain("9 Refuge Way, I hear")})
    record = _newest(exchange, case, other)
    assert read(exchange, colleague, record).value("case_concern_narrative") == "9 Refuge Way, I hear"
    assert read(exchange, case.collator, record).fields["case_concern_narrative"].kept


def test_a_request_is_read_by_whoever_typed_it_and_tells_nothing_of_what_it_took_from_the_case(
    exchange: Exchange,
) -> None:
    """Whether words of the case are shown in it must not tell whether they name the place: one may have typed them."""
    case, _, other = of_two(exchange)
    seen = []
    for words in ("Ask at 9 Refuge Way", "Ask at 9 Quiet Lane"):
        said = {"case_do_not_contact": plain(words)}
        stood = find_case(exchange.runtime, case.collator, case.id).stated["contact_safety", case.whole].version
        state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", said, stood)
        asked = {"request_questions": plain([{"question": words, "why": "To visit"}])}
        ask = Ask(exchange.another("police").id, "They may know.", (), asked, subjects=frozenset({other}))
        (request,) = send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
        (sent,) = records_of(exchange, request, "request")
        opened = read(exchange, case.collator, sent)
        assert opened.value("request_questions") == asked["request_questions"].value
        seen.append(reaches(opened.fields["request_do_not_contact"]))
        assert words in str(reaches(read(exchange, case.decider, sent).fields["request_do_not_contact"]))
    assert seen[0] == seen[1]
    assert KEPT in str(seen[0])


def _newest(exchange: Exchange, case: Case, person: UUID) -> UUID:
    return find_case(exchange.runtime, case.decider, case.id).records[person].id


def _save(exchange: Exchange, actor: Actor, case: Case, person: UUID, answers: dict[str, Any]) -> None:
    known = find_case(exchange.runtime, actor, case.id).records.get(person)
    save_case_record(exchange.runtime, actor, case.id, person, answers, known.version if known else None)


def test_one_that_does_not_open_keeps_back_all_words(exchange: Exchange) -> None:
    """Whoever spoils a sealed address must not blind the comparison."""
    case, hers, other = of_two(exchange)
    record = returned(exchange, case, other, {WORDS: plain(SAYS_NOT)})
    known = find_case(exchange.runtime, case.collator, case.id).records[hers]
    spoil = "UPDATE field_box SET box = box || '\\x00'::bytea WHERE record_id = %s AND field = 'case_address'"
    exchange.rows(spoil, known.id)
    assert read(exchange, case.collator, record).fields[WORDS].kept
    assert not read(exchange, case.decider, record).fields[WORDS].kept
