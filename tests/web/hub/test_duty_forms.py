"""The forms of the night say everything that is wrong at once: whom, which cases, and what came of a call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.services.duty.hand_over import CHOOSE, TICK
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.asked import household

BEFORE_IT_CLOSES = datetime(2026, 11, 27, 16, 45, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _duty_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(exchange_of_tests.MORE, "noor", ("Noor Night-Duty", "hub", "duty_worker"))


def test_neither_whom_nor_which_cases(exchange: Exchange) -> None:
    household(exchange, rating="red")
    exchange.clock.moment = BEFORE_IT_CLOSES
    cora = HubBrowser(exchange, "cora").get("/duty")
    cora.press(None, person="", cases=[])
    assert list(cora.problems) == [CHOOSE, TICK]
    cora.get("/duty/call").press(None, person="", cases=[], number="01632 960999")
    assert list(cora.problems) == [CHOOSE, TICK, "Say what came of the call."]
    assert cora.form(None)["number"] == "01632 960999"
