"""What free text says of where somebody is, however it is written; and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.protected_words import (
    ADDRESS,
    NAME,
    POSTCODE,
    SCHOOL,
    TELEPHONE,
    cut_out,
    found_in,
    needles_of,
)
from tests.strangers import any_text

REFUGE = {"lines": ["Flat 2", "9 Refuge Way", "Oldtown"], "town": "Exampleton", "postcode": "ZZ10 1AA"}
VALUES = [
    (ADDRESS, REFUGE),
    (TELEPHONE, "01632 960123"),
    (SCHOOL, "Quillmark Primary School"),
    (NAME, "Maud Quillfeather"),
]

SAID = [
    "She is at 9 Refuge Way.",
    "staying at number nine, Refuge Way",
    "REFUGE   WAY",
    "Refuge\nWay",
    "refuge-way",
    "9RefugeWay",
    "nearRefugeWayAtPresent",
    "R e f u g e  W a y",
    "R.e.f.u.g.e.W.a.y",
    "\uff32\uff45\uff46\uff55\uff47\uff45\u3000\uff37\uff41\uff59",  # full width
    "Re\u200bfu\u200dge\u2060 W\ufeffay",  # characters of no width
    "R\u00adefuge Way",  # a soft hyphen
    "R\u0435fug\u0435 W\u0430\u0443",  # Cyrillic letters that look Latin
    "Réfuge Wäy",
    "R\u0301efuge Way",
    "\u03a1Refuge W\u03b1y",  # Greek ones
    "\U0001d411\U0001d41e\U0001d41f\U0001d42e\U0001d420\U0001d41e \U0001d416\U0001d41a\U0001d432",
    "postcode ZZ101AA",
    "zz10 1aa",
    "ZZ1 01AA",
    "ZZ\uff11\uff10 \uff11AA",  # digits of full width
    "ZZ1O 1AA",
    "z z 1 0 1 a a",
    "ring 01632960123",
    "+44 (0)1632 960123",
    "0044 1632-960-123",
    "\uff10\uff11\uff16\uff13\uff12 \uff19\uff16\uff10\uff11\uff12\uff13",
    "goes to Quillmark Primary",
    "QUILLMARK PRIMARY SCHOOL, year 3",
    "Ms Quillfeather, Maud, was seen",
    "Maud Quillfeather",
]

NOT_SAID = [
    "",
    "She lives in Oldtown, Exampleton.",
    "Flat 2 was empty. Number 9 as well.",
    "She asked for refuge, and found a way.",
    "Maud was there. Mrs Quillfeather was not.",
    "The primary school of Quillmark Road",
    "ZZ10 1AB",
    "01632 960124",
    "Refuge Road",
]


@pytest.mark.parametrize("text", SAID)
def test_it_is_found_however_it_is_written(text: str) -> None:
    assert found_in(needles_of(VALUES), text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_says_something_else_is_left_alone(text: str) -> None:
    assert not found_in(needles_of(VALUES), text)


def place(*lines: str, **rest: str) -> list[tuple[str, Any]]:
    """An address, as one protected value."""
    return [(ADDRESS, {"lines": list(lines), **rest})]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (place("12 St Mary’s Road"), "by Saint Marys Rd"),
        (place("12 St Mary’s Road"), "by St. Mary's road"),
        (place("4 Mill Ln"), "down Mill Lane"),
        (place("Rose Cottage", "Mill Lane"), "at rose cottage"),
        (place("Rose Cottage", "Mill Lane"), "in Mill La"),
        (place("Rose House", "Larkspur Passage"), "in Larkspur Passage"),
        (place("Rose House", "Larkspur Meadow"), "near larkspur meadow"),
        (place("17 Larkspur Passage"), "in Larkspur Psg"),
        (place("9, Refuge Way"), "refuge way"),
        (place("3 High Street"), "seen at three High St"),
        (place("3 High Street"), "3highstreet"),
        (place("3 The Row"), "No. 3, The Row"),
        (place("9 Elm Row"), "opposite Elm Row, at the shop"),
        ([(ADDRESS, "9 Refuge Way, Oldtown")], "Refuge Way"),
        ([(TELEPHONE, "+44 7700 900123")], "07700900123"),
        ([(TELEPHONE, "00447700900123")], "7700 900 123"),
        ([(SCHOOL, "St Mary’s Academy")], "St Marys, the academy"),
        (place("Улица Мира 5"), "ulica? ulitsa mira 5"),
    ],
)
def test_streets_in_short_and_telephones_from_abroad_are_met(values: list[tuple[str, Any]], text: str) -> None:
    assert found_in(needles_of(values), text)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (place("3 The Row"), "the other owner"),
        (place("3 The Row"), "the row between them"),
        (place("3 High Street"), "shopping on the high street"),
        (place("9 Elm Row"), "helm rowing"),
        (place("2", town="Exampleton"), "2 Exampleton"),
        (place("Oldtown", town="Exampleton"), "Exampleton"),
        ([(NAME, "Ann")], "Ann was there"),
    ],
)
def test_words_that_merely_contain_it_and_places_alone_are_not(values: list[tuple[str, Any]], text: str) -> None:
    assert not found_in(needles_of(values), text)


def test_it_is_said_which_kind_was_found_and_never_what() -> None:
    (found,) = found_in(needles_of(VALUES), "lives in zz101aa")
    assert found.kind == POSTCODE
    assert "zz10" not in repr(found)


@given(st.lists(any_text, max_size=4), any_text)
def test_any_text_is_compared_and_a_value_is_found_in_itself(values: list[str], text: str) -> None:
    needles = needles_of((ADDRESS, {"lines": [value]}) for value in values)
    assert set(found_in(needles, text)) <= set(needles.named.values())


CUT = "[elsewhere]"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("He stood at 9, Refuge  Way on Tuesday, with a knife.", f"He stood at 9, {CUT} on Tuesday, with a knife."),
        ("Refuge-Way; ring 01632\n960123 or write to ZZ10 1AA: soon", f"{CUT} ring {CUT} or write to {CUT} soon"),
        ("R e f u g e  W a y is it", f"{CUT} is it"),
        ("Not a word of it,\n  as  written ", "Not a word of it,\n  as  written "),
        ("", ""),
    ],
)  # fmt: skip
def test_what_says_it_is_cut_out_and_the_rest_stands(text: str, left: str) -> None:
    assert cut_out(needles_of(VALUES), text, CUT) == left


@given(before=any_text, said=st.sampled_from(SAID), after=any_text)
def test_nothing_says_it_any_more_once_it_is_cut_out(before: str, said: str, after: str) -> None:
    needles = needles_of(VALUES)
    left = cut_out(needles, f"{before} {said} {after} {said}", CUT)
    assert found_in(needles, left) == ()
    assert CUT in left
