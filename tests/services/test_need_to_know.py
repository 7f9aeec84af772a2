"""A partner is told what it must be, nothing that nobody chose, and is asked about nobody but whom somebody chose."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound
from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.compose import Ask
from app.services.research.preview_requests import preview_requests
from app.services.research.send_changed import send_identity
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.played import QUESTION, Case, previewed, ready_case
from tests.services.test_facts_that_change import correct, mails
from tests.services.test_hidden_from import told

BY_NAME = (
    "probation", "dwp", "police", "safeguarding_health", "mental_health", "education", "early_help",
    "adult_social_care", "childrens_social_care",
)  # fmt: skip
SAFETY = {"request_family_may_be_told", "request_do_not_record_on_portal", "request_safe_contact_method"}


def asking(exchange: Exchange, case: Case, kind: str, *besides: str) -> Ask:
    """An ask about everybody in the case, with these fields chosen besides."""
    people, partner = frozenset(case.people), exchange.organisation(kind).id
    return Ask(partner, "They may know them.", (), QUESTION, subjects=people, besides=frozenset(besides))


def leaves_for(exchange: Exchange, case: Case, ask: Ask) -> ResearchRequest:
    return send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))[0]


def refused(exchange: Exchange, case: Case, ask: Ask) -> dict[str, str]:
    """Why nothing leaves."""
    with pytest.raises(InvalidInput) as found:
        leaves_for(exchange, case, ask)
    assert exchange.rows("SELECT count(*) FROM research_request WHERE case_id = %s", case.id) == [(0,)]
    return dict(found.value.errors)


def without_a_name(exchange: Exchange) -> Case:
    case = ready_case(exchange)
    known = find_case(exchange.runtime, case.collator, case.id)
    seen = known.records[case.people[0]].version
    save_case_record(exchange.runtime, case.collator, case.id, case.people[0], {"case_subject_name": plain("")}, seen)
    return case


@pytest.mark.parametrize("kind", BY_NAME)
def test_a_request_without_a_name_does_not_leave_for_whoever_searches_by_name(exchange: Exchange, kind: str) -> None:
    case = without_a_name(exchange)
    ask = asking(exchange, case, kind, "request_address")
    known = find_case(exchange.runtime, case.collator, case.id)
    (shown,) = preview_requests(exchange.runtime, case.collator, known, [ask]).requests[0].records
    assert [one.key for one in shown.lacks.must] == ["request_subject_name"]
    (says,) = refused(exchange, case, ask).values()
    assert says.startswith(f"Not sent: {exchange.organisation(kind).name} must be told ")
    assert "“Full name” (They cannot tell who is meant, or search by name.)" in says


@pytest.mark.parametrize("kind", ["housing", "ambulance", "fire", "public_protection"])
def test_whoever_searches_by_an_address_is_not_asked_without_one_that_is_held_back(
    exchange: Exchange, kind: str
) -> None:
    case = ready_case(exchange, protected=("yes",))
    ask = asking(exchange, case, kind)
    if kind == "ambulance":
        save_case_record(exchange.runtime, case.collator, case.id, case.people[0], {"case_subject_name": plain("")}, 1)
    assert "“Address”" in refused(exchange, case, ask)[f"must-{ask.partner_id}"]
    request = leaves_for(exchange, case, replace(ask, places=ask.subjects, place_reason="They search by it."))
    assert "request_address" in told(exchange, request)[case.people[0]]


def test_a_name_that_was_chosen_is_enough_to_search_by(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    request = leaves_for(exchange, case, asking(exchange, case, "housing", "request_subject_name"))
    found = told(exchange, request)[case.people[0]]
    assert ("request_subject_name" in found, "request_address" in found) == (True, False)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("police", "request_manager_decision"),
        ("safeguarding_health", "request_manager_decision"),
        ("mental_health", "request_manager_decision"),
        ("adult_social_care", "request_manager_decision"),
        ("childrens_social_care", "request_address"),
        ("housing", "request_subject_name"),
    ],
)
def test_what_a_partner_may_be_told_goes_by_choice_alone(exchange: Exchange, kind: str, field: str) -> None:
    case = ready_case(exchange)
    assert field in kept(exchange, case, asking(exchange, case, kind))
    assert field not in told(exchange, leaves_for(exchange, case, asking(exchange, case, kind)))[case.people[0]]
    again = ready_case(exchange)
    assert field not in kept(exchange, again, asking(exchange, again, kind, field))
    chosen = told(exchange, leaves_for(exchange, again, asking(exchange, again, kind, field)))[again.people[0]]
    assert chosen >= {field, *SAFETY}


def kept(exchange: Exchange, case: Case, ask: Ask) -> set[str]:
    """What the preview says is held and kept back, of what this kind may be told."""
    known = find_case(exchange.runtime, case.collator, case.id)
    (shown,) = preview_requests(exchange.runtime, case.collator, known, [ask]).requests
    release = exchange.runtime.policy.release
    may = release.organisations[shown.partner.kind].request_may
    back = {one.key for one in shown.kept_back}
    return {key for key in may if release.catalogue[key].from_case in back}


def test_what_was_not_chosen_is_not_sent_by_a_change_either(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = leaves_for(exchange, case, asking(exchange, case, "housing"))
    correct(exchange, case, case_subject_name="Madeup Other-Name")
    assert mails(exchange, request) == []
    with pytest.raises(NotFound):
        send_identity(
            exchange.runtime, case.decider, case.id, request.file_id, case.people[0], "They ask for it.", another=False
        )
    assert not {"request_subject_name", "request_changed"} & told(exchange, request)[case.people[0]]


def test_nobody_is_asked_about_whom_nobody_chose(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    child: UUID = case.people[0]
    ask = asking(exchange, case, "police")
    assert list(refused(exchange, case, replace(ask, subjects=frozenset()))) == [f"subjects-{ask.partner_id}"]
    assert set(told(exchange, leaves_for(exchange, case, replace(ask, subjects=frozenset({child}))))) == {child}


@pytest.mark.parametrize("kind", ["education", "housing", "mental_health", "probation"])
def test_an_unborn_child_is_unknown_to_whom_policy_does_not_name(exchange: Exchange, kind: str) -> None:
    case = ready_case(exchange, ("unborn_child",))
    ask = asking(exchange, case, kind, "request_address")
    says = refused(exchange, case, ask)[f"subjects-{ask.partner_id}"]
    assert says == f"{exchange.organisation(kind).name} is never asked about this: unborn child."


TOLD = "alleged to have raped a neighbour, has HIV"


def questioned(ask: Ask, words: str) -> Ask:
    """The same ask, with other words in its question."""
    return replace(ask, typed={**QUESTION, "request_questions": plain([{"question": words, "why": "To visit"}])})


@pytest.mark.parametrize("kind", ["fire", "housing", "dwp", "education"])
def test_words_of_the_allegation_do_not_reach_who_is_not_told_of_it(exchange: Exchange, kind: str) -> None:
    case = ready_case(exchange)
    ask = questioned(asking(exchange, case, kind), TOLD)
    says = refused(exchange, case, ask)[f"words-{ask.partner_id}"]
    assert all(f"“{word}”" in says for word in ("alleged", "raped", "hiv"))
    known = find_case(exchange.runtime, case.collator, case.id)
    with pytest.raises(InvalidInput):
        preview_requests(exchange.runtime, case.collator, known, [ask])
    some = replace(ask, words=frozenset({"alleged", "raped"}), words_reason="They asked for it.")
    assert refused(exchange, case, some) == {f"words-{ask.partner_id}": says.replace("“alleged”, “raped”, ", "")}
    every = replace(some, words=frozenset({"alleged", "raped", "hiv"}))
    assert list(refused(exchange, case, replace(every, words_reason=" "))) == [f"why_words-{ask.partner_id}"]
    assert "request_questions" in told(exchange, leaves_for(exchange, case, every))[case.people[0]]


def test_why_such_words_went_is_kept_in_the_log_and_the_words_are_not(exchange: Exchange) -> None:
    case = ready_case(exchange)
    words = frozenset({"alleged", "raped", "hiv"})
    ask = replace(questioned(asking(exchange, case, "fire"), TOLD), words=words, words_reason="They asked for it.")
    assert ask.why(protected=False) == "They may know them. Words it is not told of: They asked for it."
    assert replace(ask, words=frozenset()).why(protected=False) == "They may know them."


def test_the_police_are_told_what_is_alleged(exchange: Exchange) -> None:
    case = ready_case(exchange)
    ask = questioned(asking(exchange, case, "police"), "alleged to have raped a neighbour")
    assert "request_questions" in told(exchange, leaves_for(exchange, case, ask))[case.people[0]]
