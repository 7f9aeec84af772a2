"""What it costs a decision-maker to read what eight partners returned, from one page: by source, by person, by date."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.budgets.conftest import POINTING, Holding, Walking
from tests.budgets.returned import APPROVERS, WHO, returned
from tests.budgets.walk import WORDS
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORDERS = {"source": "By source", "person": "By person", "time": "By date"}
READ_ON_PAPER = "[...document.querySelectorAll('main details')].every(one => one.lastElementChild.clientHeight > 0)"


@pytest.fixture(autouse=True)
def _approvers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every partner has somebody who approves, before the exchange of a walk is made."""
    for name, person in APPROVERS.items():
        monkeypatch.setitem(exchange_of_tests.MORE, name, person)


@pytest.mark.parametrize("walking", [POINTING], ids=["pointing"], indirect=True)
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
            on_paper(walk.page)


@pytest.mark.parametrize("walking", [POINTING], ids=["pointing"], indirect=True)
def test_from_order_to_order_by_the_keyboard_and_back(exchange: Exchange, walking: Walking) -> None:
    played = returned(exchange, *(kind for kind in WHO if kind != "housing"))
    with walking("dilys") as walk:
        page: Page = walk.page
        walk.go(f"/cases/{played.case_id}/returns")
        page.get_by_role("link", name="By person").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**by=person*")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("By source")
        page.reload()
        assert "by=person" in page.url
        page.go_back()
        assert page.locator("[aria-current=page]", has_text="By source").is_visible()


def on_paper(page: Page) -> None:
    """Everything that was opened is on paper, the folded too, and nothing that only leads on."""
    page.emulate_media(media="print")
    assert page.evaluate(READ_ON_PAPER)
    assert page.get_by_text("Opened by Dilys Decision-Maker").is_visible()
    assert not page.get_by_role("link", name="By source").is_visible()
    assert page.evaluate(WORDS) > 1_150
    page.emulate_media(media="screen")
