"""Two hundred guesses at a protected place by somebody who may not know it: nothing they get tells which is right."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

import pytest

from app.adapters.keys.remembered import Remembered
from app.domain.answers import plain
from app.services.disclosure.gate import open_records
from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case, open_versions
from app.services.intake.save_case_record import save_case_record
from app.services.research.compose import Ask
from app.services.research.preview_requests import preview_requests
from app.services.research.save_draft import save_draft
from app.services.research.send_requests import send_requests
from app.services.research.words_held import HELD
from tests.services.exchange import Exchange
from tests.services.played import NAME, Case, claim, draft, previewed, records_of, send, value
from tests.services.test_words_that_tell import REFUGE, of_two
from tests.web.statements import Statements, counted

SEED = 20261124
GUESSES = 200
KINDS = ("Way", "Road", "Lane", "Row", "Close", "Walk", "Hill", "Mews")
NAMES = ("Quiet", "Harbour", "Orchard", "Sunset", "Willow", "Market", "Garden", "Station", "Chapel", "Meadow")


@dataclass(frozen=True)
class Got:
    """What one guess gave whoever made it: what they were shown, and what was said to the databases for it."""

    shown: str
    said: tuple[str, ...]


def guesses() -> list[str]:
    """Streets that are all of one length, one of them the right one."""
    random = Random(SEED)
    wrong = [f"{random.randint(1, 99)} {random.choice(NAMES)} {random.choice(KINDS)}" for _ in range(GUESSES - 1)]
    found = [*wrong, REFUGE["lines"][0]]
    random.shuffle(found)
    return ["0 Nowhere", *found]


def some() -> list[str]:
    """Fewer of them, the right one among them: for what takes longer."""
    return [*[one for one in guesses() if one != REFUGE["lines"][0]][:20], REFUGE["lines"][0]]


def said_in(sent: Statements) -> tuple[str, ...]:
    return tuple(text for text, _ in sent.sent)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are forgotten after some minutes; what is said for that would stand with whichever guess came then."""
    monkeypatch.setattr(Remembered, "once", lambda _, _what, unwrap: unwrap())


@pytest.fixture(scope="module")
def case(exchange: Exchange) -> Case:
    made, _, other = of_two(exchange)
    _save(exchange, made, other, "nothing yet")
    return made


def _save(exchange: Exchange, case: Case, other: UUID, words: str) -> None:
    known = find_case(exchange.runtime, case.collator, case.id).records[other]
    answers = {"case_subject_name": plain(words)}
    save_case_record(exchange.runtime, case.collator, case.id, other, answers, known.version)


def told_apart(got: list[Got], words: list[str]) -> set[str]:
    """The guesses whose traces are not those of most. The first is left out: whoever opens first is written down."""
    blank = [(one.shown.replace(each, "GUESS"), one.said) for one, each in zip(got, words, strict=True)][1:]
    most = max(blank, key=blank.count)
    return {each for one, each in zip(blank, words[1:], strict=True) if one != most}


def test_typing_them_into_the_hubs_own_record_tells_nothing(exchange: Exchange, case: Case) -> None:
    other, words, got = case.people[1], guesses(), []
    for guess in words:
        with counted(exchange) as sent:
            _save(exchange, case, other, guess)
            known = find_case(exchange.runtime, case.collator, case.id)
            opened = open_versions(exchange.runtime, case.collator, known, other)
        shown = [one.fields.get("case_subject_name") for one in opened]
        got.append(Got(str([(one.answer.value, one.level) for one in shown if one and one.answer]), said_in(sent)))
    assert told_apart(got, words) == set()


def test_typing_them_into_a_request_tells_nothing(exchange: Exchange, case: Case) -> None:
    other, words, got = case.people[1], some(), []
    for guess in words:
        typed = {"request_questions": plain([{"question": guess, "why": "To visit"}])}
        ask = Ask(exchange.another("police").id, "They may know.", (), typed, subjects=frozenset({other}), besides=NAME)
        known = find_case(exchange.runtime, case.collator, case.id)
        previews = preview_requests(exchange.runtime, case.collator, known, [ask])
        with counted(exchange) as sent:
            (request,) = send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
        (record,) = records_of(exchange, request, "request")
        opened = open_records(exchange.runtime, case.collator, [record])[0]
        fields = [(one.field.key, one.answer, one.level) for one in previews.requests[0].records[0].fields]
        kept = [(key, one.level, one.kept, one.answer and one.answer.value) for key, one in opened.fields.items()]
        texts = str([(key, answer and answer.value, level) for key, answer, level in fields]) + str(kept)
        got.append(Got(texts, said_in(sent)))
    assert told_apart(got, words) == set()
    held = [one for one in find_case(exchange.runtime, case.collator, case.id).sent if HELD in one.codes]
    assert len(held) == 1, "only what says it was held back"


def test_a_partner_that_guesses_in_its_own_answer_reads_it_as_it_typed_it(exchange: Exchange, case: Case) -> None:
    request = send(exchange, case, "housing", ("housing_known",))
    responder, words, got = claim(exchange, request), some(), []
    made = draft(exchange, request, responder, case.people[1], {"housing_known": value("yes")})
    for guess in words:
        answers = {"housing_known": value("yes", note=guess), "return_do_not_contact": plain(guess)}
        with counted(exchange) as sent:
            content = Content(answers, {})
            made = save_draft(exchange.runtime, responder, request.file_id, case.people[1], content, made.version)
            opened = open_records(exchange.runtime, responder, [made.id])[0]
        shown = [(one.level, one.answer and (one.answer.value, one.answer.note)) for one in opened.fields.values()]
        got.append(Got(str(shown), said_in(sent)))
    assert told_apart(got, words) == set()
