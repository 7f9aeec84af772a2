"""What somebody is found by, and what nobody can read from it: laws, and the figures of the index on made-up people."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import NEAR, OF_NAME_AND_DATE, OTHER, SAME, Identity, likeness, traits_of, traits_sought
from bench.finding import LEAST, READ, frequency_attack, recall
from bench.people import people

NAMES = st.text("abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ-’'", min_size=2, max_size=30)
DAYS = st.dates(date(1900, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@given(NAMES, NAMES, DAYS)
def test_whoever_is_looked_for_as_they_are_held_shares_every_trait(first: str, last: str, born: str) -> None:
    one = Identity((f"{first} {last}",), born, {"nhs": "9990000018"})
    assert traits_of(one) <= traits_sought(one)


@given(NAMES, DAYS)
def test_no_trait_is_a_name_a_date_or_a_place_alone(name: str, born: str) -> None:
    """Each has what a name gives and what a date gives, or is a number of a register."""
    for kind, *parts in traits_of(Identity((name,), born)):
        assert kind in OF_NAME_AND_DATE
        assert len(parts) >= 2
        assert parts[-1] in (born, born[:4])
    assert traits_of(Identity((name,), "")) == frozenset()
    assert traits_of(Identity((), born)) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz Nowak", "Lukasz Nowak"),
        ("Müller Anna", "Anna Mueller"),
        ("Smith, Sarah-Jane", "Sarah Jane Smith"),
        ("李伟", "Li Wei"),
        ("Оксана Коваль", "Oksana Koval"),
        ("Catherine O’Brien", "Kathryn OBrien"),
        ("Bill Madeup", "William Madeup"),
        ("Ann Smith née Jones", "Ann Jones"),
    ],
)
def test_one_person_as_two_sources_write_them_is_found(one: str, other: str) -> None:
    held, sought = Identity((one,), "1990-11-02"), Identity((other,), "1990-11-02")
    assert traits_of(held) & traits_sought(sought)
    assert traits_of(sought) & traits_sought(held)


def test_how_near_two_people_are_is_said_in_words() -> None:
    held = Identity(("Annabel Madeup",), "2017-03-04", {"nhs": "9990000018"})
    assert likeness(held, held)[1:] == (SAME, SAME, SAME)
    assert likeness(Identity(("Anabel Madeupp",), "2017-04-03"), held)[1:3] == (NEAR, NEAR)
    assert likeness(Identity(("Annabel Madeup",), "2017", {"nhs": "9990000026"}), held)[1:] == (SAME, NEAR, OTHER)
    assert likeness(Identity(("Zz Qq",), "1950-01-01"), held)[1:3] == (OTHER, OTHER)


def test_nothing_of_somebody_stands_in_a_message_about_them() -> None:
    assert "Annabel" not in repr(Identity(("Annabel Madeup",), "2017-03-04", {"nhs": "9990000018"}))


def test_of_many_people_nearly_everybody_is_found_whatever_another_record_makes_of_them() -> None:
    found = dict(recall(people(20_000, seed=11), probes=100))
    assert found.keys() == LEAST.keys()
    assert {name: share for name, share in found.items() if share < LEAST[name]} == {}


def test_whoever_knows_everybody_and_counts_the_tags_reads_none_of_them() -> None:
    """The same attack reads somebody’s surname of every second person, were that a tag: it is a real one."""
    tags, surnames = frequency_attack(people(30_000, seed=Random(3).randrange(1_000)))
    assert tags <= READ
    assert surnames >= 0.2
