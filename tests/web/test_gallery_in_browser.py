"""In a real browser: no accessibility violation, no overflow, no console message, at desk and telephone width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.chromium import served
from tests.web.gallery.site import an_actor, create_gallery

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("/", "/form?filled=1", "/plain", "/fails/database")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery, served."""
    with served(create_gallery(actor=an_actor())) as found:
        yield found


@pytest.fixture(params=[1200, 360, 320])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab as wide as a desk's screen, a telephone and a small telephone."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_violation_no_overflow_no_message(page: Page, address: str, path: str) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(address + path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
    assert [text for text in messages if "status of" not in text] == []


def test_a_choice_opens_what_belongs_to_it(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    item, ground = page.get_by_role("group", name="Case reference"), page.locator("#probation_text-ground")
    assert not item.get_by_label("We decline to share this").is_visible(), "what few need is folded"
    item.get_by_text("Another answer, or a note").click()
    expect(ground).not_to_be_visible()
    item.get_by_label("We decline to share this").check()
    expect(ground).to_be_visible()


def test_a_filter_is_folded_where_there_is_no_room_for_it(page: Page, address: str) -> None:
    page.goto(address)
    rating = page.get_by_label("Rating")
    wide = page.evaluate("innerWidth") > 1000
    assert rating.is_visible() == wide
    page.get_by_text("Filter, in use").click()
    expect(rating).to_be_visible(visible=not wide)


def test_the_button_of_a_filter_keeps_clear_of_what_is_chosen(page: Page, address: str) -> None:
    page.goto(address)
    if not page.get_by_label("Rating").is_visible():
        page.get_by_text("Filter, in use").click()
    chosen, button = page.get_by_label("Rating").bounding_box(), page.get_by_role("button", name="Apply").bounding_box()
    assert chosen
    assert button
    assert button["y"] - (chosen["y"] + chosen["height"]) >= 10


def test_paper_loses_nothing(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    cut = page.evaluate("""[...document.querySelectorAll('.prx-pane, .prx-pane td, .prx-pane th, .prx-value')]
        .filter(one => ['none', 'auto'].some(bad => [getComputedStyle(one).display, getComputedStyle(one).overflowX]
        .includes(bad))).length""")
    assert cut == 0
    assert page.locator(".prx-emergency").is_visible()


def test_paper_shows_what_is_folded_and_every_sheet_says_what_it_is(page: Page, address: str) -> None:
    page.goto(address)
    assert page.locator("main details.govuk-details:not([open])").count() > 0
    page.emulate_media(media="print")
    folded = page.evaluate("""[...document.querySelectorAll('main details:not([open], :has(.moj-filter__content))')]
        .filter(one => getComputedStyle(one, '::details-content').contentVisibility !== 'visible'
        || [...one.children].some(part => part.tagName !== 'SUMMARY' && !part.clientHeight)).length""")
    assert folded == 0
    sheet = page.evaluate("""[...document.styleSheets].flatMap(one => [...one.cssRules])
        .filter(one => one instanceof CSSPageRule).map(one => one.cssText).join()""")
    assert "counter(page)" in sheet
    assert "counter(pages)" in sheet
    assert "Official" in sheet


def test_who_printed_it_stands_on_paper_alone(page: Page, address: str) -> None:
    page.goto(address)
    by_whom = page.get_by_text("Printed by Sam Example, Madeupshire hub, on")
    assert not by_whom.is_visible()
    page.emulate_media(media="print")
    assert by_whom.is_visible()


def test_without_scripts_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/form")
    item = page.get_by_role("group", name="Case reference")
    assert page.locator("#probation_text-value").is_visible(), "a value is one act"
    item.get_by_text("Another answer, or a note").click()
    item.get_by_label("We decline to share this").check()
    expect(page.locator("#probation_text-ground")).to_be_visible()
    page.get_by_role("button", name="Check and sign off").wait_for()
    context.close()
