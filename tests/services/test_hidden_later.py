"""From whom a place is hidden is often learnt when requests are out: they follow at once; nothing looser does."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.intake.roles import NO_LONGER, SAY_WHY
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.open_request import open_request
from app.services.research.send_changed import find_behind
from app.services.research.withdraw import withdraw_request
from tests.services.exchange import Exchange
from tests.services.played import Case, claim, ready_case, say_role
from tests.services.test_facts_that_change import mails
from tests.services.test_hidden_from import ask_about, hidden_mother, name

Told = dict[UUID, tuple[str, dict[str, object]]]


def told(exchange: Exchange, request: ResearchRequest) -> Told:
    """By whom it is about, the protection of what the partner holds, and what it reads."""
    opened = open_request(exchange.runtime, claim(exchange, request), request.file_id)
    return {
        one.record.subject_id: (
            one.record.protection,
            {key: field.answer.value for key, field in one.fields.items() if field.answer},
        )
        for one in opened.records
    }


def marks(said: dict[str, object]) -> dict[str, str]:
    rows = said.get("request_changed", [])
    assert isinstance(rows, list)
    return {row["field"]: row["how"] for row in rows}


def protect(exchange: Exchange, case: Case, person: UUID) -> None:
    known = find_case(exchange.runtime, case.collator, case.id).records[person]
    said = {"case_protected_address": plain("yes")}
    save_case_record(exchange.runtime, case.collator, case.id, person, said, known.version)


@pytest.mark.parametrize("role", ["alleged", "both_alleged"])
def test_once_he_is_alleged_her_place_is_taken_out_of_what_his_service_holds(exchange: Exchange, role: str) -> None:
    case, her, him = hidden_mother(exchange, "other")
    request, elsewhere = ask_about(exchange, case, "housing", her, him), ask_about(exchange, case, "fire", her)
    say_role_again(exchange, case, him, role)
    now = told(exchange, request)
    assert "request_address" not in now[her][1]
    assert marks(now[her][1]) == {"request_address": "withdrawn"}
    assert "request_address" in now[him][1]
    assert mails(exchange, request) == ["safety_changed"]
    assert "request_address" in told(exchange, elsewhere)[her][1]
    assert mails(exchange, elsewhere) == []


def test_it_is_taken_out_where_it_was_asked_about_him_in_a_request_that_was_withdrawn(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange, "other")
    first = ask_about(exchange, case, "housing", him)
    words, seen = {"case_withdrawal_reason": plain("Made up.")}, first.version
    withdraw_request(
        exchange.runtime, case.collator, first.file_id, ground="not_needed", words=words, seen_version=seen
    )
    request = ask_about(exchange, case, "housing", her)
    say_role_again(exchange, case, him, "alleged")
    assert "request_address" not in told(exchange, request)[her][1]


def test_it_is_taken_out_once_the_same_service_is_asked_about_him(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange)
    request, other = ask_about(exchange, case, "housing", her), ask_about(exchange, case, "fire", her)
    ask_about(exchange, case, "housing", him)
    assert "request_address" not in told(exchange, request)[her][1]
    assert "request_address" in told(exchange, other)[her][1]


def test_it_is_taken_out_once_he_is_named(exchange: Exchange) -> None:
    case, her, brother = hidden_mother(exchange, "other")
    request = ask_about(exchange, case, "housing", her, brother)
    name(exchange, case, case.collator, her, brother, "hidden")
    assert "request_address" not in told(exchange, request)[her][1]


def test_it_is_taken_out_once_she_is_protected(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange, "alleged", "no")
    request = ask_about(exchange, case, "housing", her, him, why=None)
    protect(exchange, case, her)
    protection, now = told(exchange, request)[her]
    assert protection == "protected"
    assert "request_address" not in now


def test_whoever_may_go_on_having_it_learns_that_it_is_protected(exchange: Exchange) -> None:
    case, her, _ = hidden_mother(exchange, "other", "no")
    request = ask_about(exchange, case, "housing", her, why=None)
    protect(exchange, case, her)
    protection, now = told(exchange, request)[her]
    assert protection == "protected"
    assert "request_address" in now
    assert marks(now) == {"request_address": "stricter"}


def test_nothing_that_gets_looser_is_sent_by_itself(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange, "alleged")
    request = ask_about(exchange, case, "housing", her, him)
    with pytest.raises(InvalidInput) as refused:
        say_role_again(exchange, case, him, "other")
    assert refused.value.errors == {"case_role_in_concern": NO_LONGER}
    said = {"case_role_in_concern": plain("other")}
    with pytest.raises(InvalidInput) as refused:
        state_in_case(exchange.runtime, case.decider, case.id, him, "role_in_concern", said, 1)
    assert refused.value.errors == {"case_role_why": SAY_WHY}
    said |= {"case_role_why": plain("Made up: it was his brother.")}
    state_in_case(exchange.runtime, case.decider, case.id, him, "role_in_concern", said, 1)
    now = told(exchange, request)
    assert "request_address" not in now[her][1]
    assert marks(now[her][1]) == {}
    assert now[him][0] == "unknown", "as she does not hide from him, his own is to be answered again, which is stricter"


def test_partners_hear_that_whoever_is_alleged_must_not_be_told_and_nobody_may_take_it_back_so(
    exchange: Exchange,
) -> None:
    case = ready_case(exchange, ("child", "child"), ("no", "no"))
    child, him = case.people
    may = {"case_family_may_be_told": plain("yes")}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", may, 1)
    request = ask_about(exchange, case, "housing", child, him, why=None)
    say_role(exchange, case.collator, case.id, him, "alleged")
    now = told(exchange, request)
    assert now[him][1]["request_family_may_be_told"] == "no"
    assert now[child][1]["request_family_may_be_told"] == "yes"
    assert find_behind(exchange.runtime, case.decider, case.id) == ()


def test_it_is_taken_out_after_the_case_was_closed_as_long_as_partners_hear(exchange: Exchange) -> None:
    case, her, him = hidden_mother(exchange, "other")
    request = ask_about(exchange, case, "housing", her, him)
    close(exchange, case)
    say_role_again(exchange, case, him, "alleged")
    assert "request_address" not in told(exchange, request)[her][1]


def close(exchange: Exchange, case: Case) -> None:
    said = {"case_decision": plain("no_further_action"), "case_decision_reason": plain("Made up.")}
    state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", said, None, codes={"state": "closed"})


def say_role_again(exchange: Exchange, case: Case, person: UUID, role: str) -> None:
    said = {"case_role_in_concern": plain(role), "case_role_said_by": plain("Madeup police")}
    state_in_case(exchange.runtime, case.collator, case.id, person, "role_in_concern", said, 1)
