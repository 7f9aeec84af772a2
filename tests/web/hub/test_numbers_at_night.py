"""At night nobody is sent to an office: the pages that say whom to ring instead of asking say who answers then."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.clocks.enter import enter_cover, enter_duty_number
from app.services.identity.set_in_law import set_in_law
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, choose, ready
from tests.web.partner.browser import PartnerBrowser
from tests.web.test_stopped import stop

TWELVE_HOURS = 12 * 60
DESK, DUTY_LINE = "Madeup night desk", "01632 960999"


def at_night(exchange: Exchange, *kinds: str) -> Mapping[str, str]:
    """Ten in the evening: each of these is covered on a number of its own, and the hub by its duty team."""
    exchange.clock.forward(minutes=TWELVE_HOURS)
    registrar = exchange.actors["dilys"].person_id
    numbers = {kind: f"01632 96070{place}" for place, kind in enumerate(kinds)}
    for kind, number in numbers.items():
        covered = exchange.organisations[kind].id
        enter_cover(exchange.admin, covered, registrar, covered_by=DESK, telephone=number, covers="Nights")
    return numbers


def test_who_is_rung_instead_of_asked_is_rung_where_they_answer(exchange: Exchange) -> None:
    numbers = at_night(exchange, "education", "housing", "fire")
    cora, _, case = ready(exchange)
    school, housing = exchange.organisations["education"], exchange.organisations["housing"]
    role = cora.get(case).link("Role in the concern: child")
    cora.fill(role, case_role_in_concern="both_alleged", case_role_said_by="Madeup school")
    cora.fill(
        cora.get(case).link("Works for a partner: child"),
        case_works_for="yes", case_works_for_why="Madeup: helps on Saturdays.", works_for=[str(school.id)],
    )  # fmt: skip
    choose(cora, exchange, case, "housing", "fire")
    set_in_law(exchange.admin, housing.id, set())
    cora.get(f"{case}/ask")
    for kind in ("education", "housing"):
        assert f"{numbers[kind]} (closed until 25 November 2026 at 9am; {DESK} answers)" in cora.text, kind
        assert exchange.organisations[kind].telephone not in cora.text, kind


def test_what_refuses_to_send_says_the_number_that_answers(exchange: Exchange) -> None:
    numbers = at_night(exchange, "housing")
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing")
    stop(exchange, "housing")
    cora.press(f"{case}/send")
    assert f"Ring it on {numbers['housing']} (closed until" in cora.text, cora.status
    assert exchange.organisations["housing"].telephone not in cora.text


def test_the_pages_of_a_stopped_log_say_the_numbers_that_answer(exchange: Exchange) -> None:
    numbers = at_night(exchange, "housing")
    hub, registrar = exchange.organisations["hub"], exchange.actors["dilys"].person_id
    enter_duty_number(exchange.admin, hub.id, "Madeup duty team", DUTY_LINE, registrar)
    stop(exchange, "housing")
    cora = HubBrowser(exchange, "cora").get("/stopped")
    assert numbers["housing"] in cora.text
    assert exchange.organisations["housing"].telephone not in cora.text
    hugh = PartnerBrowser(exchange, "hugh").get("/stopped")
    assert DUTY_LINE in hugh.text
    assert hub.telephone not in hugh.text


def test_a_hub_without_a_duty_line_is_not_said_to_have_one(exchange: Exchange) -> None:
    at_night(exchange)
    cora = HubBrowser(exchange, "cora").get("/duty")
    assert "No duty line is entered for this hub" in cora.text
    assert exchange.organisations["hub"].telephone not in cora.text
