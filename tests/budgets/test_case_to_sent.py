"""What it costs a collator to come from a new notification to eight partners asked about one household."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from app.services.intake.open_case import find_case
from app.services.intake.start_case import start_case
from tests.budgets.conftest import POINTING, Holding, Walking
from tests.budgets.mails import Mailroom
from tests.budgets.walk import Walk
from tests.web.exchange import Exchange
from tests.web.hub.playing import case_id as id_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARTNERS = (
    "probation", "housing", "dwp", "education", "safeguarding_health", "mental_health", "police", "fire",
)  # fmt: skip
NUMBERS = {"Children": "2", "Unborn children": "1", "Adults": "2", "Addresses or premises": "1"}
PEOPLE = {
    "Child 1": ("Maxi Madeup-Child", ("4", "3", "2017"), "At risk"),
    "Child 2": ("Mona Madeup-Child", ("12", "6", "2019"), "At risk"),
    "Unborn child": ("", ("1", "2", "2027"), "At risk"),
    "Adult 1": ("Marla Madeup-Adult", ("2", "11", "1990"), "Harmed"),
    "Adult 2": ("Milo Madeup-Adult", ("20", "1", "1986"), "Alleged to cause harm"),
}
DECIDED = "Madeup: reasonable cause, because of two reports."
DILYS = "Dilys Decision-Maker, hub decision-maker"
MORE = {
    "Child 1": {"School or setting": "Madeup Primary School", "Stated gender": "Female"},
    "Child 2": {"School or setting": "Madeup Nursery", "Stated gender": "Female"},
    "Adult 1": {"Former names and aliases": "Marla Example", "Stated gender": "Female"},
    "Adult 2": {"Stated gender": "Male"},
}
RELATED = {"Adult 1": "Parent", "Adult 2": "Step-parent or parent’s partner"}
CHILDREN = ("Child 1", "Child 2", "Unborn child")


def test_from_a_notification_to_eight_partners_asked(
    exchange: Exchange, walking: Walking, hold: Holding, mailroom: Mailroom
) -> None:
    with walking("cora") as walk:
        page: Page = walk.page
        walk.go("/cases/new")
        walk.tick(page.get_by_label("Child protection enquiry (section 47)"), page.get_by_label("Amber"))
        for kind, number in NUMBERS.items():
            walk.type(page.get_by_label(kind, exact=True), number)
        walk.press(page.get_by_role("button", name="Continue"))
        walk.press(page.get_by_role("button", name="Start the case"))
        household(walk)
        contact_safety(walk)
        assert walk.screens[-1].heading == "Reasons for your legal basis"
        walk.tick(page.get_by_label("Asking would put the protection at risk"))
        go_on(walk)
        assert walk.screens[-1].heading == "Wishes and capacity: adult 1"
        walk.tick(page.get_by_label("Told, and agrees"), page.get_by_label("Assumed: no reason to doubt it"))
        walk.type(page.get_by_label("What the adult wants"), "That the children are safe.")
        walk.press(page.get_by_role("button", name="Record this", exact=True))
        walk.press(page.get_by_role("link", name="Add or take off a colleague"))
        walk.tick(page.get_by_label(DILYS))
        walk.press(page.get_by_role("button", name="Add to the case"))
        case_id = id_in(page.url)
        assert mailroom.since() == {"put_on_case": ("dilys",)}
        with walking("dilys") as of_manager:
            decided(of_manager, case_id)
            known = find_case(exchange.runtime, exchange.actors["dilys"], case_id)
            assert ("manager_decision", known.subjects[0].subject_id) in known.stated
            hold("decide to enquire", of_manager)
        walk.go(f"/cases/{case_id}")
        walk.press(page.get_by_role("link", name="Choose partners and ask"))
        asked(exchange, walk)
        hold("from a notification to 8 partners asked", walk)
        hold("people in the case", walk.alone(2))


@pytest.mark.parametrize("walking", [POINTING], ids=["pointing"], indirect=True)
def test_many_people_stand_folded_on_one_page(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    case = start_case(
        exchange.runtime, exchange.actors["cora"], purpose="child_protection_enquiry", rating="amber",
        legal_basis="hub_child_protection", subjects=("child",) * 5 + ("adult",) * 4,
    )  # fmt: skip
    with walking("cora") as walk:
        page = walk.page
        walk.go(f"/cases/{case.file_id}/household")
        adult = page.locator("summary").filter(has=page.get_by_role("heading", name="Adult 4")).first
        assert "Nothing entered yet" in adult.inner_text()
        walk.tick(adult)
        part = page.get_by_role("group", name="Adult 4", exact=True).first
        walk.type(part.get_by_label("Full name"), "Milo Madeup-Adult")
        walk.type(part.get_by_label("Day"), "31").type(part.get_by_label("Month"), "2")
        walk.press(page.get_by_role("button", name="Save and continue"))
        page.locator(".govuk-error-summary a").first.click()
        expect(page.locator(":focus")).to_have_id(re.compile("^s9-case_date_of_birth"))  # what is wrong is open
        walk.type(part.get_by_label("Month"), "1").type(part.get_by_label("Year"), "1986")
        walk.press(page.get_by_role("button", name="Save and continue"))
        walk.go(f"/cases/{case.file_id}/household")
        assert "Full name; Date of birth" in adult.inner_text()
        hold("9 people in the case", walk.alone(0))


def household(walk: Walk) -> None:
    """Everybody once, the address once, and what is ticked together."""
    page = walk.page
    for who, (name, born, role) in PEOPLE.items():
        part = page.get_by_role("group", name=who, exact=True).first
        if name:
            walk.type(part.get_by_label("Full name"), name)
        for label, words in zip(("Day", "Month", "Year"), born, strict=True):
            walk.type(part.get_by_label(label), words)
        walk.tick(part.get_by_label(role, exact=True))
        for label, said in MORE.get(who, {}).items():
            if label == "Stated gender":
                walk.tick(in_group(part, label).get_by_label(said, exact=True))
            else:
                walk.type(part.get_by_label(label), said)
    walk.type(page.get_by_label("Who says what they are in the concern?"), "Madeup police")
    walk.tick(in_group(page, "Does anybody alleged").get_by_label("No, as far as is known"))
    walk.type(page.get_by_label("Address line 1"), "1 Madeup Road")
    walk.type(page.get_by_label("Town or city"), "Nowhere")
    walk.type(page.get_by_label("Postcode"), "ZZ99 1AA")
    here = in_group(page, "Who lives at this address?")
    walk.tick(*(here.get_by_label(who, exact=True) for who in PEOPLE))
    walk.tick(page.get_by_label("This is the address the case is about"))
    walk.tick(in_group(page, "Is the address protected?").get_by_label("No", exact=True))
    walk.type(
        page.get_by_label("If it is not protected, how do you know?"), "She was asked alone, and nobody is kept out."
    )
    walk.type(page.get_by_label("GP practice"), "Madeup Surgery")
    walk.tick(*(in_group(page, "Who is registered there?").get_by_label(who, exact=True) for who in CHILDREN))
    for who, relationship in RELATED.items():
        part = page.get_by_role("group", name=who, exact=True).last
        walk.choose(part.get_by_label("Is", exact=True), relationship)
        walk.tick(*(part.get_by_label(child, exact=True) for child in CHILDREN))
    walk.press(page.get_by_role("button", name="Save and continue"))


def contact_safety(walk: Walk) -> None:
    """What every partner is told first."""
    page = walk.page
    assert walk.screens[-1].heading == "Contact safety"
    walk.tick(page.get_by_label("No, it must not become known"))
    walk.tick(page.get_by_label("Only through a named worker"))
    walk.tick(page.get_by_label("Yes, keep it off every portal"))
    go_on(walk)


def go_on(walk: Walk) -> None:
    """Record it and go on to what is missing next."""
    walk.press(walk.page.get_by_role("button", name="Record this and go on to what is missing"))


def decided(walk: Walk, case_id: UUID) -> None:
    """The manager, at a desk of their own, decides to enquire."""
    page = walk.page
    walk.go(f"/cases/{case_id}")
    walk.press(page.get_by_role("link", name="Manager’s decision to enquire"))
    walk.type(page.get_by_role("main").get_by_role("textbox").first, DECIDED)
    walk.press(page.get_by_role("button", name="Record this", exact=True))
    assert DECIDED not in page.inner_text("main"), "nothing is opened that nobody asked for"


def asked(exchange: Exchange, walk: Walk) -> None:
    """Eight partners with what each is usually asked, and the two things that only this request can say."""
    page = walk.page
    walk.tick(*(page.get_by_label(exchange.organisations[kind].name, exact=True) for kind in PARTNERS))
    walk.type(page.get_by_label("Why you ask them"), "They may know the adults at this address")
    walk.press(page.get_by_role("button", name="Continue to the questions"))
    walk.tick(page.get_by_role("radio", name="Threat of arson"))
    walk.type(page.locator("[name$=request_other_sources_failed]"), "Housing and police were asked")
    walk.press(page.get_by_role("button", name="See what each partner will be sent"))
    walk.press(page.get_by_role("button", name="Send to all 8 partners"))
    assert walk.screens[-1].path.endswith("/requests"), walk.screens[-1]


def in_group(page: Page | Locator, legend: str) -> Locator:
    return page.get_by_role("group", name=legend)
