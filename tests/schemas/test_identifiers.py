"""Numbers people are known by: taken in any spelling people use, checked, kept in one form, shown in groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.schemas.answers import load_values
from app.schemas.identifiers import IDENTIFIERS
from app.web.typed_again import raw_values
from app.web.value_words import value_words
from policies.engine.catalogue import Catalogue, Column, Field
from policies.engine.loading import load_release
from policies.engine.vocabulary import CHECKS

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped fields."""
    return load_release(Path(__file__).resolve().parents[2] / "policies").catalogue


def kept(catalogue: Catalogue, key: str, typed: Any) -> Any:
    """What a field keeps of what was typed."""
    return load_values({key: typed}, [catalogue[key]], today=TODAY, complete=False)[key]


def wide(text: str) -> str:
    """The same in full-width characters, as East Asian keyboards give them."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


ARABIC = "943 476 5870".translate({ord("0") + digit: 0x660 + digit for digit in range(10)})
SPELLINGS = [
    ("case_nhs_number", "9434765870", "943 476 5870",
     ["943 476 5870", "943-476-5870", wide("943 476 5870"),
      "943\u2009476\u00a05870", "943\u2013476\u20135870", "943.476.5870",
      "\u200b9434765870", ARABIC]),
    ("request_nino", "AB123456C", "AB 12 34 56 C", ["ab 12 34 56 c", "AB-123456-C", wide("AB123456C"), "AB123456C"]),
    ("case_upn", "H801200001001", "H801200001001",
     ["h801200001001", "H 801 2000 01 001", "H801-2000-01001", wide("H801200001001")]),
    ("request_upn", "Y941200001001", "Y941200001001", ["Y941200001001"]),
    ("education_upn", "U80120000100A", "U80120000100A", ["u801 2000 0100 a"]),
    ("probation_crn", "X000001", "X000001", ["x000001", "X 000 001", "X-000001", wide("X000001")]),
    ("police_pnc_id", "2003/0011985X", "2003/0011985X",
     ["2003/0011985X", "03/11985x", "03/0011985X", "2003 / 0011985 X", "03-11985X", "20030011985X", wide("03/11985X")]),
    ("case_pnc_id", "1979/0163001B", "1979/0163001B", ["79/163001B"]),
    ("case_early_help_case_id", "EX-FAM-001", "EX-FAM-001",
     ["EX-FAM-001", " EX\u2013FAM\u2013001 ", wide("EX-FAM-001")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "stored", "shown", "typed"),
    [(key, stored, shown, one) for key, stored, shown, spellings in SPELLINGS for one in spellings],
)
def test_every_spelling_is_kept_in_one_form(
    catalogue: Catalogue, key: str, stored: str, shown: str, typed: str
) -> None:
    assert kept(catalogue, key, typed) == stored
    assert value_words(catalogue[key], stored) == shown
    assert kept(catalogue, key, shown) == stored


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("case_nhs_number", "943 476 5871"),
        ("case_nhs_number", "943 476 587"),
        ("case_nhs_number", "hello"),
        ("request_nino", "hello"),
        ("request_nino", "QQ 12 34 56 E"),
        ("request_nino", "GB 12 34 56 A"),
        ("case_upn", "W801200001001"),
        ("case_upn", "H80120000200"),
        ("case_pnc_id", "03/11985Y"),
        ("case_pnc_id", "2003/I1985X"),
        ("case_crn", "0000001"),
        ("case_crn", "hello"),
        ("case_early_help_case_id", "none"),
    ],
)
def test_what_is_none_is_refused_by_name_with_the_fix_and_not_repeated(
    catalogue: Catalogue, key: str, typed: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        kept(catalogue, key, typed)
    (sentence,) = caught.value.errors.values()
    assert catalogue[key].label in sentence
    assert typed not in sentence
    assert "horten" not in sentence


TELEPHONES = {
    "01632 960001": ["01632 960001", "01632960001", "(01632) 960 001", "+44 1632 960001", "+44 (0)1632 960001",
                     "0044 1632 960001", "01632-960-001", wide("01632 9600 01"), "tel 01632 960001"],
    "07700 900123": ["07700900123", "+447700900123", "07700 900 123"],
    "020 7946 0958": ["02079460958", "+44 20 7946 0958", "020 79460958"],
    "0113 496 0000": ["01134960000", "0113 496 0000"],
    "0808 157 0192": ["08081570192"],
    "01632 960001 ext 12": ["01632 960001 x12", "01632 960001 ext. 12", "01632 960001 extension 12"],
    "101": ["101"],
    "+35312345678": ["+353 1 234 5678", "00353 1 234 5678"],
}  # fmt: skip


@pytest.mark.parametrize(("stored", "typed"), [(form, one) for form, many in TELEPHONES.items() for one in many])
def test_a_telephone_number_is_kept_as_it_is_dialled_here(catalogue: Catalogue, stored: str, typed: str) -> None:
    assert kept(catalogue, "case_source", {"name": "Madeup Ivy", "telephone": typed})["telephone"] == stored


@pytest.mark.parametrize(
    ("part", "stored", "typed"),
    [
        ("postcode", "ZZ99 3VZ", "zz993vz"),
        ("postcode", "ZZ99 3VZ", wide("ZZ99 3VZ")),
        ("postcode", "ZZ99 3VZ", "ZZ99-3VZ"),
        ("postcode", "ZZ99 3VZ", "Z Z 9 9 3 V Z"),
        ("uprn", "10001", "000000010001"),
        ("uprn", "999900000001", "9999 0000 0001"),
        ("uprn", "10001", wide("10001")),
    ],
)
def test_parts_of_an_address_have_one_form(catalogue: Catalogue, part: str, stored: str, typed: str) -> None:
    assert kept(catalogue, "case_address", {"line1": "1 Madeup Street", part: typed})[part] == stored


def test_an_email_address_has_one_form(catalogue: Catalogue) -> None:
    typed = {"name": "Madeup Ivy", "email": " Ivy@Sample.EXAMPLE "}
    assert kept(catalogue, "case_source", typed)["email"] == "Ivy@sample.example"


# A field or column is an identifier when its key or its label has one of these in it, as words of their own.
NAMED = {
    "nhs_number": r"nhs number",
    "nino": r"nino|national insurance",
    "upn": r"upn|pupil number",
    "uprn": r"uprn|property reference",
    "crn": r"crn|probation case reference",
    "pnc_id": r"pnc",
    "telephone": r"telephone( number)?|phone|mobile number",
    "postcode": r"postcode",
    "email": r"e-?mail( address)?",
    "own_reference": r"tenancy reference|family reference|(case|record) (id|reference)",
    "partial_date": r"date of birth",
}


def identifiers(catalogue: Catalogue) -> Iterator[tuple[str, str, Field | Column]]:
    """Every text or day that is about who or what somebody is, with the check it ought to name."""
    for field in catalogue.values():
        every: list[Field | Column] = [field, *field.columns]
        for asked in every:
            said = f"{asked.key} {asked.label}".replace("_", " ").lower()
            for check, words in NAMED.items():
                kind = "date" if check == "partial_date" else "text"
                if asked.type == kind and re.search(rf"\b({words})\b", said) and "due date" not in said:
                    yield field.key, check, asked


def test_no_identifier_is_without_its_check(catalogue: Catalogue) -> None:
    found = list(identifiers(catalogue))
    assert len(found) > 18
    wrong = [(key, asked.key, check) for key, check, asked in found if asked.check is None]
    assert wrong == []
    assert {key for key, _, _ in found} >= {one.key for one in catalogue.values() if one.check}


def test_whatever_finds_a_person_in_somebody_elses_books_is_checked(catalogue: Catalogue) -> None:
    matching = [one for one in catalogue.values() if "match_key" in one.tags and one.type == "text"]
    assert [one.key for one in matching if one.check is None] == []


def test_every_check_there_may_be_is_carried_out_and_every_example_passes_its_own(catalogue: Catalogue) -> None:
    assert set(IDENTIFIERS) == set(CHECKS["text"])
    for field in catalogue.values():
        if field.check:
            assert kept(catalogue, field.key, field.example) == field.example
            shown = value_words(field, field.example)
            assert field.type == "date" or kept(catalogue, field.key, shown) == field.example


def test_a_masked_identifier_is_shown_as_the_mask_left_it(catalogue: Catalogue) -> None:
    assert value_words(catalogue["case_nhs_number"], "ending 018") == "ending 018"


def test_what_fills_a_form_again_is_grouped(catalogue: Catalogue) -> None:
    field = catalogue["case_nhs_number"]
    assert raw_values({field.key: "9434765870"}, {field.key: field}) == {field.key: "943 476 5870"}
