"""Each form of the walks sent empty and sent wrong: the page that says so, at every width.

It has the focus on what is wrong, leads to each field, and has lost nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.services.duty.accept import accept
from app.services.duty.hand_over import hand_to_duty
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from tests.budgets.conftest import POINTING, Walking
from tests.budgets.looked_at import objections
from tests.budgets.mistakes import ALL_WRONG, EMPTY, send_wrong, wrong_with_page
from tests.budgets.test_approving import six_about
from tests.budgets.test_asking import HOME, PARTNERS
from tests.budgets.test_at_night import CLOSING
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, housing_request
from tests.web.partner.browser import PartnerBrowser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("walking", [POINTING], ids=["pointing"], indirect=True),
]
MISTAKES = {"empty": EMPTY, "wrong": ALL_WRONG}
Found = dict[str, list[str]]
NOBODYS = UUID(int=0)


@pytest.fixture(autouse=True)
def _approver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probation has somebody who approves, and the hub a duty worker, before the exchange of a walk is made."""
    monkeypatch.setitem(exchange_of_tests.MORE, "noor", ("Noor Night-Duty", "hub", "duty_worker"))
    monkeypatch.setitem(exchange_of_tests.MORE, "paula", ("Paula Probation", "probation", "partner_manager"))


def look(found: Found, page: Any, address: str, button: str, *mistakes: str) -> None:
    """Make these mistakes at this address, one after the other."""
    for name in mistakes or MISTAKES:
        page.goto(address)
        typed = send_wrong(page, button, MISTAKES[name])
        found[f"{address} {name}"] = wrong_with_page(page, button, typed)


def all_of(found: Found) -> str:
    return "\n".join(f"{name}: {one}" for name, wrong in found.items() for one in wrong)


def test_of_a_collator(exchange: Exchange, walking: Walking) -> None:
    found: Found = {}
    cora, runtime = exchange.actors["cora"], exchange.runtime
    new = start_case(
        runtime, cora, purpose="child_protection_enquiry", rating="amber", legal_basis="hub_child_protection",
        subjects=HOME,
    )  # fmt: skip
    case = f"/cases/{new.file_id}"
    adult = next(one for one in find_case(runtime, cora, new.file_id).subjects if one.kind == "adult")
    said = {"case_role_in_concern": plain("harmed"), "case_role_said_by": plain("Madeup police")}
    state_in_case(runtime, cora, new.file_id, adult.subject_id, "role_in_concern", said, None, {"role": "harmed"})
    ready, asking = (f"/cases/{household(exchange, HOME).case_id}" for _ in range(2))
    with walking("cora") as walk:
        page = walk.page
        look(found, page, "/cases/new", "Continue")
        look(found, page, f"{case}/household", "Save and continue", "wrong")
        on = "Record this and go on to what is missing"
        look(found, page, f"{case}/recorded/contact-safety", on)
        look(found, page, f"{case}/recorded/basis-reasons", on)
        look(found, page, f"{case}/recorded/wishes-recorded/{adult.subject_id}", "Record this")
        look(found, page, f"{case}/people", "Add to the case", "empty")
        look(found, page, f"{ready}/ask", "Continue to the questions")
        page.goto(f"{asking}/ask")
        for kind in PARTNERS:
            page.get_by_label(exchange.organisations[kind].name, exact=True).check()
        page.get_by_label("Why you ask them").fill("They may know the family")
        page.get_by_role("button", name="Continue to the questions").click()
        look(found, page, f"{asking}/questions", "See what each partner will be sent")
    assert all_of(found) == ""


def test_of_a_manager(exchange: Exchange, walking: Walking) -> None:
    found: Found = {}
    new = start_case(
        exchange.runtime, exchange.actors["cora"], purpose="child_protection_enquiry", rating="amber",
        legal_basis="hub_child_protection", subjects=HOME,
    )  # fmt: skip
    assign_case(exchange.runtime, exchange.actors["cora"], new.file_id, exchange.actors["dilys"].person_id)
    with walking("dilys") as walk:
        look(found, walk.page, f"/cases/{new.file_id}/recorded/manager-decision", "Record this")
        look(found, walk.page, "/cover", "Name who covers", "empty")
    assert all_of(found) == ""


def test_of_two_who_ask_at_once_and_of_what_is_not_there(exchange: Exchange, walking: Walking) -> None:
    case, found = f"/cases/{household(exchange, HOME).case_id}", {}
    with walking("cora") as walk:
        page, other = walk.page, walk.page.context.new_page()
        for tab, reason in ((page, "They may know the family"), (other, "They may know the street")):
            tab.goto(f"{case}/ask")
            tab.get_by_label(exchange.organisations["housing"].name, exact=True).check()
            tab.get_by_label("Why you ask them").fill(reason)
        for tab in (other, page):
            with tab.expect_navigation(wait_until="load"):
                tab.get_by_role("button", name="Continue to the questions").click()
        assert "They may know the street" in page.inner_text("main")
        assert page.get_by_label("Why you ask them").input_value() == "They may know the family"
        found["two at once"] = objections(page)
        for nowhere in (f"/cases/{NOBODYS}", "/no-such-page"):
            page.goto(nowhere)
            found[nowhere] = objections(page)
    assert all_of(found) == ""


def test_of_the_night(exchange: Exchange, walking: Walking) -> None:
    found: Found = {}
    case, noor = household(exchange, rating="red").case_id, exchange.actors["noor"]
    exchange.clock.moment = CLOSING
    with walking("dilys") as walk:
        page = walk.page
        look(found, page, "/duty", "Hand over the ticked cases", "empty")
        look(found, page, "/duty/call", "Record the call")
        look(found, page, "/duty/added", "Make them a duty worker for 12 hours")
    hand_to_duty(exchange.runtime, exchange.actors["cora"], noor.person_id, [case])
    with walking("noor") as walk:
        look(found, walk.page, "/duty/mine", "Accept the ticked cases", "empty")
        accept(exchange.runtime, noor, [case])
        look(found, walk.page, f"/cases/{case}/hand-back", "Hand it back")
    assert all_of(found) == ""


def test_of_a_partner(exchange: Exchange, walking: Walking) -> None:
    found: Found = {}
    base = f"/inbox/{housing_request(exchange, ('child', 'adult')).file_id}"
    PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    with walking("hugh") as walk:
        page = walk.page
        page.goto(f"{base}/open")
        page.get_by_role("button", name="Answer").first.click()
        look(found, page, page.url, "Continue")
        look(found, page, f"{base}/decline", "Continue to check")
        look(found, page, f"{base}/nothing-found", "Sign off and send: nothing found")
    assert all_of(found) == ""


def test_of_an_approver(exchange: Exchange, walking: Walking) -> None:
    found: Found = {}
    base = six_about(exchange, "adult")
    with walking("paula") as walk:
        page = walk.page
        page.goto(f"{base}/check")
        if page.get_by_role("button", name="Open it").count():
            page.get_by_role("button", name="Open it").click()
        look(found, page, f"{base}/check", "Send it back")
        page.goto(f"{base}/check")
        look(found, page, page.get_by_role("link", name="Hold back Known to probation").evaluate("one => one.href"),
             "Hold it back")  # fmt: skip
        look(found, page, "/inbox/stand-ins", "Name this stand-in")
    assert all_of(found) == ""
