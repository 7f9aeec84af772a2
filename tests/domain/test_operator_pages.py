"""What an operator writes: every fault is named with its fix, and a page is whole or absent."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.operator_pages import PAGES, read_pages

WRITTEN = """
[help]
paragraphs = ["Ask Desk Three (made up)."]

[technical_contact]
name = "Madeupshire service desk"
telephone = "01632 960 333"
email = "desk@madeup.example"
hours = "Monday to Friday, 8am to 6pm"

[accessibility]
organisation = "Madeupshire Council"
telephone = "01632 960 334"
email = "access@madeup.example"
reply_within = "5 working days"
compliance = "partly"
problems = ["The printed log is not tagged (made up)."]
prepared_on = 2026-10-01
reviewed_on = 2026-11-01
tested_on = 2026-10-20
tested_by = "Madeup Testers"
tested_how = ["The pages of one made-up case."]

[privacy]
controller = "Madeupshire Council"
controller_contact = "1 Madeup Road"
officer_contact = "officer@madeup.example"
purposes = ["To protect children (made up)."]
lawful_bases = ["A public task (made up)."]
recipients = ["The partner agencies (made up)."]
sources = ["The partner agencies (made up)."]
kept_for = ["Six made-up years."]
rights = ["To see it (made up)."]
"""


def faults(text: str) -> str:
    """What is said of a file with this in it."""
    pages, found = read_pages(text)
    assert not (pages and found)
    return "\n".join(found)


def test_a_whole_file_is_taken_as_it_is_written() -> None:
    pages, found = read_pages(WRITTEN)
    assert found == ()
    assert set(pages) == set(PAGES)
    assert pages["accessibility"]["tested_on"] == date(2026, 10, 20)
    assert pages["privacy"]["kept_for"] == ("Six made-up years.",)


@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_needs_is_named_at_once_where_it_is_missing(page: str) -> None:
    told = faults(f"[{page}]\n")
    assert all(f"[{page}] {line.key}: missing; {line.what}" in told for line in PAGES[page] if line.needed)


def test_a_page_of_which_nothing_is_said_is_no_fault() -> None:
    assert faults('[help]\nparagraphs = ["Ask Desk Three."]\n') == ""
    assert faults("") == ""


@pytest.mark.parametrize(
    ("written", "otherwise", "fix"),
    [
        ("[help]", "[halp]", "[halp] is no page; there are help, technical_contact"),
        ("paragraphs", "paragraph", "[help] paragraph: is no part of it; there are paragraphs"),
        ('paragraphs = ["Ask Desk Three (made up)."]', "paragraphs = []", "[help] paragraphs: give a list"),
        ('["Ask Desk Three (made up)."]', '[" "]', "[help] paragraphs: give a list"),
        ('["Ask Desk Three (made up)."]', '"Ask"', "[help] paragraphs: give a list"),
        ('"Madeup Testers"', '""', "[accessibility] tested_by: give words"),
        ('"Madeup Testers"', "7", "[accessibility] tested_by: give words"),
        ("2026-10-20", '"20 October"', "[accessibility] tested_on: give a day, like 2026-11-01"),
        ("2026-10-20", "2026-10-20T10:00:00Z", "[accessibility] tested_on: give a day"),
        ('"partly"', '"mostly"', "[accessibility] compliance: say fully, partly, not"),
        ('"partly"', '["partly"]', "[accessibility] compliance: say fully, partly, not"),
        ('"partly"', '"fully"', "[accessibility] compliance: say partly or not; there are problems"),
        ('problems = ["The printed log is not tagged (made up)."]', "", "[accessibility] problems: missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_the_fix(written: str, otherwise: str, fix: str) -> None:
    assert written in WRITTEN
    assert fix in faults(WRITTEN.replace(written, otherwise, 1))


def test_a_page_that_is_no_table_is_named() -> None:
    assert faults('help = "Ask Desk Three"') == "help: make it a table, [help]"


def test_a_file_that_is_no_toml_is_named() -> None:
    assert "is not TOML" in faults("[help")
