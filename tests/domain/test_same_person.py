"""Which two texts are names of one person."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.same_person import may_be_one_person, read_names
from tests.strangers import any_text

ONE = [
    ("Zoë Núñez", "ZOE NUNEZ"),
    ("Łukasz Brontë", "Bronte, Lukasz"),
    ("Jürgen Müller", "Juergen Mueller"),
    ("Mary-Jane O’Brien", "Maryjane OBrien"),
    ("Mary Jane O Brien", "Mary-Jane O'Brien"),
    ("Ahmed Al-Khatib", "Ahmed Alkhatib"),
    ("Maxi Madeup", "Maxi James Madeup"),
    ("Maxi J. Madeup", "Maxi James Madeup"),
    ("Mr Max Madeup", "Max Madeup"),
    ("Ann Smith née Jones", "Ann Jones"),
    ("Ann Smith (formerly Jones)", "Ann Jones"),
    ("Ann Smith aka Nan Grey", "Nan Grey"),
    ("Максим Петрович Шевченко", "Шевченко Максим"),
    ("Оксана Шевченко", "Oksana Shevchenko"),
    ("محمد علي", "Mohammed Ali"),
    ("مُحَمَّد علي", "محمد على"),
    ("李伟", "Li Wei"),
    ("李 伟", "李伟"),
    ("김민수", "Kim Min-su"),
]
OTHERS = [
    ("李伟", "王芳"),
    ("李伟", "李威"),
    ("محمد علي", "فاطمة حسن"),
    ("Оксана Шевченко", "Ольга Шевченко"),
    ("Оксана Шевченко", "Olha Shevchenko"),
    ("John Smith", "John Smyth"),
    ("John Smith", "Joan Smith"),
    ("William Smith", "John William Smith"),
    ("Bill Smith", "William Smith"),
    ("J Smith", "John Smith"),
    ("Maxi", "Maxi Madeup"),
    ("Moller Ann", "Moeller Ann"),
]


def one_person(one: str, other: str) -> bool:
    """Whether two texts name one person."""
    return may_be_one_person(read_names(one), read_names(other))


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_person_under_two_spellings(one: str, other: str) -> None:
    assert one_person(one, other)
    assert one_person(other, one)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_people(one: str, other: str) -> None:
    assert not one_person(one, other)
    assert not one_person(other, one)


@given(any_text, any_text)
def test_any_two_texts_can_be_compared_either_way(one: str, other: str) -> None:
    assert one_person(one, other) == one_person(other, one)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=30))
@example("MISS")
@example("Dr Master")
def test_whatever_has_letters_is_itself(name: str) -> None:
    assert one_person(name, name)
