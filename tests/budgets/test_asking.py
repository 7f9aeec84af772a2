"""What it costs a collator to ask eight partners about one household, from the case to the confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from playwright.sync_api import Page

from app.domain.answers import Answer, plain
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from tests.budgets.conftest import Holding, Walking
from tests.budgets.walk import Walk
from tests.web.exchange import Exchange
from tests.web.partner.asked import household

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOME = ("child", "child", "unborn_child", "adult", "adult", "address")
PARTNERS = (
    "probation", "housing", "dwp", "education", "safeguarding_health", "mental_health", "police", "fire",
)  # fmt: skip
KNOWN: tuple[Mapping[str, Answer], ...] = (
    {
        "case_subject_name": plain("Maxi Madeup-Child"),
        "case_date_of_birth": plain("2017-03-04"),
        "case_gender": plain("female"),
        "case_school": plain("Madeup Primary School"),
        "case_gp_practice": plain("Madeup Surgery"),
    },
    {
        "case_subject_name": plain("Mona Madeup-Child"),
        "case_date_of_birth": plain("2019-06-12"),
        "case_gender": plain("female"),
        "case_school": plain("Madeup Nursery"),
        "case_gp_practice": plain("Madeup Surgery"),
    },
    {"case_due_date_of_birth": plain("2027-02-01"), "case_gp_practice": plain("Madeup Surgery")},
    {
        "case_subject_name": plain("Marla Madeup-Adult"),
        "case_date_of_birth": plain("1990-11-02"),
        "case_gender": plain("female"),
        "case_former_names": plain([{"name": "Marla Example"}]),
        "case_relationship_to_child": plain("Mother"),
    },
    {
        "case_subject_name": plain("Milo Madeup-Adult"),
        "case_date_of_birth": plain("1986-01-20"),
        "case_gender": plain("male"),
        "case_relationship_to_child": plain("Mother’s partner"),
    },
    {},
)
"""What is known of each of them, beside the address at which all of them live."""
REASON, QUESTION = "An adult at this address is known to them", "Who has lived at this address since September?"
WHY = "To visit the children safely today"
ITEMS = 4


def test_eight_partners_are_asked_about_one_household(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    case_id = filled(exchange)
    with walking("cora") as walk:
        page: Page = walk.page
        walk.go(f"/cases/{case_id}/ask")
        for kind in PARTNERS:
            name = exchange.organisations[kind].name
            walk.tick(page.get_by_label(name, exact=True))
        walk.type(page.get_by_label("Why you ask them"), REASON)
        walk.press(page.get_by_role("button", name="Continue to the questions"))
        walk.type(page.locator("[name=all-request_questions-0-question]"), QUESTION)
        walk.type(page.locator("[name=all-request_questions-0-why]"), WHY)
        for kind in PARTNERS:
            questions(exchange, walk, kind)
        walk.press(page.get_by_role("button", name="See what each partner will be sent"))
        assert walk.screens[-1].heading == "Check what each partner will be sent"
        hold("choose 8 partners", walk.alone(0))
        hold("their questions", walk.alone(1))
        hold("check before sending, 8 partners", walk.alone(2))


def questions(exchange: Exchange, walk: Walk, kind: str) -> None:
    """One partner's questions and items, those that are usual, of everybody who starts ticked."""
    page, name = walk.page, exchange.organisations[kind].name
    part = page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))
    walk.tick(part.locator("summary").first)
    assert part.locator("input[name$=-items]:checked").count() >= ITEMS
    if kind == "fire":
        walk.tick(page.get_by_role("radio", name="Threat of arson"))
    if kind == "dwp":
        walk.type(page.locator("[name$=request_other_sources_failed]"), "Housing and police were asked")


def filled(exchange: Exchange) -> UUID:
    """A household's case of which everything stands that a first request would carry."""
    home, cora = household(exchange, HOME), exchange.actors["cora"]
    people = find_case(exchange.runtime, cora, home.case_id).subjects[1:]
    for person, known in zip(people, KNOWN, strict=True):
        save_case_record(exchange.runtime, cora, home.case_id, person.subject_id, known, 1)
    return home.case_id
