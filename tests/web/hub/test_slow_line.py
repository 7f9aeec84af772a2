"""Where there is much of everything, no page is longer than a slow line bears."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from app.domain.answers import plain
from app.domain.identity import Organisation
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_organisation import register_organisation
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.stories.test_slow_line import MOST, PART
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.asked import QUESTIONS, household

FIVE: Final = ("child", "child", "unborn_child", "adult", "adult")
LONG = "Madeup-Longname " * 12 + "Zoe"
"""A name of about 200 characters."""
EIGHT = ("probation", "housing", "dwp", "education", "safeguarding_health", "mental_health", "police", "fire")
TEN = (*EIGHT, "ambulance", "childrens_social_care")


def fifty_partners(exchange: Exchange) -> list[Organisation]:
    """Forty more than there are, each with a long name."""
    found = []
    for number in range(40):
        name = f"Madeup Homes {number} {LONG}"[:200]
        made = Organisation(uuid4(), "housing", name, "Madeup controller", f"homes{number}", "01632 960199",
                            exchange.clock.now())  # fmt: skip
        register_organisation(exchange.admin, made)
        make_partnership(exchange.admin, exchange.organisations["hub"].id, made.id)
        found.append(made)
    return found


def test_five_people_fifty_partners_forty_requests(exchange: Exchange) -> None:
    more, runtime, collator = fifty_partners(exchange), exchange.runtime, exchange.actors["cora"]
    home = household(exchange, FIVE)
    for number, person in enumerate(home.people):
        named = {"case_subject_name": plain(f"{LONG} {number}")} if FIVE[number] != "unborn_child" else {}
        save_case_record(runtime, collator, home.case_id, person, named, 1)
    case, cora = f"/cases/{home.case_id}", HubBrowser(exchange, "cora")
    sizes = {}

    def look(path: str) -> None:
        sizes[path.removeprefix(case)] = len(cora.get(path).response.data)
        assert cora.status == 200, path

    look(f"{case}/ask")
    assert cora.response.text.count('type="checkbox"') >= 50
    chosen = [str(exchange.organisations[kind].id) for kind in EIGHT]
    cora.press(f"{case}/ask", partners=chosen, reason__all="Madeup: they may know the family.")
    assert cora.heading == "Questions for each partner", cora.problems
    look(f"{case}/questions")
    typed = {"request_questions": plain(QUESTIONS)}
    asks = [Ask(one.id, "Madeup: they may know them.", (), typed, subjects=frozenset(home.people[:2])) for one in more]
    seen = find_case(runtime, collator, home.case_id).history.as_it_stands(runtime.policy.number)
    assert len(send_requests(runtime, collator, home.case_id, asks, seen)) == 40
    for path in (case, f"{case}/requests", f"{case}/household", "/board", "/cases", "/"):
        look(path)
    assert {path: size for path, size in sizes.items() if size > MOST} == {}


def test_eleven_partners_are_asked_about_five_people_whose_places_are_protected(exchange: Exchange) -> None:
    second = Organisation(uuid4(), "education", "Madeup Second School", "Madeup controller", "school2", "01632 960198",
                          exchange.clock.now())  # fmt: skip
    register_organisation(exchange.admin, second)
    make_partnership(exchange.admin, exchange.organisations["hub"].id, second.id)
    case = f"/cases/{household(exchange, FIVE, protected='yes').case_id}"
    cora = HubBrowser(exchange, "cora").get(f"{case}/ask")
    chosen = [str(exchange.organisations[kind].id) for kind in TEN]
    cora.press(f"{case}/ask", partners=[*chosen, str(second.id)], reason__all="Madeup: they may know the family.")
    assert cora.heading == "Questions for each partner", cora.problems
    assert cora.response.text.count(PART) == 11
    assert cora.response.text.count("Protected addresses to send") == 11
    assert len(cora.response.data) <= MOST
