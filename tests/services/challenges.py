"""A declined request, challenged: one-line steps for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import Answer
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.challenging.challenge import challenge_answer
from app.services.challenging.settle import have_answered_again, stand_by_answer
from app.services.collation.open_collation import Source, open_collation
from app.services.research.my_work import find_my_work
from tests.services.exchange import Exchange
from tests.services.played import Case, claim, draft, ready_case, send, sign

WHY, STANDS = "Madeup: section 47 asks for no more than this.", "Madeup: our counsel says that we may not."
DECLINE = Answer("declined", ground="no_lawful_basis", note="Madeup: we may not.")
ITEMS = ("housing_known", "housing_address")


@dataclass(frozen=True)
class Declined:
    """A case about somebody, housing that was asked and has declined all of it, who wrote that, and its manager."""

    case: Case
    request: ResearchRequest
    responder: Actor
    manager: Actor


def declined(
    exchange: Exchange, subjects: Sequence[str] = ("child",), answers: Mapping[str, Answer] | None = None
) -> Declined:
    """Housing declines both items about everybody, or answers so."""
    case = ready_case(exchange, subjects, ["no"] * len(subjects))
    manager = exchange.person("housing", "partner_manager")
    request = send(exchange, case, "housing", ITEMS)
    responder = claim(exchange, request)
    for person in case.people:
        draft(exchange, request, responder, person, answers or dict.fromkeys(ITEMS, DECLINE))
    sign(exchange, responder, request)
    return Declined(case, now_of(exchange, request), responder, manager)


def now_of(exchange: Exchange, request: ResearchRequest) -> ResearchRequest:
    """The request as it stands."""
    with exchange.runtime.database.work(None) as work:
        found = work.files.request(request.file_id)
    assert found is not None
    return found


def challenge(exchange: Exchange, one: Declined, why: str = WHY, by: Actor | None = None) -> ResearchRequest:
    """The case's decision-maker challenges it as it stands."""
    seen = now_of(exchange, one.request).version
    return challenge_answer(exchange.runtime, by or one.case.decider, one.request.file_id, why, seen_version=seen)


def stand_by(exchange: Exchange, one: Declined, why: str = STANDS, by: Actor | None = None) -> ResearchRequest:
    """The manager stands by the answer as it stands."""
    seen = now_of(exchange, one.request).version
    return stand_by_answer(exchange.runtime, by or one.manager, one.request.file_id, why, seen)


def again(exchange: Exchange, one: Declined, by: Actor | None = None) -> ResearchRequest:
    """The manager has it answered again."""
    seen = now_of(exchange, one.request).version
    return have_answered_again(exchange.runtime, by or one.manager, one.request.file_id, seen)


def source_of(exchange: Exchange, one: Declined, actor: Actor | None = None) -> Source:
    """The partner's side, as the decision-maker opens it."""
    return open_collation(exchange.runtime, actor or one.case.decider, one.case.id).sources[0]


def waits(exchange: Exchange, actor: Actor, request: ResearchRequest) -> list[str]:
    """The groups of somebody's My work in which the request stands."""
    groups = find_my_work(exchange.runtime, actor).groups
    return [group.what for group in groups if request.file_id in {line.file_id for line in group.lines}]


def events_of(exchange: Exchange, request: ResearchRequest) -> list[str]:
    """What happened in it, in order."""
    with exchange.runtime.database.work(None) as work:
        return [one.what for one in work.events.of_files([request.file_id])[request.file_id]]
