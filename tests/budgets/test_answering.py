"""What it costs a partner to answer: from the link in the mail to the page that says what happens next."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.budgets.conftest import POINTING, Holding, Walking
from tests.budgets.test_approving import six_about
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.partner.asked import Household, household, request_to
from tests.web.partner.browser import PartnerBrowser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIX = (
    "probation_known", "probation_supervision_type", "probation_rosh_overall", "probation_rosh_children",
    "probation_no_contact_child", "probation_last_contact",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _approver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probation has somebody who approves, before the exchange of a walk is made."""
    monkeypatch.setitem(exchange_of_tests.MORE, "paula", ("Paula Probation", "probation", "partner_manager"))


def not_for_the_first_time(exchange: Exchange) -> None:
    """Peter has answered once, so that the guide for whoever never has is folded."""
    base = f"/inbox/{request_to(exchange, household(exchange), 'probation', SIX[:1]).file_id}"
    peter = PartnerBrowser(exchange, "peter").get(base).press(f"{base}/claim").get(f"{base}/decline")
    peter.press(None, ground="not_proportionate", why="Madeup: the question reaches too far.")
    peter.press(f"{base}/submit")
    paula = PartnerBrowser(exchange, "paula").get(f"{base}/check").press(f"{base}/sign-off")
    assert paula.path == f"{base}/receipt"


def test_probation_answers_six_items_about_one_adult(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    not_for_the_first_time(exchange)
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


@pytest.mark.parametrize("walking", [POINTING], ids=["pointing"], indirect=True)
def test_what_is_said_of_three_people_is_read_before_it_leaves(
    exchange: Exchange, walking: Walking, hold: Holding
) -> None:
    base = six_about(exchange, "adult", "adult", submitted=False)
    with walking("peter") as walk:
        page: Page = walk.page
        walk.go(f"{base}/check")
        read = page.inner_text("main")
        assert read.count("30 October 2026") == 3
        walk.press(page.get_by_role("link", name="Change Known to probation").first)
        assert "1 of 3" in walk.screens[-1].heading
        hold("check six items, 3 people", walk.alone(0))
        hold("answer six items of one of 3 people", walk.alone(1))
