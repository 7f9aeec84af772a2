"""The partners' pages in a real browser, wide and narrow: no accessibility violation, overflow or console message."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.web.account.cookies import SESSION_COOKIE
from tests.web.chromium import served
from tests.web.exchange import HOST, Exchange
from tests.web.partner.asked import household, housing_request, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import STATED
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SEARCHED

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1200, 360)
ERROR = re.compile("^Error: ")
LIES_ON = """one => {
  const lines = one.getClientRects(), before = one.previousElementSibling.getBoundingClientRect()
  return lines.length > 1 ? "itself" : lines[0].top < before.bottom ? "what it marks" : ""
}"""
"""On what an element with a ground of its own lies, so that words cannot be read."""


def signed_in(exchange: Exchange, browser: Browser, address: str, name: str, width: int) -> BrowserContext:
    """A window of this width in which this person is signed in."""
    cookie = exchange.client(name).get_cookie(SESSION_COOKIE, domain=HOST, path="/")
    assert cookie
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address)
    context.add_cookies(
        [{"name": SESSION_COOKIE, "value": cookie.value, "domain": "127.0.0.1", "path": "/", "secure": True}]
    )
    return context


def look(page: Page, path: str, says: str | None = None) -> None:
    """Load a page and hold it to what every page is held to; the browser `says` only its status, where it has one."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(path)
    assert page.locator("h1").count() == 1
    found = Axe().run(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0, path
    assert [one for one in messages if says is None or f"status of {says}" not in one] == [], path


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_request(exchange: Exchange, browser: Browser, width: int) -> None:
    base = f"/inbox/{housing_request(exchange, ('child', 'adult')).file_id}"
    waiting = f"/inbox/{request_to(exchange, household(exchange), 'housing').file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", width) as context:
        page = context.new_page()
        answers = [hugh.link("Answer about Child"), hugh.link("Answer about Adult")]
        before = [
            "/inbox",
            waiting,
            base,
            *(f"{base}/{name}" for name in ("open", "nothing-found", "decline", "question")),
        ]
        for path in (
            *before,
            f"{base}/conflict",
            "/inbox/conflict-declared",
            "/inbox/immediate-danger",
            "/inbox/how-you-search",
            answers[0],
        ):
            look(page, path)
        hugh.get(answers[0]).press(None, CONTINUE, **KNOWN, **SEARCHED)
        look(page, f"{base}/check")
        hugh.press(None, CONTINUE, **KNOWN, **SEARCHED).press(f"{base}/sign-off")
        for path in (f"{base}/receipt", f"{base}/copy", base):
            look(page, path)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_question_that_waits_for_approval(exchange: Exchange, browser: Browser, width: int) -> None:
    base = f"/inbox/{request_to(exchange, household(exchange), 'dwp', ('dwp_customer_known',)).file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/question")
    with served(exchange.app) as address:
        with signed_in(exchange, browser, address, "dwight", width) as context:
            page = context.new_page()
            look(page, f"{base}/question")
            page.get_by_label("Yes: whoever reads it learns").check()
            page.get_by_role("button", name="Send the question").click()
            page.get_by_role("button", name="Submit the question for approval").click()
            page.get_by_role("link", name="Give “Lawful authority relied on”").click()
            expect(page.locator(":focus")).to_have_attribute("name", "return_lawful_authority")
            dwight.press(None, question="Madeup: which of two?", shows="yes").press(None, **STATED)
            look(page, f"{base}/check")
        with signed_in(exchange, browser, address, "dorothy", width) as context:
            page = context.new_page()
            look(page, f"{base}/check")
            page.get_by_role("button", name="Approve and send the question").click()
            expect(page.locator("main")).to_contain_text("Question asked")


def test_a_wrong_form_says_so_in_a_browser(exchange: Exchange, browser: Browser) -> None:
    base = f"/inbox/{housing_request(exchange).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", 360) as context:
        page = context.new_page()
        page.goto(hugh.link("Answer about Child"))
        page.get_by_role("button", name="Continue").click()
        expect(page).to_have_title(ERROR)
        assert Axe().run(page).violations_count == 0
        page.locator(".govuk-error-summary a").first.click()
        expect(page.locator(":focus")).to_have_attribute("name", "housing_known-answer")


def test_a_draft_is_kept_by_itself_and_says_so(exchange: Exchange, browser: Browser) -> None:
    base = f"/inbox/{housing_request(exchange).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", 360) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(hugh.link("Answer about Child"))
        said = page.locator("form#answers [role=status]")
        page.clock.run_for(61_000)
        assert said.inner_text() == "", "nothing was typed"
        page.get_by_label("System", exact=True).fill("Madeup archive")
        for version in ("1", "2"):
            with page.expect_response(lambda response: response.url.endswith("/keep")):
                page.clock.run_for(60_000)
            page.wait_for_function("version => document.forms.answers.draft_version.value === version", arg=version)
            expect(said).to_contain_text("Draft saved by itself at ")
            page.get_by_label("System", exact=True).fill("Madeup register")
        page.get_by_role("button", name="Save draft").click()
        expect(page.locator("main")).to_contain_text("Draft last saved")
        expect(page.get_by_label("System", exact=True)).to_have_value("Madeup register")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_marks_a_protected_address_lies_on_no_words(exchange: Exchange, browser: Browser, width: int) -> None:
    home = household(exchange, protected="yes")
    base = f"/inbox/{request_to(exchange, home, 'housing', places=home.people).file_id}"
    PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", width) as context:
        page = context.new_page()
        page.goto(f"{base}/open")
        marking = page.locator("strong.prx-never", has_text="This address is protected")
        assert marking.count() == 1
        assert marking.evaluate(LIES_ON) == ""
