"""A protected person's place never goes to a partner that is asked about somebody they are hidden from."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.naming_hidden import ASK, SAY_WHY
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.open_request import open_request
from app.services.research.preview_requests import preview_requests
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.played import NAME, QUESTION, Case, claim, previewed, ready_case, say_role


def hidden_mother(exchange: Exchange, role: str = "alleged", protected: str = "yes") -> tuple[Case, UUID, UUID]:
    """A case about a mother who must not be found and the man she fled from."""
    case = ready_case(exchange, ("child", "child"), (protected, "no"))
    her, him = case.people
    say_role(exchange, case.collator, case.id, him, role)
    return case, her, him


WHY = "They search by it."


def ask_about(
    exchange: Exchange, case: Case, kind: str, *people: UUID, why: str | None = WHY, partner: UUID | None = None
) -> ResearchRequest:
    """Ask a kind of partner about these people, and choose to send it their protected places if there is a `why`."""
    about = frozenset(people)
    partner = partner or exchange.organisation(kind).id
    ask = Ask(partner, "They may know them.", (), QUESTION, subjects=about, besides=NAME)
    if why is not None:
        ask = replace(ask, places=about, place_reason=why)
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
    housing = exchange.organisation("housing").id
    ask = Ask(
        housing,
        "They may know them.",
        (),
        QUESTION,
        subjects=frozenset({her, him}),
        places=frozenset({her}),
        place_reason=WHY,
    )
    (preview,) = preview_requests(exchange.runtime, case.collator, known, [ask]).requests
    shown = {one.subject.subject_id: {each.field.key for each in one.fields} for one in preview.records}
    found = told(exchange, ask_about(exchange, case, "housing", her, him))
    assert "request_address" in shown[him] & found[him]
    assert "request_address" not in shown[her] | found[her]
    assert [each.key for one in preview.records for each in one.places] == ["request_address"]


def test_whoever_was_asked_about_him_before_is_not_told_later(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange)
    ask_about(exchange, case, "housing", him)
    assert "request_address" not in told(exchange, ask_about(exchange, case, "housing", her))[her]


@pytest.mark.parametrize("role", ["other", "not_known", "at_risk"])
def test_it_is_hidden_from_nobody_who_is_not_alleged(exchange: Exchange, role: str) -> None:
    case, her, him = hidden_mother(exchange, role)
    assert "request_address" in told(exchange, ask_about(exchange, case, "housing", her, him))[her]


def test_victim_liaison_is_a_recipient_apart_from_those_who_work_with_him(exchange: Exchange) -> None:
    """A service of the same agency that is there for her is registered apart: what bars the one does not bar it."""
    case, her, him = hidden_mother(exchange)
    ask_about(exchange, case, "probation", him)
    liaison = ask_about(exchange, case, "probation", her, partner=exchange.another("probation").id)
    assert "request_address" in told(exchange, liaison)[her]
    assert "request_address" not in told(exchange, ask_about(exchange, case, "probation", her))[her]


def test_partners_that_are_not_asked_about_him_are_told(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange)
    ask_about(exchange, case, "housing", him)
    assert "request_address" in told(exchange, ask_about(exchange, case, "fire", her))[her]


@pytest.mark.parametrize("protected", ["yes", "unknown"])
def test_a_protected_address_goes_only_where_somebody_chose_so(exchange: Exchange, protected: str) -> None:
    case, her, him = hidden_mother(exchange, "other", protected)
    found = told(exchange, ask_about(exchange, case, "housing", her, him, why=None))
    assert "request_address" not in found[her]
    assert "request_address" in found[him]
    assert "request_address" in told(exchange, ask_about(exchange, case, "fire", her))[her]


def test_nobody_chooses_so_without_a_reason(exchange: Exchange) -> None:
    case, her, _ = hidden_mother(exchange, "other")
    with pytest.raises(InvalidInput) as refused:
        ask_about(exchange, case, "fire", her, why=" ")
    assert [text.split(" ", 2)[0] for text in refused.value.errors.values()] == ["Say"]


def test_no_log_tells_why_a_place_was_not_sent(exchange: Exchange) -> None:
    """The partner's officers read their log with the hub: it must not say that she hides from whom they work with."""
    found = []
    for role, why in (("alleged", WHY), ("other", None)):
        case, her, him = hidden_mother(exchange, role)
        ask_about(exchange, case, "housing", him)
        request = ask_about(exchange, case, "housing", her, why=why)
        assert "request_address" not in told(exchange, request)[her]
        query = "SELECT kind, facts, rules FROM log_detail WHERE file_id = %s ORDER BY kind, at"
        found.append(exchange.rows(query, request.file_id))
    assert found[0] == found[1]
    assert "barred" not in str(found)


def name(
    exchange: Exchange, case: Case, by: Actor, about: UUID, other: UUID, said: str, why: str | None = None
) -> None:
    """Somebody says what the place of one person is to another."""
    stands = find_case(exchange.runtime, by, case.id).stated.get(("hidden_from", about))
    words = {"case_hidden_from_why": plain(why)} if why else {}
    seen = stands.version if stands else None
    state_in_case(exchange.runtime, by, case.id, about, "hidden_from", words, seen, {"hidden_from": {str(other): said}})


def test_it_is_hidden_from_whoever_is_named(exchange: Exchange) -> None:
    case, her, brother = hidden_mother(exchange, "other")
    name(exchange, case, case.collator, her, brother, "hidden")
    assert "request_address" not in told(exchange, ask_about(exchange, case, "housing", her, brother))[her]


@pytest.mark.parametrize("said", ["both_here", "not_hidden"])
def test_a_decision_maker_says_that_it_is_no_secret_from_somebody(exchange: Exchange, said: str) -> None:
    case, her, him = hidden_mother(exchange)
    with pytest.raises(InvalidInput) as refused:
        name(exchange, case, case.collator, her, him, said, "They live together.")
    assert refused.value.errors == {"hidden_from": ASK}
    with pytest.raises(InvalidInput) as refused:
        name(exchange, case, case.decider, her, him, said)
    assert refused.value.errors == {"case_hidden_from_why": SAY_WHY}
    name(exchange, case, case.decider, her, him, said, "They live together.")
    assert "request_address" in told(exchange, ask_about(exchange, case, "housing", her, him))[her]


def test_a_name_that_was_given_is_taken_back_by_a_decision_maker_alone(exchange: Exchange) -> None:
    case, her, brother = hidden_mother(exchange, "other")
    name(exchange, case, case.collator, her, brother, "hidden")
    with pytest.raises(InvalidInput):
        name(exchange, case, case.collator, her, brother, "not_hidden", "It was a mistake.")


def test_that_he_is_alleged_is_learnt_after_it_was_said_that_it_is_no_secret(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "child"), ("yes", "no"))
    her, him = case.people
    name(exchange, case, case.collator, her, him, "not_hidden")
    exchange.clock.forward(minutes=1)
    say_role(exchange, case.collator, case.id, him, "alleged")
    assert "request_address" not in told(exchange, ask_about(exchange, case, "housing", her, him))[her]


@pytest.mark.parametrize("said", ["hid", "", "alleged"])
def test_nothing_else_is_said_of_anybody(exchange: Exchange, said: str) -> None:
    case, her, him = hidden_mother(exchange)
    with pytest.raises(InvalidInput):
        name(exchange, case, case.decider, her, him, said, "Made up.")
    with pytest.raises(InvalidInput):
        name(exchange, case, case.decider, her, her, "hidden", "Made up.")
