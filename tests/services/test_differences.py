"""Sources that differ are shown to differ, and sources that may agree are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.answers import Answer
from app.services.collation.differences import ADDRESS, BIRTH, Held, find_differences
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
        ("ZZ99 area", []),
        ("ZZ98 area", [ADDRESS]),
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
