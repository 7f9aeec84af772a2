"""A relation or a line of the household goes to whom it was ticked for, and not one byte of it to anybody else."""

from __future__ import annotations

import json
from typing import Any

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.compose import Ask
from app.services.research.open_request import open_request
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.played import NAME, QUESTION, STATED, Case, basis, claim, previewed, ready_case, send

BESIDE = "Zebedee Madeupmark"
"""Somebody who is in no request by any other way."""
KINDS = ("police", "probation", "housing", "safeguarding_health")
"""Each may be sent relations of some kind."""
PERSON: dict[str, Any] = {"person": {"name": BESIDE}}
OF_EACH: dict[str, dict[str, Answer]] = {
    "child": {"case_parents": plain([PERSON]), "case_siblings": plain([PERSON])},
    "adult": {"case_relationship_to_child": plain([{"child": {"name": BESIDE}, "relationship": "parent"}])},
}
OF_ALL = {
    "case_household_adults": plain([PERSON]),
    "case_children_in_household": plain([PERSON]),
    "case_known_associates": plain([PERSON]),
}


def related(exchange: Exchange) -> Case:
    """A child and an adult, each with every relation there is to that person."""
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    known = find_case(exchange.runtime, case.collator, case.id)
    for person, kind in zip(case.people, ("child", "adult"), strict=True):
        seen = known.records[person].version
        save_case_record(exchange.runtime, case.collator, case.id, person, {**OF_EACH[kind], **OF_ALL}, seen)
    return case


def sent(exchange: Exchange, ticked: dict[str, str]) -> dict[str, ResearchRequest]:
    """Each is asked about both, with what is ticked for it besides a name."""
    case = related(exchange)
    asks = [
        Ask(exchange.organisation(kind).id, "They may know them.", (), QUESTION, subjects=frozenset(case.people),
            besides=NAME | {ticked[kind]} if kind in ticked else NAME)
        for kind in KINDS
    ]  # fmt: skip
    sent_one = (
        send_requests(exchange.runtime, case.collator, case.id, [one], previewed(exchange, case)) for one in asks
    )
    return {kind: request for kind, (request,) in zip(KINDS, sent_one, strict=True)}


def says(exchange: Exchange, request: ResearchRequest) -> tuple[set[str], bytes]:
    """The fields a partner is given, and every byte that opens to it."""
    return says_to(exchange, claim(exchange, request), request)


def says_to(exchange: Exchange, actor: Actor, request: ResearchRequest) -> tuple[set[str], bytes]:
    """The same to whoever has claimed it."""
    opened = open_request(exchange.runtime, actor, request.file_id)
    shown = [(key, field.answer) for one in opened.records for key, field in one.fields.items() if field.answer]
    return {key for key, _ in shown}, json.dumps([(one.value, one.note) for _, one in shown], default=str).encode()


def test_what_is_ticked_for_one_partner_is_in_nobody_elses_request(exchange: Exchange) -> None:
    ticked = {"police": "request_household_adults", "probation": "request_relationship_to_child"}
    found = {kind: says(exchange, request) for kind, request in sent(exchange, ticked).items()}
    assert {kind for kind, (_, text) in found.items() if BESIDE.encode() in text} == set(ticked)
    assert {kind: ticked[kind] in keys for kind, (keys, _) in found.items() if kind in ticked} == dict.fromkeys(
        ticked, True
    )
    assert found["police"][1].count(BESIDE.encode()) == 2, "of each person the ticked line, and no other relation"


def test_no_answer_and_no_change_brings_a_relation_that_was_not_ticked(exchange: Exchange) -> None:
    case = related(exchange)
    request, child = send(exchange, case, "police"), case.people[0]
    actor, legal = claim(exchange, request), basis(exchange, "police", "return")
    ask_hub(exchange.runtime, actor, request.file_id, child, question="Which?", legal_basis=legal, stated=STATED)
    answer_partner(exchange.runtime, case.decider, request.file_id, child, {"request_answer": plain("The younger.")})
    now = "Xanthe Madeupmark"
    related_now = {"case_parents": plain([{"person": {"name": now}}]), "case_subject_name": plain("Yolanda Madeup")}
    seen = find_case(exchange.runtime, case.collator, case.id).records[child].version
    save_case_record(exchange.runtime, case.collator, case.id, child, related_now, seen)
    keys, text = says_to(exchange, actor, request)
    assert "request_answer" in keys
    assert not keys & {"request_parents", "request_siblings", "request_household_adults", "request_known_associates"}
    assert not [one for one in (BESIDE, now) if one.encode() in text]
