"""Where somebody in a case works for a partner, that one gets no request; of whoever is alleged it is said first."""

from __future__ import annotations

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, ready_case, say_role, send, works_for

__all__ = ["own_exchange"]

ALLEGED = {"case_role_in_concern": plain("alleged"), "case_role_said_by": plain("Madeup police")}


def two_people(exchange: Exchange) -> Case:
    return ready_case(exchange, subjects=("child", "adult"), protected=("no", "no"))


@pytest.mark.parametrize("role", ["alleged", "both_alleged"])
def test_nothing_leaves_before_it_is_said_where_somebody_alleged_works(own_exchange: Exchange, role: str) -> None:
    case = two_people(own_exchange)
    adult = case.people[1]
    said = {**ALLEGED, "case_role_in_concern": plain(role)}
    state_in_case(own_exchange.runtime, case.collator, case.id, adult, "role_in_concern", said, None)
    child_only = Case(case.id, case.whole, case.people[:1], case.collator, case.decider)
    for asks in (case, child_only):  # whomever it is about: the colleague reads it all the same
        with pytest.raises(InvalidInput) as refused:
            send(own_exchange, asks, "education")
        assert f"works_for-{adult}" in refused.value.errors
    assert "works_for" in [one.what for one in find_case(own_exchange.runtime, case.collator, case.id).in_the_way]
    works_for(own_exchange, case.collator, case.id, adult)
    assert send(own_exchange, child_only, "education").state == "sent"


def test_an_employer_is_rung_and_all_others_are_asked(own_exchange: Exchange) -> None:
    case, school = two_people(own_exchange), own_exchange.organisation("education")
    adult = case.people[1]
    say_role(own_exchange, case.collator, case.id, adult, "alleged")
    works_for(own_exchange, case.collator, case.id, adult, school.id)
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, case, "education")
    assert school.telephone in refused.value.errors["partners"]
    assert "designated officer" in refused.value.errors["partners"]
    assert own_exchange.rows("SELECT count(*) FROM research_request WHERE case_id = %s", case.id) == [(0,)]
    assert own_exchange.rows("SELECT count(*) FROM job WHERE organisation_id = %s", school.id) == [(0,)]
    assert send(own_exchange, case, "housing").partner_id != school.id
    works_for(own_exchange, case.collator, case.id, adult)
    assert send(own_exchange, case, "education").partner_id == school.id
    assert check_log(own_exchange.runtime).problems == ()


def test_it_holds_of_anybody_in_the_case_but_is_asked_only_of_who_is_alleged(own_exchange: Exchange) -> None:
    case, school = two_people(own_exchange), own_exchange.organisation("education")
    say_role(own_exchange, case.collator, case.id, case.people[1], "harmed")
    assert "works_for" not in {one.what for one in find_case(own_exchange.runtime, case.collator, case.id).gaps}
    works_for(own_exchange, case.collator, case.id, case.people[1], school.id)
    child_only = Case(case.id, case.whole, case.people[:1], case.collator, case.decider)
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, child_only, "education")
    assert set(refused.value.errors) == {"partners"}


OWN, ELSEWHERE = {"own": "works_there"}, {"stranger": "works_there"}


@pytest.mark.parametrize(
    ("says", "codes"),
    [("yes", {}), ("no", OWN), ("not_known", OWN), ("yes", ELSEWHERE), ("yes", {"own": "drives past"}), ("yes", None)],
)
def test_a_yes_names_a_partner_and_nothing_else_does(
    exchange: Exchange, says: str, codes: dict[str, str] | None
) -> None:
    case, school = two_people(exchange), exchange.organisation("education")
    given = {str(school.id) if key == "own" else key: how for key, how in codes.items()} if codes else codes
    words = {"case_works_for": plain(says), "case_works_for_why": plain("Madeup.")}
    with pytest.raises(InvalidInput) as refused:
        state_in_case(
            exchange.runtime, case.collator, case.id, case.people[1], "works_for", words, None, {"works_for": given}
        )
    assert "works_for" in refused.value.errors
