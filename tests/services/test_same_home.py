"""Whoever lives with a protected person is protected with them, and whoever she hides from is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.intake.open_case import find_case, open_case
from app.services.intake.save_case_record import save_case_record
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, Case, ready_case, say_role
from tests.services.test_hidden_from import ask_about, told

HOME = {"lines": ["9 Refuge Way"], "town": "Nowhere", "postcode": "ZZ99 9ZZ"}
HOME_AGAIN = {"lines": ["Number nine, Refuge Way"], "postcode": "zz999zz", "uprn": "0007"}


def save(exchange: Exchange, case: Case, person: UUID, by: Actor | None = None, **said: Any) -> None:
    known = find_case(exchange.runtime, case.collator, case.id).records[person]
    answers = {f"case_{key}": plain(one) for key, one in said.items()}
    save_case_record(exchange.runtime, by or case.collator, case.id, person, answers, known.version)


def protection(exchange: Exchange, case: Case) -> list[str]:
    known = find_case(exchange.runtime, case.collator, case.id)
    return [known.protection_of(one) for one in case.people]


def together(exchange: Exchange, her_home: Mapping[str, Any] = HOME, his_home: Mapping[str, Any] = HOME_AGAIN) -> Case:
    """A mother and a child of whom nobody is protected, each at an address as somebody wrote it."""
    case = ready_case(exchange, ("adult", "child"), ("no", "no"))
    mother, child = case.people
    save(exchange, case, mother, address=her_home)
    save(exchange, case, child, address=his_home)
    return case


def test_a_child_is_protected_with_the_mother_whose_address_it_shares(exchange: Exchange) -> None:
    case = together(exchange)
    mother, child = case.people
    save(exchange, case, mother, protected_address="yes")
    assert protection(exchange, case) == ["protected", "protected"]
    assert "request_address" not in told(exchange, ask_about(exchange, case, "housing", child, why=None))[child]
    shown = open_case(exchange.runtime, case.collator, case.id)[1][child]["case_protected_address"].answer
    assert shown is not None
    assert shown.value == "unknown"


def test_a_child_that_moves_in_is_protected_and_goes_on_being_so_when_it_moves_out(exchange: Exchange) -> None:
    case = ready_case(exchange, ("adult", "child"), ("no", "no"))
    mother, child = case.people
    save(exchange, case, mother, address=HOME, protected_address="yes")
    assert protection(exchange, case) == ["protected", "none"]
    save(exchange, case, child, address=HOME_AGAIN, protected_address="no")
    assert protection(exchange, case) == ["protected", "protected"]
    save(exchange, case, child, address=ADDRESS)
    save(exchange, case, mother, case.decider, protected_address="no")
    assert protection(exchange, case) == ["none", "protected"]
    save(exchange, case, child, protected_address="unknown")
    with pytest.raises(InvalidInput) as refused:
        save(exchange, case, child, protected_address="no")
    assert list(refused.value.errors) == ["case_protected_address"]
    save(exchange, case, child, case.decider, protected_address="no")
    assert protection(exchange, case) == ["none", "none"]


def test_nobody_says_that_it_is_not_protected_while_they_live_together(exchange: Exchange) -> None:
    case = together(exchange)
    mother, child = case.people
    save(exchange, case, mother, protected_address="yes")
    with pytest.raises(InvalidInput) as refused:
        save(exchange, case, child, case.decider, protected_address="no")
    assert "lives at the same address" in refused.value.errors["case_protected_address"]
    save(exchange, case, mother, case.decider, protected_address="no")
    save(exchange, case, child, case.decider, protected_address="no")
    assert protection(exchange, case) == ["none", "none"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({**HOME, "uprn": "1"}, {**HOME, "uprn": "2"}),
        ({**HOME, "lines": ["Flat 1", *HOME["lines"]]}, {**HOME, "lines": ["Flat 2", *HOME["lines"]]}),
        ({**HOME, "lines": ["Madeup Hospital"]}, {**HOME, "lines": ["Madeup Hospital"]}),
        ({"postcode": "ZZ99 9ZZ"}, {"postcode": "ZZ99 9ZZ"}),
    ],
)
def test_neighbours_and_patients_are_not_one_home(exchange: Exchange, one: Any, other: Any) -> None:
    case = together(exchange, one, other)
    save(exchange, case, case.people[0], protected_address="yes")
    assert protection(exchange, case) == ["protected", "none"]


def test_an_earlier_address_is_nobodys_home(exchange: Exchange) -> None:
    case = ready_case(exchange, ("adult", "child"), ("no", "no"))
    mother, child = case.people
    save(exchange, case, child, previous_addresses=[{"address": HOME}])
    save(exchange, case, mother, address=HOME, protected_address="yes")
    assert protection(exchange, case) == ["protected", "none"]


@pytest.mark.parametrize("role", ["alleged", "both_alleged"])
def test_whoever_it_is_hidden_from_is_not_protected_with_her(exchange: Exchange, role: str) -> None:
    case = together(exchange)
    her, him = case.people
    say_role(exchange, case.collator, case.id, him, role)
    save(exchange, case, her, protected_address="yes")
    assert protection(exchange, case) == ["protected", "none"]
    save(exchange, case, him, protected_address="no")


def test_once_it_is_known_that_she_hides_from_him_his_own_is_to_be_answered(exchange: Exchange) -> None:
    case = together(exchange)
    her, him = case.people
    save(exchange, case, her, protected_address="yes")
    assert protection(exchange, case) == ["protected", "protected"]
    say_role(exchange, case.collator, case.id, him, "alleged")
    assert protection(exchange, case) == ["protected", "unknown"]
    save(exchange, case, him, protected_address="no")
    assert protection(exchange, case) == ["protected", "none"]


def test_what_somebody_said_of_him_alone_stands(exchange: Exchange) -> None:
    case = together(exchange)
    him = case.people[1]
    save(exchange, case, him, protected_address="yes")
    say_role(exchange, case.collator, case.id, him, "alleged")
    assert protection(exchange, case) == ["protected", "protected"]
