"""Words held of what partners are asked: asking, deciding, and what everybody then reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.case_history import case_history
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.decide_words import decide_words, words_to_decide
from app.services.research.open_request import open_request
from app.services.research.send_requests import send_requests
from app.services.research.words_held import waiting_in
from app.services.research.words_in_force import as_read
from tests.services.exchange import Exchange
from tests.services.played import NAME, Case, claim, previewed

SAYS = "Is she still at number 9, Refuge Way?"
ASKED = "request_questions"


def ask(
    exchange: Exchange, case: Case, kind: str, *people: UUID, words: str = SAYS, places: tuple[UUID, ...] = ()
) -> ResearchRequest:
    """Ask a kind of partner a question in these words."""
    typed = {ASKED: plain([{"question": words, "why": "To visit"}])}
    one = Ask(exchange.another(kind).id, "They may know.", (), typed, subjects=frozenset(people), besides=NAME)
    if places:
        one = replace(one, places=frozenset(places), place_reason="They search by it.")
    return send_requests(exchange.runtime, case.collator, case.id, [one], previewed(exchange, case))[0]


def got(exchange: Exchange, request: ResearchRequest) -> Mapping[UUID, Mapping[str, Any]]:
    """What the partner reads, by whom it is about."""
    opened = open_request(exchange.runtime, claim(exchange, request), request.file_id)
    return {
        one.record.subject_id: {key: each.answer.value for key, each in one.fields.items() if each.answer}
        for one in opened.records
    }


def mails(exchange: Exchange, request: ResearchRequest) -> list[str]:
    query = "SELECT kind FROM job WHERE payload ->> 'file_id' = %s ORDER BY kind"
    return [kind for (kind,) in exchange.rows(query, str(request.file_id))]


def decide(exchange: Exchange, actor: Actor, request: ResearchRequest, *, send: bool, reason: str = "Madeup.") -> None:
    decide_words(exchange.runtime, actor, request.file_id, send=send, reason=reason, read=read(exchange, request))


def read(exchange: Exchange, request: ResearchRequest) -> str:
    """What names what a decision-maker who opens a request now reads."""
    with exchange.runtime.database.work(None) as work:
        case, records = work.files.case(request.case_id), work.records.of_files([request.file_id], "request")
        assert case is not None
        history = case_history(work, case.file_id, case.reference)
    standing = [one for one in records if one.state == "released" and waiting_in(one)]
    return as_read(history, exchange.runtime.policy.number, standing)


def waiting(exchange: Exchange, case: Case, request: ResearchRequest) -> bool:
    return request.file_id in words_to_decide(find_case(exchange.runtime, case.decider, case.id))


def state_again(exchange: Exchange, case: Case, **words: Any) -> None:
    """Contact safety of the case, said anew with these words."""
    stood = find_case(exchange.runtime, case.collator, case.id).stated["contact_safety", case.whole].version
    said = {key: plain(one) for key, one in words.items()}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", said, stood)
