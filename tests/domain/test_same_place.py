"""Which two addresses may be one place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.same_place import are_one_home, may_be_one_place
from tests.strangers import any_text


def at(*lines: str, **rest: str) -> dict[str, Any]:
    """An address of these lines in one postcode."""
    return {"lines": list(lines), "postcode": "ZZ99 1AA", **rest}


ONE = [
    (at("9 Refuge Way"), at("9, refuge way")),
    (at("9 Refuge Way"), at("number nine, Refuge Way")),
    (at("9 St Mary’s Road"), at("9 Saint Marys Rd")),
    (at("9", "Refuge Way"), at("9 Refuge Way", "Oldtown")),
    (at("Flat 2", "9 Refuge Way"), at("9 Refuge Way, flat 2")),
    (at("Flat 2", "9 Refuge Way"), at("Apartment 2, 9 Refuge Way")),
    (at("Flat 2", "9 Refuge Way"), at("9 Refuge Way")),
    (at("12a Mill Lane"), at("12 A Mill Lane")),
    (at("Rose Cottage", "Mill Lane"), at("Rose Cottage")),
    (at("9 Refuge Way", postcode="zz991aa"), at("9 Refuge Way")),
    (at("1 Mill Lane", uprn="000000010001"), at("Madeup House", uprn="10001")),
    (at("9 Refuge Way"), {"postcode": "ZZ99 1AA"}),
    ({"lines": ["9 Refuge Way"], "town": "Nowhere"}, {"lines": ["9 Refuge Way"], "postcode": "ZZ99 1AA"}),
]
OTHERS = [
    (at("Flat 2", "9 Refuge Way"), at("Flat 2", "11 Refuge Way")),
    (at("Flat 2", "9 Refuge Way"), at("Flat 3", "9 Refuge Way")),
    (at("Flat 9", "2 Refuge Way"), at("Flat 2", "9 Refuge Way")),
    (at("12a Mill Lane"), at("12 Mill Lane")),
    (at("12a Mill Lane"), at("12b Mill Lane")),
    (at("1 Mill Lane"), at("11 Mill Lane")),
    (at("9 Mill Lane"), at("9 Hill Lane")),
    (at("9 Mill Lane"), at("9 Mill Lane", postcode="ZZ99 1AB")),
    (at("Rose Cottage", "Mill Lane"), at("Badger Lodge", "Mill Lane")),
    (at("1 Mill Lane", uprn="10001"), at("1 Mill Lane", uprn="10002")),
    ({"lines": ["9 Refuge Way"], "town": "Nowhere"}, {"lines": ["9 Refuge Way"], "town": "Elsewhere"}),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_place_written_twice(one: Any, other: Any) -> None:
    assert may_be_one_place(one, other)
    assert may_be_one_place(other, one)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_places(one: Any, other: Any) -> None:
    assert not may_be_one_place(one, other)
    assert not may_be_one_place(other, one)


@given(st.lists(any_text, max_size=3), st.lists(any_text, max_size=3), any_text)
def test_any_two_addresses_can_be_compared_either_way(one: list[str], other: list[str], town: str) -> None:
    first, second = {"lines": one, "town": town}, {"lines": other, "postcode": town}
    assert may_be_one_place(first, second) == may_be_one_place(second, first)
    assert may_be_one_place(first, first)


HOMES = [
    (at("9 Refuge Way"), at("number nine, Refuge Way")),
    (at("Flat 2", "9 Refuge Way"), at("9 Refuge Way")),
    (at("9 Refuge Way", uprn="00010001"), at("Madeup House", uprn="10001")),
    (at("9 Hospital Road"), at("9 Hospital Rd")),
    ({"lines": ["9 Refuge Way"], "town": "Nowhere"}, {"lines": ["9 Refuge Way"], "town": "nowhere"}),
]
NO_HOMES = [
    *OTHERS,
    (at("9 Refuge Way"), {"postcode": "ZZ99 1AA"}),
    ({"postcode": "ZZ99 1AA"}, {"postcode": "ZZ99 1AA"}),
    ({"lines": ["9 Refuge Way"]}, {"lines": ["9 Refuge Way"]}),
    (at("Flat 2", "9 Refuge Way", uprn="10001"), at("Flat 3", "9 Refuge Way", uprn="10001")),
    (at("Madeup Hospital", "9 Mill Lane"), at("Madeup Hospital", "9 Mill Lane")),
    (at("Ward 4, Madeup Infirmary", uprn="10001"), at("Ward 4, Madeup Infirmary", uprn="10001")),
    (at("Mill Lane Hostel", uprn="10001"), at("Mill Lane Hostel", uprn="10001")),
    (at("Madeup Children’s Home", "9 Mill Lane"), at("Madeup Children’s Home", "9 Mill Lane")),
    (at("HMP Madeup"), at("HMP Madeup")),
    ("9 Refuge Way", "9 Refuge Way"),
]


@pytest.mark.parametrize(("one", "other"), HOMES)
def test_who_lives_at_one_lives_with_who_lives_at_the_other(one: Any, other: Any) -> None:
    assert are_one_home(one, other)
    assert are_one_home(other, one)


@pytest.mark.parametrize(("one", "other"), NO_HOMES)
def test_these_do_not_live_together(one: Any, other: Any) -> None:
    assert not are_one_home(one, other)
    assert not are_one_home(other, one)
