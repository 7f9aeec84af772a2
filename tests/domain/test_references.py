"""A reference said by telephone: every slip of one character and every swap of neighbours shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.domain.files import EXAMPLE_REFERENCE, REFERENCE_ALPHABET, REFERENCE_LENGTH, is_reference, new_reference

REFERENCES = [new_reference() for _ in range(200)]


def test_a_reference_is_well_formed_however_it_is_said() -> None:
    for one in REFERENCES:
        bare = one.replace("-", "")
        assert len(bare) == REFERENCE_LENGTH
        assert set(bare) <= set(REFERENCE_ALPHABET)
        assert all(is_reference(said) for said in (one, bare, one.lower(), one.replace("-", " "), f" {one} "))
    assert len(set(REFERENCES)) == len(REFERENCES)


def test_no_character_looks_like_another() -> None:
    assert not set("01IOLSU") & set(REFERENCE_ALPHABET)


@pytest.mark.parametrize("place", range(REFERENCE_LENGTH))
def test_every_slip_of_one_character_shows(place: int) -> None:
    for one in REFERENCES:
        bare = one.replace("-", "")
        for other in set(REFERENCE_ALPHABET) - {bare[place]}:
            assert not is_reference(bare[:place] + other + bare[place + 1 :])


@pytest.mark.parametrize("place", range(REFERENCE_LENGTH - 1))
def test_every_swap_of_neighbours_shows(place: int) -> None:
    for one in REFERENCES:
        bare = one.replace("-", "")
        if bare[place] != bare[place + 1]:
            assert not is_reference(bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :])


@pytest.mark.parametrize("text", ["", "ABCD", "ABCD-EFG", "ABCD-EFGHJ", "0000-0000", "ÄBCD-EFGH", "ABCD_EFGH"])
def test_what_is_no_reference(text: str) -> None:
    assert not is_reference(text)


def test_every_reference_that_pages_show_as_an_example_is_one() -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    shown = [
        found
        for page in templates.rglob("*.html")
        for found in re.findall(r"\b[A-Z]{4}-[A-Z0-9]{4}\b", page.read_text(encoding="utf-8"))
    ]
    assert shown
    assert all(is_reference(one) for one in (*shown, EXAMPLE_REFERENCE))
