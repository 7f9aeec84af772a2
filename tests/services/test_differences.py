"""Sources that differ are shown to differ, and sources that may agree are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.answers import Answer
from app.services.collation.differences import ADDRESS, BIRTH, Held, find_differences, is_compared
from policies.engine.catalogue import Catalogue
from policies.engine.loading import load_release

CHILD = uuid4()
HOME = {"lines": ["1 Madeup Road"], "town": "Nowhere", "postcode": "ZZ99 1AA"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped fields."""
    return load_release(Path(__file__).resolve().parents[2] / "policies").catalogue


def held(catalogue: Catalogue, source: str, field: str, value: Any, about: UUID = CHILD) -> Held:
    """A value a source holds as fact."""
    return Held(source, about, catalogue[field], Answer("value", value, "fact", date(2026, 10, 1)))


def kinds(*found: Held) -> list[str]:
    """The kinds of differences among these."""
    return [one.kind for one in find_differences(found)]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({**HOME, "lines": ["1, madeup road"], "postcode": "zz991aa"}, []),
        ({**HOME, "lines": ["2 Madeup Road"]}, [ADDRESS]),
        ({**HOME, "postcode": "ZZ98 2BB"}, [ADDRESS]),
        ("ZZ area", []),
        ("XX area", [ADDRESS]),
    ],
)
def test_addresses_are_compared_spelling_aside_and_as_far_as_they_are_shown(
    catalogue: Catalogue, other: object, expected: list[str]
) -> None:
    found = (held(catalogue, "hub", "case_address", HOME), held(catalogue, "housing", "housing_address", other))
    assert kinds(*found) == expected


def test_one_property_reference_is_one_place_however_it_is_written(catalogue: Catalogue) -> None:
    named = {"lines": ["Madeup House"], "town": "Nowhere", "postcode": "ZZ99 1AA", "uprn": "999900000001"}
    numbered = {**HOME, "uprn": "999900000001"}
    assert kinds(held(catalogue, "a", "case_address", named), held(catalogue, "b", "dwp_address", numbered)) == []
    elsewhere = {**HOME, "uprn": "999900000002"}
    assert kinds(held(catalogue, "a", "case_address", numbered), held(catalogue, "b", "dwp_address", elsewhere)) == [
        ADDRESS
    ]


def test_dates_of_birth_are_found_in_lists_of_people_too(catalogue: Catalogue) -> None:
    name = held(catalogue, "hub", "case_subject_name", "Maxi Madeup-Child")
    born = held(catalogue, "hub", "case_date_of_birth", "2017-03-04")
    people = [{"member": {"name": "MAXI MADEUP-CHILD", "date_of_birth": "2017-03-05"}}, {"member": {"name": "Nobody"}}]
    declared = held(catalogue, "housing", "housing_declared_household", people)
    (found,) = find_differences((name, born, declared))
    assert (found.kind, found.who) == (BIRTH, "Maxi Madeup-Child")
    assert [(one.source, one.value) for one in found.claims] == [("hub", "2017-03-04"), ("housing", "2017-03-05")]


def test_a_masked_date_of_birth_is_compared_by_its_year(catalogue: Catalogue) -> None:
    name = held(catalogue, "hub", "case_subject_name", "Maxi Madeup-Child")
    born = held(catalogue, "hub", "case_date_of_birth", "2017")
    for year, expected in (("2017-03-05", []), ("2016-03-05", [BIRTH])):
        people = [{"member": {"name": "Maxi Madeup-Child", "date_of_birth": year}}]
        assert kinds(name, born, held(catalogue, "housing", "housing_declared_household", people)) == expected


def test_different_people_and_answers_without_a_value_are_no_difference(catalogue: Catalogue) -> None:
    elsewhere = {**HOME, "lines": ["2 Madeup Road"]}
    two = (held(catalogue, "a", "case_address", HOME), held(catalogue, "a", "case_address", elsewhere, about=uuid4()))
    assert kinds(*two) == []
    nil = Held("housing", CHILD, catalogue["housing_address"], Answer("searched_no_trace"))
    cleared = Held("hub", CHILD, catalogue["case_address"], Answer("value", None))
    assert kinds(held(catalogue, "a", "dwp_address", HOME), nil, cleared) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Zoë Núñez", "Zoe Nunez", [BIRTH]),
        ("Łukasz Madeup", "Lukasz Madeup", [BIRTH]),
        ("李伟", "王芳", []),
        ("محمد علي", "فاطمة حسن", []),
        ("Оксана Шевченко", "Ольга Коваль", []),
        ("Оксана Шевченко", "Oksana Shevchenko", [BIRTH]),
    ],
)
def test_a_birthday_belongs_to_whoever_is_meant_in_any_script(
    catalogue: Catalogue, ours: str, theirs: str, expected: list[str]
) -> None:
    name, born = (
        held(catalogue, "hub", "case_subject_name", ours),
        held(catalogue, "hub", "case_date_of_birth", "2017-03-04"),
    )
    people = [{"member": {"name": theirs, "date_of_birth": "2017-03-05"}}]
    assert kinds(name, born, held(catalogue, "housing", "housing_declared_household", people)) == expected


def test_a_former_name_is_a_name_of_the_same_person(catalogue: Catalogue) -> None:
    name, born = (
        held(catalogue, "hub", "case_subject_name", "Ann Grey"),
        held(catalogue, "hub", "case_date_of_birth", "1990"),
    )
    former = held(catalogue, "hub", "case_former_names", [{"name": "Ann Jones", "use": "maiden"}])
    people = [{"member": {"name": "Ann Jones", "date_of_birth": "1991-03-05"}}]
    declared = held(catalogue, "housing", "housing_declared_household", people)
    assert kinds(name, born, declared) == []
    (found,) = find_differences((name, born, former, declared))
    assert (found.kind, found.who) == (BIRTH, "Ann Grey")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("2017", "2017-03-04", []),
        ("2017-03", "2017-03-04", []),
        ("2017-03", "2017", []),
        ("2017-03", "2017-04-04", [BIRTH]),
        ("2017-03-04", "2017-04-03", [BIRTH]),
        ("2016", "2017-03", [BIRTH]),
    ],
)
def test_of_a_birthday_what_is_known_is_compared(
    catalogue: Catalogue, ours: str, theirs: str, expected: list[str]
) -> None:
    name, born = held(catalogue, "hub", "case_subject_name", "Max"), held(catalogue, "hub", "case_date_of_birth", ours)
    people = [{"member": {"name": "max", "date_of_birth": theirs}}]
    assert kinds(name, born, held(catalogue, "housing", "housing_declared_household", people)) == expected


def test_an_estimated_birthday_is_right_to_a_year_or_so(catalogue: Catalogue) -> None:
    name, born = (
        held(catalogue, "hub", "case_subject_name", "Max"),
        held(catalogue, "hub", "case_date_of_birth", "2016"),
    )
    sure = held(catalogue, "hub", "case_date_of_birth_accuracy", "estimated")
    for theirs, expected in (("2017-03-04", []), ("2018-03-04", [BIRTH])):
        people = [{"member": {"name": "max", "date_of_birth": theirs}}]
        declared = held(catalogue, "housing", "housing_declared_household", people)
        assert kinds(name, born, sure, declared) == expected
        assert kinds(name, born, declared) == [BIRTH]


def test_what_is_compared_is_opened(catalogue: Catalogue) -> None:
    told = (
        "case_subject_name",
        "case_former_names",
        "case_date_of_birth",
        "case_date_of_birth_accuracy",
        "case_address",
    )
    assert all(is_compared(catalogue[key]) for key in told)
