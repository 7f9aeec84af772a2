"""What it costs a partner to answer: from the link in the mail to the page that says what happens next."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

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

        def item(label: str) -> Locator:
            return page.get_by_role("group", name=label, exact=True)

        walk.tick(item("Known to probation").get_by_label("Yes", exact=True))
        walk.tick(item("Kind of supervision").get_by_label("Community order"))
        walk.tick(item("Risk of serious harm: overall").get_by_label("Medium"))
        walk.tick(item("Risk of serious harm: to children").get_by_label("High", exact=True))
        walk.tick(item("Condition against contact with a child").get_by_label("No", exact=True))
        for part, words in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
            walk.type(item("Last contact with probation").get_by_label(part).first, words)
        walk.type(page.get_by_label("System", exact=True), "Madeup register")
        walk.tick(page.get_by_role("group", name="Done").get_by_label("Searched", exact=True))
        walk.tick(page.get_by_label("Yes, as said here"))
        walk.type(page.get_by_label("Why it is proportionate"), "Madeup: it is the least that keeps the child safe.")
        walk.press(page.get_by_role("button", name="Continue"))
        walk.press(page.get_by_role("button", name="Submit for approval"))
        assert "waits for the approval of a colleague" in page.inner_text("main")
        hold("probation, one adult, six items", walk)
