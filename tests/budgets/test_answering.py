"""What it costs a partner to answer: from the link in the mail to the page that says what happens next."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.budgets.conftest import Holding, Walking
from tests.web.exchange import Exchange
from tests.web.partner.asked import Household, household, request_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIX = (
    "probation_known", "probation_supervision_type", "probation_rosh_overall", "probation_rosh_children",
    "probation_no_contact_child", "probation_last_contact",
)  # fmt: skip


def test_probation_answers_six_items_about_one_adult(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    home = household(exchange, ("child", "adult"))
    request = request_to(exchange, Household(home.case_id, home.people[1:]), "probation", SIX)
    with walking("peter") as walk:
        page: Page = walk.page
        walk.go(f"/inbox/{request.file_id}")
        walk.press(page.get_by_role("button", name="Claim and open"))
        walk.press(page.get_by_role("button", name="Answer").first)
        hold("probation, one adult, six items", walk)
