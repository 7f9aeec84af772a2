"""Once somebody is protected, nobody else's “no” stands: where they live tells nothing, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.intake.add_subject import add_subject
from app.services.intake.open_case import find_case, open_case
from app.services.intake.save_case_record import save_case_record
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, NOT_PROTECTED, Case, ready_case, say_role
from tests.services.test_hidden_from import ask_about, told

HOW = (
    "says nothing", "unknown", "yes", "no", "moves somebody answered", "is said of her",
    "yes, beside hers that is not answered",
)  # fmt: skip
HOME = {"lines": ["9 Refuge Way"], "town": "Nowhere", "postcode": "ZZ99 9ZZ"}
HOME_AGAIN = {"lines": ["Number nine, Refuge Way"], "postcode": "zz999zz", "uprn": "0007"}


def save(exchange: Exchange, case: Case, person: UUID, by: Actor | None = None, **said: Any) -> None:
    known = find_case(exchange.runtime, case.collator, case.id).records[person]
    answers = {f"case_{key}": plain(one) for key, one in said.items()}
    if said.get("protected_address") == "no":
        answers["case_not_protected_because"] = plain("Made up: nobody is looking for them.")
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


@pytest.mark.parametrize("his_home", [HOME_AGAIN, {**HOME, "lines": ["8 Refuge Way"]}], ids=["hers", "another"])
def test_once_she_is_protected_the_childs_is_answered_again_wherever_it_lives(
    exchange: Exchange, his_home: Mapping[str, Any]
) -> None:
    case = together(exchange, HOME, his_home)
    mother, child = case.people
    save(exchange, case, mother, protected_address="yes")
    assert protection(exchange, case) == ["protected", "unknown"]
    assert "request_address" not in told(exchange, ask_about(exchange, case, "housing", child, why=None))[child]
    shown = open_case(exchange.runtime, case.collator, case.id)[1][child]
    assert shown["case_protected_address"].answer == plain("unknown")
    assert shown["case_address"].level is Level.MASKED
    with pytest.raises(InvalidInput) as refused:
        save(exchange, case, child, protected_address="no")
    assert "Ask a decision-maker" in refused.value.errors["case_protected_address"]


def test_a_no_is_said_of_the_address_it_was_said_with(exchange: Exchange) -> None:
    case = ready_case(exchange, ("adult", "child"), ("yes", "no"))
    child = case.people[1]
    save(exchange, case, child, gp_practice="Madeup Surgery")
    assert protection(exchange, case) == ["protected", "none"], "what leaves the address alone leaves the answer alone"
    save(exchange, case, child, address=HOME)
    assert protection(exchange, case) == ["protected", "unknown"]
    save(exchange, case, child, case.decider, protected_address="no")
    save(exchange, case, child, case.decider, address=HOME_AGAIN)
    assert protection(exchange, case) == ["protected", "none"], "who decides may know whether it is hers"


def test_who_moves_in_with_her_is_to_be_answered_by_whomever_they_are_moved(exchange: Exchange) -> None:
    case = ready_case(exchange, ("adult", "child"), ("yes", "no"))
    mother, child = case.people
    save(exchange, case, mother, address=HOME)
    save(exchange, case, child, case.decider, address=HOME_AGAIN)
    assert protection(exchange, case) == ["protected", "unknown"]


@pytest.mark.parametrize("how", HOW)
def test_a_guess_at_the_home_of_a_protected_person_reads_the_same_right_or_wrong(exchange: Exchange, how: str) -> None:
    got = []
    for guess in (HOME, {**HOME, "lines": ["8 Refuge Way"]}):
        case = ready_case(exchange, ("adult", "child"), ("no", "no"))
        her = case.people[0]
        save(exchange, case, her, address=HOME)
        if how in ("is said of her", "yes, beside hers that is not answered"):
            save(exchange, case, her, case.decider, protected_address="unknown")
        else:
            save(exchange, case, her, protected_address="yes")
        got.append(guessed(exchange, case, guess, how))
    assert got[0] == got[1]


def guessed(exchange: Exchange, case: Case, guess: Mapping[str, Any], how: str) -> list[object]:
    """What a collator gets for saying that somebody lives there, and then reads."""
    other, refused = case.people[1], dict[str, str]()
    if how not in ("moves somebody answered", "is said of her"):
        other = add_subject(exchange.runtime, case.collator, case.id, "adult", uuid4()).subject_id
    elif how == "moves somebody answered":
        save(exchange, case, other, case.decider, protected_address="no")
    answers = {"case_subject_name": plain("Madeup Guess"), "case_address": plain(guess)}
    word = how.split(",", maxsplit=1)[0]
    if word in ("unknown", "yes", "no"):
        answers["case_protected_address"] = plain(word)
        answers |= NOT_PROTECTED if word == "no" else {}
    before = find_case(exchange.runtime, case.collator, case.id).records.get(other)
    try:
        version = before.version if before else None
        save_case_record(exchange.runtime, case.collator, case.id, other, answers, version)
    except InvalidInput as wrong:
        refused = dict(wrong.errors)
    if how == "is said of her":
        save(exchange, case, case.people[0], protected_address="yes")
    known, read = open_case(exchange.runtime, case.collator, case.id)
    shown: list[object] = [refused]
    for person in dict.fromkeys((*case.people, other)):
        stands = known.records.get(person)
        shown.append((stands and stands.version, known.protection_of(person)))
        for key, one in read.get(person, {}).items():
            said = one.answer.value if one.answer else None
            shown.append((key, one.level, "the guess" if said == guess else said))
    return shown


def test_a_child_that_moves_out_is_answered_by_who_decides(exchange: Exchange) -> None:
    case = together(exchange)
    mother, child = case.people
    save(exchange, case, mother, protected_address="yes")
    save(exchange, case, child, address=ADDRESS)
    save(exchange, case, mother, case.decider, protected_address="no")
    assert protection(exchange, case) == ["none", "unknown"]
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
    save(exchange, case, case.people[1], case.decider, protected_address="no")
    assert protection(exchange, case) == ["protected", "none"]


def test_an_earlier_address_is_nobodys_home(exchange: Exchange) -> None:
    case = ready_case(exchange, ("adult", "child"), ("no", "no"))
    mother, child = case.people
    save(exchange, case, child, previous_addresses=[{"address": HOME}])
    save(exchange, case, mother, address=HOME, protected_address="yes")
    save(exchange, case, child, case.decider, protected_address="no")
    assert protection(exchange, case) == ["protected", "none"]


@pytest.mark.parametrize("role", ["alleged", "both_alleged"])
def test_whoever_it_is_hidden_from_is_not_asked_about_again(exchange: Exchange, role: str) -> None:
    case = together(exchange)
    her, him = case.people
    say_role(exchange, case.collator, case.id, him, role)
    save(exchange, case, her, protected_address="yes")
    assert protection(exchange, case) == ["protected", "none"]
    save(exchange, case, him, protected_address="no")


def test_what_somebody_said_of_him_alone_stands(exchange: Exchange) -> None:
    case = together(exchange)
    him = case.people[1]
    save(exchange, case, him, protected_address="yes")
    say_role(exchange, case.collator, case.id, him, "alleged")
    assert protection(exchange, case) == ["unknown", "protected"]
