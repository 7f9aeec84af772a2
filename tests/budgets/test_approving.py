"""What it costs a manager to approve what a colleague has written: from the link in the mail to the receipt."""

from __future__ import annotations

import pytest

from tests.budgets.conftest import Holding, Walking
from tests.web.exchange import Exchange
from tests.web.partner.test_approval import submitted

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_manager_approves(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    base, _ = submitted(exchange)
    with walking("dorothy") as walk:
        walk.go(base)
        walk.press(walk.page.get_by_role("button", name="Open what waits"))
        assert "Who lives at the address now?" in walk.page.locator("main").inner_text()
        walk.press(walk.page.get_by_role("button", name="Approve, sign off and send"))
        assert walk.screens[-1].heading == "Your return was received"
        hold("approve a nil return", walk)
