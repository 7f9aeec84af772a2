"""What it costs to hand red cases over when the hub closes, and to accept them: at most two clicks a case."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.services.intake.start_case import start_case
from tests.budgets.conftest import Holding, Walking
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLOSING = datetime.fromisoformat("2026-11-27T16:45:00+00:00")


@pytest.fixture(autouse=True)
def _duty_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two duty workers, so that one is to be chosen, before the exchange of a walk is made."""
    for key, name in (("noor", "Noor Night-Duty"), ("ned", "Ned Night-Duty")):
        monkeypatch.setitem(exchange_of_tests.MORE, key, (name, "hub", "duty_worker"))


def red_cases(exchange: Exchange, number: int) -> None:
    """Cora has so many red cases a quarter of an hour before the hub closes."""
    exchange.clock.moment = CLOSING
    for _ in range(number):
        start_case(
            exchange.runtime, exchange.actors["cora"], purpose="child_protection_enquiry", rating="red",
            legal_basis="hub_child_protection", subjects=("child",),
        )  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_red_cases_are_handed_over_and_accepted(
    exchange: Exchange, walking: Walking, hold: Holding, number: int
) -> None:
    red_cases(exchange, number)
    with walking("cora") as walk:
        walk.go("/duty")
        walk.tick(walk.page.get_by_label("Noor Night-Duty", exact=True))
        walk.press(walk.page.get_by_role("button", name="Hand over the ticked cases"))
        assert "Handed to Noor Night-Duty" in walk.page.locator("main").inner_text()
        hold(f"hand over {number} red at close", walk)
    with walking("noor") as walk:
        walk.go("/duty/mine")
        walk.press(walk.page.get_by_role("button", name="Accept the ticked cases"))
        assert "Yours while the hub is closed" in walk.page.locator("main").inner_text()
        hold(f"accept {number} red", walk)
