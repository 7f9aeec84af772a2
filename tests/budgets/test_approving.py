"""What it costs a manager to approve what a colleague has written: from the link in the mail to the receipt."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.domain.answers import Answer
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.budgets.conftest import Holding, Walking
from tests.services.exchange import Exchange as Services
from tests.services.played import basis, draft, value
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.partner.asked import Household, household, request_to
from tests.web.partner.test_approval import submitted

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIX: dict[str, Any] = {
    "probation_known": "yes", "probation_supervision_type": "licence", "probation_rosh_overall": "medium",
    "probation_rosh_children": "high", "probation_no_contact_child": "yes", "probation_last_contact": "2026-10-30",
}  # fmt: skip
MORE: dict[str, Answer] = {"return_anything_else": value("Madeup: he asked to move his Tuesday appointments.")}


@pytest.fixture(autouse=True)
def _approver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probation has somebody who approves, before the exchange of a walk is made."""
    monkeypatch.setitem(exchange_of_tests.MORE, "paula", ("Paula Probation", "probation", "partner_manager"))


def six_about(exchange: Exchange, *subjects: str, submitted: bool = True) -> str:
    """A return of Peter's that waits: six items with a value about each of these people, and a line more."""
    services = cast("Services", exchange)
    kinds = ("child", *subjects)
    home = household(exchange, kinds)
    people = home.people if len(subjects) > 1 else home.people[1:]
    request = request_to(exchange, Household(home.case_id, people), "probation", tuple(SIX))
    peter = exchange.actors["peter"]
    claim_request(exchange.runtime, peter, request.file_id)
    for person in people:
        draft(services, request, peter, person, {key: value(one) for key, one in SIX.items()} | MORE)
    if submitted:
        submit_for_approval(exchange.runtime, peter, request.file_id, basis(services, "probation", "return"))
    return f"/inbox/{request.file_id}"


def test_a_manager_approves(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    base, _ = submitted(exchange)
    with walking("dorothy") as walk:
        walk.go(base)
        walk.press(walk.page.get_by_role("button", name="Open what waits"))
        assert "Who lives at the address now?" in walk.page.locator("main").inner_text()
        walk.press(walk.page.get_by_role("button", name="Approve, sign off and send"))
        assert walk.screens[-1].heading == "Your return was received"
        hold("approve a nil return", walk)


@pytest.mark.parametrize("subjects", [("adult",), ("adult", "adult")], ids=["one-adult", "three-people"])
def test_a_manager_approves_six_items_about_each(
    exchange: Exchange, walking: Walking, hold: Holding, subjects: tuple[str, ...]
) -> None:
    base = six_about(exchange, *subjects)
    with walking("paula") as walk:
        walk.go(base)
        walk.press(walk.page.get_by_role("button", name="Open what waits"))
        read = walk.page.locator("main").inner_text()
        assert "Madeup: he asked to move his Tuesday appointments." in read
        assert read.count("30 October 2026") == (1 if len(subjects) == 1 else 3)
        walk.press(walk.page.get_by_role("button", name="Approve, sign off and send"))
        assert walk.screens[-1].heading == "Your return was received"
        hold("approve six items, " + ("1 adult" if len(subjects) == 1 else "3 people"), walk)


def test_a_manager_holds_an_item_back_and_approves_the_rest(
    exchange: Exchange, walking: Walking, hold: Holding
) -> None:
    base = six_about(exchange, "adult")
    with walking("paula") as walk:
        page = walk.page
        walk.go(f"{base}/check")
        if page.get_by_role("button", name="Open it").count():
            walk.press(page.get_by_role("button", name="Open it"))
        walk.press(page.get_by_role("link", name="Hold back Known to probation"))
        walk.tick(page.get_by_label("It is more than this purpose needs"))
        walk.type(page.get_by_label("Why you hold it back"), "Madeup: the concern is about a visit.")
        walk.press(page.get_by_role("button", name="Hold it back"))
        assert "Held back when it was approved" in page.inner_text("main")
        walk.press(page.get_by_role("button", name="Approve, sign off and send"))
        hold("hold an item back and approve", walk)


def test_a_manager_names_a_stand_in(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    six_about(exchange, "adult")
    with walking("paula") as walk:
        page = walk.page
        walk.go("/inbox/stand-ins")
        walk.choose(page.get_by_label("Who approves in your place"), "Peter Probation")
        for day, number in (("First day", "24"), ("Last day", "27")):
            for part, words in (("Day", number), ("Month", "11"), ("Year", "2026")):
                walk.type(page.get_by_role("group", name=day).get_by_label(part), words)
        walk.press(page.get_by_role("button", name="Name this stand-in"))
        assert "Peter Probation" in page.inner_text("table")
        walk.go("/account/approvals")
        assert "Madeup Probation (1)" in page.inner_text("main")
        hold("name a stand-in", walk)


def test_whoever_is_away_names_who_covers_for_a_week_on_one_screen(
    exchange: Exchange, walking: Walking, hold: Holding
) -> None:
    with walking("paula") as walk:
        page = walk.page
        walk.go("/cover")
        walk.choose(page.get_by_label("Who covers"), "Peter Probation")
        for day, parts in (("First day", ("30", "11", "2026")), ("Last day", ("6", "12", "2026"))):
            for part, words in zip(("Day", "Month", "Year"), parts, strict=True):
                walk.type(page.get_by_role("group", name=day).get_by_label(part), words)
        walk.press(page.get_by_role("button", name="Name who covers"))
        assert "Peter Probation" in page.inner_text("table")
        assert {one.path.partition("?")[0] for one in walk.screens} == {"/cover"}, "one screen, then that it is done"
        hold("cover for a week", walk)
