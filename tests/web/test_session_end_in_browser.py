"""In a real browser: the warning before a session ends is reached by the keyboard, and nothing typed is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.web_session import SESSION_LIMIT
from tests.web.chromium import served
from tests.web.exchange import START, Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_in_browser import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TYPED = "Not sent yet, made up"
FIELD = "#reference"


@pytest.fixture
def window(exchange: Exchange, browser: Browser) -> Iterator[BrowserContext]:
    """A window on a small telephone, in which a partner's worker is signed in."""
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", 320) as context:
        yield context


def typing(window: BrowserContext) -> Page:
    """A page on which something is being written, with a clock that is moved by hand."""
    page = window.new_page()
    page.clock.install()
    page.goto("/inbox")
    page.locator(FIELD).fill(TYPED)
    return page


def pass_time(exchange: Exchange, page: Page, minutes: float) -> None:
    """The same time for the server and in the page."""
    exchange.clock.forward(minutes=minutes)
    page.clock.fast_forward(int(minutes * 60_000))


def open_dialog(page: Page) -> str:
    """The heading of the dialogue that is open; empty where none is."""
    found = page.locator("dialog[open] h2")
    return found.inner_text() if found.count() else ""


def test_two_minutes_before_the_end_a_dialogue_keeps_the_session_and_what_was_typed(
    exchange: Exchange, window: BrowserContext
) -> None:
    page = typing(window)
    pass_time(exchange, page, 27.5)
    assert open_dialog(page) == ""
    pass_time(exchange, page, 1)
    expect(page.get_by_role("dialog", name="You will be signed out in two minutes")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Stay signed in"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.locator(FIELD).input_value() == TYPED
    assert page.evaluate("document.activeElement.id") == FIELD[1:]
    pass_time(exchange, page, 27.5)
    assert open_dialog(page) == ""
    pass_time(exchange, page, 1)
    assert open_dialog(page) == "You will be signed out in two minutes"


def test_a_draft_that_keeps_itself_keeps_its_author_signed_in(exchange: Exchange, window: BrowserContext) -> None:
    base = f"/inbox/{housing_request(exchange).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    window.clock.install()
    page, other = window.new_page(), window.new_page()
    page.goto(hugh.link("Answer about Child"))
    other.goto("/inbox")
    pass_time(exchange, page, 19)
    page.get_by_label("System", exact=True).fill(TYPED)
    with page.expect_response(lambda response: response.url.endswith("/keep")):
        pass_time(exchange, page, 1)
    expect(page.locator("form#answers [role=status]")).to_contain_text("Draft saved by itself")
    pass_time(exchange, page, 9)
    assert [open_dialog(one) for one in (page, other)] == ["", ""], "29 minutes after they were opened, 9 after it kept"
    pass_time(exchange, page, 19.5)
    assert open_dialog(other) == "You will be signed out in two minutes"


def test_whoever_does_not_answer_is_told_that_it_has_ended_and_how_to_go_on(
    exchange: Exchange, window: BrowserContext
) -> None:
    page = typing(window)
    pass_time(exchange, page, 29)
    page.keyboard.press("Escape")
    assert open_dialog(page) == ""
    pass_time(exchange, page, 0.5)
    assert open_dialog(page) == ""  # once is enough
    pass_time(exchange, page, 1)
    assert open_dialog(page) == "You are signed out"
    expect(page.get_by_role("link", name="Sign in again (opens in a new tab)")).to_be_focused()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.locator(FIELD).input_value() == TYPED


def test_a_session_that_is_over_before_its_time_is_not_said_to_go_on(
    exchange: Exchange, window: BrowserContext
) -> None:
    page = typing(window)
    page.clock.fast_forward(28 * 60_000 + 30_000)
    exchange.clock.forward(minutes=31)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()


def test_a_server_that_is_away_is_said_and_the_dialogue_stays(exchange: Exchange, window: BrowserContext) -> None:
    page = typing(window)
    pass_time(exchange, page, 28.5)
    expect(page.get_by_text("That did not arrive")).to_be_hidden()
    page.route("**/account/stay", lambda route: route.abort())
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("alert")).to_have_text("That did not arrive. Try again, or copy what you typed.")
    page.unroute("**/account/stay")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_work_in_another_tab_is_work(exchange: Exchange, window: BrowserContext) -> None:
    page = typing(window)
    pass_time(exchange, page, 20)
    other = window.new_page()
    other.goto("/inbox")
    pass_time(exchange, page, 9)
    assert open_dialog(page) == ""


def test_before_the_hard_end_nothing_is_offered_that_does_not_help(exchange: Exchange, window: BrowserContext) -> None:
    page = typing(window)
    for _ in range(28):
        exchange.clock.forward(minutes=25)
        page.goto("/inbox")
    exchange.clock.moment = START + SESSION_LIMIT - timedelta(minutes=5)
    page.goto("/inbox")
    pass_time(exchange, page, 3.5)
    assert open_dialog(page) == "You will be signed out in two minutes, whatever you do"
    assert page.locator("dialog[open] button").all_inner_texts() == ["Close"]


def test_without_scripts_staying_opens_beside_what_is_being_written(exchange: Exchange, browser: Browser) -> None:
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", 1200) as scripted:
        kept = scripted.storage_state()
        context = browser.new_context(java_script_enabled=False, base_url=address, storage_state=kept)
        page = context.new_page()
        page.goto("/inbox")
        page.locator(FIELD).fill(TYPED)
        assert page.locator("dialog:visible").count() == 0
        with context.expect_page() as opened:
            page.get_by_role("button", name="Stay signed in (opens in a new tab)").click()
        expect(opened.value.locator("h1")).to_have_text("You are still signed in")
        assert page.locator(FIELD).input_value() == TYPED
        context.close()
