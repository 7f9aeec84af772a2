"""Real people at a real browser, without scripts and with them: in through their own provider, on to their work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demonstration.made_up import PROVIDERS
from app.demonstration.seed import persona
from app.demonstration.story import marks
from tests.stories.playing import Played

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
def tab(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab of a browser of its own; remarks of the console are failures."""
    remarks: list[str] = []
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.on("console", lambda message: remarks.append(message.text))
    page.on("pageerror", lambda error: remarks.append(str(error)))
    yield page
    context.close()
    assert [text for text in remarks if "status of" not in text] == []


def sign_in(tab: Page, played: Played, key: str, organisation: str = "") -> None:
    """As a person does it: the provider's button, the way on, the person, the organisation."""
    who = persona(key)
    tab.goto(played.installation.address)
    tab.get_by_role("button", name=PROVIDERS[who.provider][0]).click()
    tab.get_by_role("button", name=who.name).click()
    if organisation:
        tab.get_by_label(organisation).check()
        tab.get_by_role("button", name="Continue").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("My work")


def apply_filter(tab: Page, choose: Callable[[], object]) -> None:
    """Choose and apply; where scripts run, a telephone shows the filter folded."""
    fold = tab.locator(".moj-filter details")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    choose()
    with tab.expect_navigation():
        tab.get_by_role("button", name="Apply filters").click()


def test_the_clock_of_a_request_is_never_off_the_side(tab: Page, played: Played) -> None:
    sign_in(tab, played, "cora", "Northmoor MASH")
    tab.goto(f"{played.installation.address}/board")
    clock = tab.locator(".prx-clock").first.bounding_box()
    assert clock
    assert clock["x"] + clock["width"] <= 360


def test_the_collator_comes_to_the_returns(tab: Page, played: Played) -> None:
    sign_in(tab, played, "cora", "Northmoor MASH")
    tab.goto(f"{played.installation.address}{played.story.case}")
    tab.get_by_role("link", name="Open the returns").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Returns")
    assert marks.TENANCY in tab.content()
    assert "lavenderscaup" not in tab.content()


def test_a_partner_comes_to_the_receipt(tab: Page, played: Played) -> None:
    sign_in(tab, played, "hugh")
    tab.goto(f"{played.installation.address}/inbox")
    apply_filter(tab, tab.get_by_label("Answered").check)
    tab.get_by_role("link", name=played.story.references["housing"]).click()
    tab.get_by_role("link", name="See the receipt").or_(tab.get_by_role("button", name="See the receipt")).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Your return was received")


def test_governance_reads_an_entry(tab: Page, played: Played) -> None:
    sign_in(tab, played, "ingrid")
    tab.goto(f"{played.installation.address}/log")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Disclosure log")
    apply_filter(tab, lambda: tab.get_by_label("What happened").select_option(label="Revealed with a reason"))
    tab.get_by_role("row").last.get_by_role("link").press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Revealed with a reason")
    assert marks.REVEAL_REASON in tab.content()
    assert marks.HOME["line1"] not in tab.content()


def test_a_link_in_a_mail_opens_nothing_by_itself(tab: Page, played: Played) -> None:
    """Whoever follows an address of a record from elsewhere gets one link to press first."""
    sign_in(tab, played, "dilys")
    returns = f"{played.installation.address}{played.story.case}/returns"
    tab.route("https://mail.example/", lambda route: route.fulfill(body=f'<a href="{returns}">a mail</a>'))
    tab.goto("https://mail.example/")
    tab.get_by_role("link", name="a mail").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Open this record")
    tab.get_by_role("link", name="Open", exact=True).or_(tab.get_by_role("button", name="Open", exact=True)).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Returns")
