"""Whoever saves, decides, closes, assigns, claims or hands over leaves an entry; that of a draft says nothing of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.answers import Answer, plain
from app.domain.records import Record
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.intake.assign_case import assign_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.ask_hub import approve_question, ask_hub
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request, hand_over, send_back
from tests.services.exchange import Exchange
from tests.services.played import ATTESTED, STATED, answered, basis, draft, ready_case, send, sign, value, version

Entries = list[tuple[str, str | None, str]]
"""Kind, what and whose log of each entry."""


def added(exchange: Exchange, act: Callable[[], object]) -> Entries:
    """The entries an act adds."""
    before = len(exchange.leaves())
    act()
    return [entry(exchange, one) for _, one, _ in exchange.leaves()[before:]]


def entry(exchange: Exchange, leaf_id: object) -> tuple[str, str | None, str]:
    """What one entry says openly, and the kinds of organisation whose log it is in."""
    [(leaf, hub, other)] = exchange.rows(
        "SELECT leaf, hub_id, other_id FROM log_leaf JOIN log ON log.id = log_leaf.log WHERE log_leaf.id = %s", leaf_id
    )
    body = json.loads(leaf)
    kinds = {one.id: one.kind for one in exchange.organisations.values()}
    whose = dict.fromkeys(kinds.get(one, "?") for one in (hub, other))
    return body["k"], body.get("what"), " and ".join(whose)


def test_what_is_done_in_a_case_has_its_entry_in_the_hubs_own_log(exchange: Exchange) -> None:
    runtime, case = exchange.runtime, ready_case(exchange)
    person, colleague = case.people[0], exchange.person("hub", "hub_collator")
    note = {"case_subject_name": plain("Madeup Person, also Made Up")}
    decided = {"case_manager_decision": plain("Still reasonable cause.")}
    outcome = {"case_decision": plain("early_help"), "case_decision_reason": plain("Made up.")}
    acts: Mapping[str, tuple[Callable[[], object], Entries]] = {
        "saving": (
            lambda: save_case_record(runtime, case.collator, case.id, person, note, 1), [("recorded", "altered", "hub")]
        ),
        "saving first": (
            lambda: save_case_record(runtime, case.collator, case.id, case.whole, {}, None),
            [("recorded", "collected", "hub")],
        ),
        "deciding": (
            lambda: state_in_case(runtime, case.decider, case.id, case.whole, "manager_decision", decided, 1),
            [("stated", "manager_decision", "hub")],
        ),
        "assigning": (
            lambda: assign_case(runtime, case.collator, case.id, colleague.person_id), [("worked", None, "hub")],
        ),
        "closing": (
            lambda: state_in_case(
                runtime, case.decider, case.id, case.whole, "outcome", outcome, None, {"state": "closed"}
            ),
            [("stated", "outcome", "hub")],
        ),
    }  # fmt: skip
    assert {name: added(exchange, act) for name, (act, _) in acts.items()} == {
        name: entries for name, (_, entries) in acts.items()
    }


def test_what_is_done_with_a_request_has_its_entry_in_the_partners_own_log(exchange: Exchange) -> None:
    runtime, case = exchange.runtime, ready_case(exchange)
    request = send(exchange, case, "mental_health", ("mental_health_known",))
    file_id, person = request.file_id, case.people[0]
    responder = exchange.person("mental_health", "partner_responder")
    manager = exchange.person("mental_health", "caldicott_approver")
    legal_basis, own = basis(exchange, "mental_health", "return"), "mental_health"
    began, changed = ("recorded", "collected", own), ("recorded", "altered", own)
    content = Content({**ATTESTED, **STATED, "mental_health_known": value("yes")}, {})
    acts: Mapping[str, tuple[Callable[[], object], Entries]] = {
        "claiming": (lambda: claim_request(runtime, responder, file_id), [("worked", None, own)]),
        "beginning a draft": (lambda: save_draft(runtime, responder, file_id, person, content, None), [began]),
        "saving it again": (lambda: save_draft(runtime, responder, file_id, person, content, 1), [changed]),
        "a question that waits": (
            lambda: ask_hub(
                runtime, responder, file_id, person, question="Which of two?", legal_basis=legal_basis, stated=STATED
            ),
            [changed],
        ),
        "sending the question": (
            lambda: approve_question(
                runtime, manager, file_id, legal_basis=legal_basis, seen_version=version(exchange, manager, request)
            ),
            [("return_released", None, f"hub and {own}"), changed],
        ),
        "submitting": (lambda: submit_for_approval(runtime, responder, file_id, legal_basis), [changed]),
        "taking it back": (lambda: send_back(runtime, responder, file_id), []),
        "handing over": (lambda: hand_over(runtime, responder, file_id), [("worked", None, own)]),
    }
    assert {name: sorted(added(exchange, act)) for name, (act, _) in acts.items()} == {
        name: sorted(entries) for name, (_, entries) in acts.items()
    }


def test_a_correction_that_is_begun_has_one_entry_and_looking_at_it_again_none(exchange: Exchange) -> None:
    played = answered(exchange)

    def begin() -> object:
        return start_correction(exchange.runtime, played.responder, played.request.file_id)

    assert added(exchange, begin) == [("recorded", "collected", "housing")]
    assert added(exchange, begin) == []


def openly(exchange: Exchange, saved: Record) -> list[tuple[Any, ...]]:
    """All that the log holds of a draft, with each random text by its length."""
    found = exchange.rows(
        """
        SELECT regexp_replace(convert_from(leaf.leaf, 'UTF8'), '"(at|id|file|record|actor|detail|fields)":"[^"]+"',
                              '"\\1":', 'g'),
               length(detail.sealed), detail.fields, detail.level, detail.facts::text, detail.rules, detail.legal_basis
        FROM log_leaf AS leaf JOIN log_detail AS detail USING (id)
        WHERE leaf.kind = 'recorded' AND leaf.leaf LIKE %s ORDER BY leaf.idx
        """,
        f'%"record":"{saved.id}"%'.encode(),
    )
    return [tuple(str(column) for column in row) for row in found]


def test_the_entry_of_a_draft_is_the_same_whatever_is_in_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    answers: list[Mapping[str, Answer]] = [
        {"housing_known": value("yes"), "housing_address": value({"lines": ["1 Madeup Road"], "town": "Nowhere"})},
        {"housing_known": Answer("searched_no_trace")},
        {"housing_known": Answer("declined", ground="legal_bar", note="x" * 900)},
    ]
    seen = []
    for said in answers:
        request = send(exchange, case, "housing", ("housing_known",))
        responder = exchange.person("housing", "partner_responder")
        claim_request(exchange.runtime, responder, request.file_id)
        saved = draft(exchange, request, responder, case.people[0], said)
        content = Content(said, {})
        save_draft(exchange.runtime, responder, request.file_id, case.people[0], content, saved.version)
        seen.append(openly(exchange, saved))
        sign(exchange, responder, request)
    assert len(seen[0]) == 2
    assert seen == [seen[0]] * len(seen)


def test_drafts_are_verified_as_whole_before_and_after_they_are_sent(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    start_correction(own_exchange.runtime, played.responder, played.request.file_id)
    assert check_log(own_exchange.runtime).problems == ()
