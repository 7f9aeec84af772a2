"""The hub has known a child before: looked for on the case's own page, joined by a person, seen from both cases."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.playing import CHILD, HubBrowser, named
from tests.web.partner.test_in_browser import look, signed_in

SHOTS = os.environ.get("SHOTS")
WHY = "Madeup: the school worker on the other case knows her."


def known(exchange: Exchange) -> tuple[HubBrowser, str, HubBrowser, str]:
    """A case of Dilys about a child, and one of Cora about a child of that name."""
    dilys, cora = HubBrowser(exchange, "dilys"), HubBrowser(exchange, "cora")
    before, now = dilys.start(), cora.start()
    named(dilys, before)
    page = named(cora, now)
    cora.fill(page, case_subject_name=f"{CHILD}e", case_date_of_birth__day="3", case_date_of_birth__month="4")
    return dilys, before, cora, now


def test_a_child_is_looked_for_and_joined_and_each_case_says_so(exchange: Exchange) -> None:
    dilys, before, cora, now = known(exchange)
    reference = dilys.get(before).heading.removeprefix("Case ")
    cora.get(now).get(cora.link("Known before: child"))
    assert cora.heading == "Known before: child"
    assert reference not in cora.text
    cora.press(None)
    assert f"Case {reference} What agrees Similar name; date of birth that may be the same" in cora.text
    assert f"Name {CHILD} " in cora.text
    assert "Year of birth 2017" in cora.text
    assert "Area ZZ area" in cora.text
    assert "1 Madeup Road" not in cora.text
    assert "Who works on it Dilys" in cora.text
    (radio,) = {one.get("name") for one in cora.page.all("input") if str(one.get("name")).startswith("known-")}
    recorded = now + "/recorded/known-before" + cora.path[cora.path.rindex("/") :]
    cora.press(recorded, {"save": "yes", str(radio): "certain"}, case_known_before="not_found")
    assert "You said that somebody found is this person" in " ".join(cora.problems)
    assert reference in cora.text
    cora.press(None, {"save": "yes"}, case_known_before="known", case_known_before_why=WHY)
    assert f"{reference}: open, started" in cora.text
    assert "1 of 1 started in the twelve months before this one" in cora.text
    assert "worked on by Cora" in dilys.get(before).text
    cora.get(cora.link("Known before: child"))
    cora.press(None, {"save": "yes", str(radio): "not_them"}, case_known_before="not_found")
    assert reference not in cora.get(now).text
    assert "known people of this case" not in dilys.get(before).text


def test_while_nothing_is_known_of_somebody_the_page_says_what_to_give(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    now = cora.start()
    cora.get(now).get(cora.link("Known before: child"))
    cora.press(None)
    assert "Give the name and the date of birth" in cora.text
    assert cora.link("Give what is known of child").startswith(f"{now}/subjects/")
    cora.fill(cora.link("record that too little is known"), case_known_before="too_little")
    assert "Known before: child Cora" in cora.get(now).text


def test_that_nobody_was_found_is_recorded_with_one_press(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    now = cora.start()
    cora.fill(named(cora, now), case_subject_name="Nobody Madeup-Elsewhere", case_date_of_birth__year="2012")
    cora.get(now).get(cora.link("Known before: child"))
    cora.press(None)
    assert "Nobody was found" in cora.text
    cora.press(now + "/recorded/known-before" + cora.path[cora.path.rindex("/") :], {"save": "yes"})
    assert cora.path == now
    assert "Known before: child Cora" in cora.text


def test_somebody_without_a_case_is_looked_for_with_a_reason(exchange: Exchange) -> None:
    dilys, before, cora, _ = known(exchange)
    cora.get("/cases").get(cora.link("Look for a person"))
    cora.press(None, case_subject_name="", reason="")
    assert len(cora.problems) == 1
    cora.press(None, case_subject_name=CHILD, reason="Madeup: a teacher rang.")
    assert cora.problems == (
        "Give the name and the date of birth, or at least its year; or a number such as the NHS number.",
    )
    born = {f"case_date_of_birth__{part}": one for part, one in (("day", "4"), ("month", "3"), ("year", "2017"))}
    cora.press(None, {}, case_subject_name=CHILD, reason="Madeup: a teacher rang.", **born)
    assert dilys.get(before).heading in cora.text
    assert "tell whoever works on it now" in cora.text


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1200, 320])
def test_its_pages_in_a_browser(exchange: Exchange, browser: Browser, width: int) -> None:
    _, _, cora, now = known(exchange)
    page_of = cora.get(now).link("Known before: child")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "cora", width) as context:
        page = context.new_page()
        for name, path in (("known", page_of), ("person", "/find-person")):
            look(page, path)
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        look(page, page_of)
        page.get_by_role("button", name="Look through").click()
        page.get_by_text("found, the nearest first").wait_for()
        look_again = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert look_again == 0
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/found-{width}.png", full_page=True)
        page.get_by_label("Yes, certainly").first.check()
        page.get_by_label("Yes, this is somebody found").check()
        page.get_by_role("button", name="Record this").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        page.locator("textarea").fill(WHY)
        page.get_by_role("button", name="Record this", exact=True).click()
        page.locator("#elsewhere").wait_for()
        look(page, now)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/elsewhere-{width}.png", full_page=True)
