"""The pages of whole logs and of closing in a real browser, wide and narrow, with scripts and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.identity import Actor
from app.services.governance.close_entry import close_entry, lift_closing
from app.web.account.cookies import SESSION_COOKIE
from crypto.log.handover import parse_keys
from crypto.log.whole_log import verify_log
from tests.web.chromium import served
from tests.web.governance.site import HOST, Site
from tests.web.governance.test_whole_logs import WHY, base

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def window(site: Site, browser: Browser, address: str, actor: Actor, width: int, *, scripts: bool) -> BrowserContext:
    """A window of this width in which somebody is signed in."""
    cookie = site.client(actor).get_cookie(SESSION_COOKIE, domain=HOST, path="/")
    assert cookie
    context = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=address, java_script_enabled=scripts
    )
    context.add_cookies(
        [{"name": SESSION_COOKIE, "value": cookie.value, "domain": "127.0.0.1", "path": "/", "secure": True}]
    )
    return context


def look(page: Page, path: str) -> None:
    """Load a page and hold it to what every page is held to."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(path)
    assert page.locator("h1").count() == 1
    found = Axe().run(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, path
    assert messages == [], path


@pytest.mark.parametrize("width", [1200, 360])
def test_every_page_of_a_whole_log(site: Site, browser: Browser, width: int) -> None:
    reader, entry = site.exchange.person("housing", "partner_ig_officer"), site.played.returned.entry
    close_entry(site.exchange.runtime, site.officer, entry.id, "entry", None, WHY)
    try:
        with served(site.app) as address:
            with window(site, browser, address, reader, width, scripts=True) as context:
                page = context.new_page()
                look(page, "/logs")
                for path in ("", "?before=0", "/entries/0", f"/entries/{entry.index}", "/verify", "/download"):
                    look(page, f"{base(site)}{path}")
            with window(site, browser, address, site.officer, width, scripts=True) as context:
                page = context.new_page()
                look(page, f"/log/{entry.id}/closing")
                page.get_by_role("button", name="Open it again").click()
                expect(page.locator(".govuk-error-summary")).to_have_count(1)
                assert Axe().run(page).violations_count == 0
    finally:
        lift_closing(site.exchange.runtime, site.officer, entry.id, "entry", "The test is over.")


def test_without_scripts_the_log_is_found_downloaded_and_holds(site: Site, browser: Browser, tmp_path: Path) -> None:
    reader = site.exchange.person("housing", "partner_ig_officer")
    with (
        served(site.app) as address,
        window(site, browser, address, reader, 1200, scripts=False) as context,
    ):
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Whole logs").first.click()
        page.get_by_role("link", name="The log of").click()
        page.get_by_role("link", name="Download this log").click()
        files = {}
        for name, link in (("log", "Download the log"), ("key", "The key that checks its signature")):
            with page.expect_download() as found:
                page.get_by_text(link, exact=True).click()
            found.value.save_as(tmp_path / name)
            files[name] = (tmp_path / name).read_text(encoding="utf-8")
    assert verify_log(files["log"].splitlines(keepends=True), parse_keys(files["key"])).checkpoint.size >= 3
