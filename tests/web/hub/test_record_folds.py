"""What of a person's page is folded: what few need, never what is wrong, was just added or warns somebody."""

from __future__ import annotations

from collections.abc import Mapping

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ready

NUMBERS, BEFORE, FAMILY = "Numbers to trace by", "Where they lived before", "Family"
OWN_SAFETY = "Contact and staff safety for this one alone"
NOTHING = "Nothing entered yet"


def folds(browser: HubBrowser) -> Mapping[str, tuple[bool, str]]:
    """Each folded part of the page: whether it is open, and what it says of itself."""
    said = {}
    for one in browser.page.all("details"):
        heading = next(one.iter("h2"), None)
        if heading is not None:
            summary = next(one.iter("summary"))
            words = "".join(next(summary.iter("span")).itertext())
            said["".join(heading.itertext())] = (one.get("open") is not None, words)
    return said


def test_a_folded_part_names_what_stands_in_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Child")
    assert cora.get(page).text.count(NOTHING) == len(folds(cora))
    assert all(not opened for opened, _ in folds(cora).values())
    cora.fill(page, case_upn="", case_gender="", case_previous_authority="Madeup Council")
    cora.get(page)
    assert folds(cora)[BEFORE] == (False, "Earlier local authority")
    assert folds(cora)[NUMBERS] == (False, NOTHING)


def test_only_the_part_with_a_mistake_opens(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    cora.fill(cora.get(case).link("Child"), case_nhs_number="123", case_previous_authority="Madeup Council")
    assert len(cora.problems) == 1
    assert {title for title, (opened, _) in folds(cora).items() if opened} == {NUMBERS}
    assert cora.form(None)["case_nhs_number"] == "123"
    assert cora.form(None)["case_previous_authority"] == "Madeup Council"


def test_a_part_stays_open_where_an_entry_was_added(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    cora.get(cora.get(case).link("Child")).press(None, {"add_row": "case_parents"})
    assert {title for title, (opened, _) in folds(cora).items() if opened} == {FAMILY}


def test_what_a_colleague_stored_meanwhile_is_in_sight(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Child")
    cora.fill(page, case_previous_authority="Madeup Council")
    other = HubBrowser(exchange, "cora")
    other.get(page)
    cora.fill(page, case_previous_authority="Madeup City")
    other.press(None, {"save": "yes"}, case_school="Madeup Primary")
    assert other.status == 409
    assert folds(other)[BEFORE][0]


def test_what_warns_is_not_folded(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Child")
    cora.fill(page, case_safe_contact_times="Madeup: school hours only.")
    cora.get(page)
    assert folds(cora)[OWN_SAFETY] == (True, "Safe times to make contact")
