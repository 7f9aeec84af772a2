"""A protected person's place never goes to a partner that is asked about somebody they are hidden from."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.research.compose import Ask
from app.services.research.open_request import open_request
from app.services.research.preview_requests import preview_requests
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.played import QUESTION, Case, claim, previewed, ready_case, say_role


def hidden_mother(exchange: Exchange, role: str = "alleged", protected: str = "yes") -> tuple[Case, UUID, UUID]:
    """A case about a mother who must not be found and the man she fled from."""
    case = ready_case(exchange, ("child", "child"), (protected, "no"))
    her, him = case.people
    say_role(exchange, case.collator, case.id, him, role)
    return case, her, him


def ask_about(exchange: Exchange, case: Case, kind: str, *people: UUID) -> ResearchRequest:
    ask = Ask(exchange.organisation(kind).id, "They may know them.", (), QUESTION, subjects=frozenset(people))
    return send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))[0]


def told(exchange: Exchange, request: ResearchRequest) -> dict[UUID, set[str]]:
    """The fields that the partner reads, by whom they are about."""
    opened = open_request(exchange.runtime, claim(exchange, request), request.file_id)
    return {one.record.subject_id: {key for key, field in one.fields.items() if field.answer} for one in opened.records}


@pytest.mark.parametrize("role", ["alleged", "both_alleged"])
@pytest.mark.parametrize("protected", ["yes", "unknown"])
def test_whoever_is_asked_about_him_is_not_told_where_she_is(exchange: Exchange, role: str, protected: str) -> None:
    case, her, him = hidden_mother(exchange, role, protected)
    known = find_case(exchange.runtime, case.collator, case.id)
    ask = Ask(exchange.organisation("housing").id, "They may know them.", (), QUESTION)
    (preview,) = preview_requests(exchange.runtime, case.collator, known, [ask]).requests
    shown = {one.subject.subject_id: {each.field.key for each in one.fields} for one in preview.records}
    found = told(exchange, ask_about(exchange, case, "housing", her, him))
    assert "request_address" in shown[him] & found[him]
    assert "request_address" not in shown[her] | found[her]


def test_whoever_was_asked_about_him_before_is_not_told_later(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange)
    ask_about(exchange, case, "housing", him)
    assert "request_address" not in told(exchange, ask_about(exchange, case, "housing", her))[her]


@pytest.mark.parametrize("role", ["other", "not_known", "at_risk"])
def test_it_is_hidden_from_nobody_who_is_not_alleged(exchange: Exchange, role: str) -> None:
    case, her, him = hidden_mother(exchange, role)
    assert "request_address" in told(exchange, ask_about(exchange, case, "housing", her, him))[her]


def test_partners_that_are_not_asked_about_him_are_told(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange)
    ask_about(exchange, case, "housing", him)
    assert "request_address" in told(exchange, ask_about(exchange, case, "fire", her))[her]
