"""A household's case answered by every kind of partner with a value in every field: what keys are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.research.compose import Ask
from app.services.research.save_draft import save_draft
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange
from tests.services.played import ATTESTED, QUESTION, Case, basis, previewed, ready_case, sign, value
from tests.stories.leak_matrix import fields, kinds

APPROVERS = {"manager": "partner_manager", "caldicott": "caldicott_approver"}
PROTECTIONS = ("yes", "no", "unknown")


def play(exchange: Exchange) -> tuple[Case, dict[str, ResearchRequest]]:
    """Three children, one protected, one not, one unknown; every kind of partner asked and answered."""
    case = ready_case(exchange, ("child",) * 3, PROTECTIONS)
    partners = [kind for kind in kinds() if kind != "hub"]
    chosen = Ask(
        case.id,
        "Why.",
        (),
        QUESTION,
        subjects=frozenset(case.people),
        places=frozenset(case.people),
        place_reason="By address.",
    )
    asks = [replace(chosen, partner_id=exchange.organisation(kind).id) for kind in partners]
    requests = send_requests(exchange.runtime, case.collator, case.id, asks, previewed(exchange, case))
    sent = dict(zip(partners, requests, strict=True))
    for kind, request in sent.items():
        answer(exchange, kind, request, case.people)
    return case, sent


def answer(exchange: Exchange, kind: str, request: ResearchRequest, people: tuple[UUID, ...]) -> None:
    """One kind's return about everybody, signed off by whoever policy wants."""
    responder = exchange.person(kind, "partner_responder")
    claim_request(exchange.runtime, responder, request.file_id)
    for person in people:
        save_draft(exchange.runtime, responder, request.file_id, person, whole(kind), None)
    approver = approver_for(exchange, kind)
    if approver is not None:
        submit_for_approval(exchange.runtime, responder, request.file_id, basis(exchange, kind, "return"))
    sign(exchange, approver or responder, request)


def approver_for(exchange: Exchange, kind: str) -> Actor | None:
    """Somebody who may approve this kind's returns, when the kind or one of its fields needs it."""
    rules = {kinds()[kind]["approval"], *(one.get("approval") for one in own_fields(kind).values())}
    wanted = next((APPROVERS[rule] for rule in ("caldicott", "manager") if rule in rules), None)
    return exchange.person(kind, wanted) if wanted else None


def whole(kind: str) -> Content:
    """A value in every field this kind may return, and every gist."""
    every = own_fields(kind)
    answers: dict[str, Answer] = {key: value(one["example"], "A made-up note.") for key, one in every.items()}
    gists = {key: "A made-up outline." for key, one in every.items() if one.get("gist")}
    return Content({**answers, **ATTESTED, "return_match_confidence": plain("exact")}, gists)


def own_fields(kind: str) -> Mapping[str, Mapping[str, Any]]:
    """The fields of this kind's return, the shared envelope among them."""
    return {
        key: one
        for key, one in fields().items()
        if one["record"] == "return" and (one["shared"] or one["organisation"] == kind)
    }
