"""What it costs a decision-maker to read what eight partners returned, from one page: by source, by person, by date."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.budgets.conftest import Holding, Walking
from tests.budgets.returned import APPROVERS, WHO, returned
from tests.budgets.walk import WORDS
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORDERS = {"source": "By source", "person": "By person", "time": "By date"}
WIDTHS = (1200, 360, 320)
"""Of a desk, of a telephone, and of a desk at 400 %."""
READ_ON_PAPER = "[...document.querySelectorAll('main details')].every(one => one.lastElementChild.clientHeight > 0)"


@pytest.fixture(autouse=True)
def _approvers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every partner has somebody who approves, before the exchange of a walk is made."""
    for name, person in APPROVERS.items():
        monkeypatch.setitem(exchange_of_tests.PEOPLE, name, person)


def test_a_decision_maker_reads_eight_returns_of_six_items_in_five_minutes(
    exchange: Exchange, walking: Walking, hold: Holding
) -> None:
    played = returned(exchange)
    address = f"/cases/{played.case_id}/returns"
    for by, words in ORDERS.items():
        with walking("dilys") as walk:
            walk.go(f"{address}?by={by}")
            assert walk.page.locator("[aria-current=page]", has_text=words).is_visible()
            hold(f"read eight returns of six items, by {by}", walk)
            looks_right(walk.page)
            on_paper(walk.page)


def test_from_order_to_order_by_the_keyboard_and_back(exchange: Exchange, walking: Walking) -> None:
    played = returned(exchange, *(kind for kind in WHO if kind != "housing"))
    with walking("dilys") as walk:
        page: Page = walk.page
        walk.go(f"/cases/{played.case_id}/returns")
        page.get_by_role("link", name="By person").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**by=person*")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "By source"
        page.reload()
        assert "by=person" in page.url
        page.go_back()
        assert page.locator("[aria-current=page]", has_text="By source").is_visible()


def looks_right(page: Page) -> None:
    """Nothing for axe to object to or to doubt, and nothing beside the screen, at every width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert [one["id"] for one in found.response["incomplete"] if "duplicate" in one["id"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def on_paper(page: Page) -> None:
    """Everything that was opened is on paper, the folded too, and nothing that only leads on."""
    page.emulate_media(media="print")
    assert page.evaluate(READ_ON_PAPER)
    assert page.get_by_text("Opened by Dilys Decision-Maker").is_visible()
    assert not page.get_by_role("link", name="By source").is_visible()
    assert page.evaluate(WORDS) > 1_150
    page.emulate_media(media="screen")
