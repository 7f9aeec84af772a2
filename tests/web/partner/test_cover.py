"""Cover on the pages of a partner: named on one screen, seen in My work, taken over with one press."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.domain.identity import Membership, Person
from app.services.identity.add_person import add_person
from app.services.identity.approve_member import approve_member
from app.services.identity.cover import list_cover
from app.services.research.work_on_request import claim_request
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_stand_ins import PERIOD
from tests.web.partner.test_whose_approval import joined

PAGE = "/cover"


def person(exchange: Exchange, name: str) -> str:
    return str(exchange.actors[name].person_id)


def covered(exchange: Exchange, *, by: str = "hugh", **typed: Any) -> PartnerBrowser:
    """Harriet covers for Hugh."""
    browser = PartnerBrowser(exchange, by).get("/my-work")
    browser.get(browser.link("Cover while somebody is away"))
    return browser.press(PAGE, cover=person(exchange, "harriet"), **typed, **PERIOD)


def test_whoever_is_away_names_a_colleague_who_takes_over_with_one_press(exchange: Exchange) -> None:
    request = housing_request(exchange)
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    hugh = covered(exchange)
    assert "Named. They are told by e-mail." in hugh.text
    assert "Hugh Housing Harriet Housing 24 November 2026 27 November 2026, to the end of the day" in hugh.text
    harriet = PartnerBrowser(exchange, "harriet").get("/my-work")
    assert "You cover for Hugh Housing." in harriet.text
    assert f"{request.reference}For Hugh Housing, whom you cover" in harriet.text.replace(" For", "For")
    base = f"/inbox/{request.file_id}"
    harriet.get(base).press(f"{base}/take-over")
    assert harriet.path == f"{base}/open"
    assert "You have it" in harriet.get("/my-work").text
    assert "For Hugh Housing" not in harriet.get("/my-work").text


@pytest.mark.parametrize("by", ["hugh", "harriet", "hilda"])
def test_it_is_ended_early_by_either_and_by_a_manager(exchange: Exchange, by: str) -> None:
    covered(exchange)
    browser = PartnerBrowser(exchange, by).get(PAGE)
    browser.press(next(str(one.get("action")) for one in browser.page.all("form") if "/end" in str(one.get("action"))))
    assert "Ended." in browser.text
    assert "You cover for" not in PartnerBrowser(exchange, "harriet").get("/my-work").text


def test_ended_while_somebody_looks_their_press_says_so_and_offers_the_way_on(exchange: Exchange) -> None:
    request = housing_request(exchange)
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    covered(exchange)
    base = f"/inbox/{request.file_id}"
    harriet = PartnerBrowser(exchange, "harriet").get(base)
    hugh = PartnerBrowser(exchange, "hugh").get(PAGE)
    hugh.press(next(str(one.get("action")) for one in hugh.page.all("form") if "/end" in str(one.get("action"))))
    harriet.press(f"{base}/take-over")
    assert harriet.status == 409
    assert "You do not cover for whoever has this request. Take it over with a reason." in harriet.text
    assert harriet.link("Take it over")


def test_a_manager_names_it_for_a_colleague_and_a_link_in_a_mail_says_whom(exchange: Exchange) -> None:
    hilda = PartnerBrowser(exchange, "hilda").get(f"{PAGE}?away={person(exchange, 'hugh')}")
    assert hilda.form(PAGE)["away"] == person(exchange, "hugh")
    hilda.press(PAGE, cover=person(exchange, "harriet"), **PERIOD)
    assert "Hugh Housing Harriet Housing" in hilda.text
    dwight = PartnerBrowser(exchange, "dwight").get(PAGE)
    assert "Hugh Housing" not in dwight.text, "of another organisation"
    assert "Nobody covers for you, and you cover for nobody." in dwight.text


def test_nobody_is_offered_themselves_but_who_may_cover_for_somebody_else(exchange: Exchange) -> None:
    def offered(name: str) -> list[str]:
        page = PartnerBrowser(exchange, name).get(PAGE).page
        (chosen,) = [one for one in page.all("select") if one.get("name") == "cover"]
        return [str(one.get("value")) for one in chosen.iter("option")]

    assert person(exchange, "hugh") not in offered("hugh")
    assert person(exchange, "harriet") in offered("hugh")
    assert person(exchange, "hilda") in offered("hilda"), "for a colleague who is away"


def test_a_year_far_ahead_is_said_to_be_too_late(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh").get(PAGE)
    hugh.press(PAGE, cover=person(exchange, "harriet"), **PERIOD | {"last-year": "3026"})
    assert list(hugh.problems) == ["Check the year of “Last day”; it must be 2126 or earlier, for example 27 3 2026"]


def test_whoever_manages_nothing_names_nobody_elses_cover(exchange: Exchange) -> None:
    harriet = PartnerBrowser(exchange, "harriet").get(PAGE)
    assert "Who is away" not in harriet.text
    form = {**harriet.filled(PAGE, {"cover": person(exchange, "hilda"), **PERIOD}), "away": person(exchange, "hugh")}
    harriet.send(PAGE, form)
    named = list_cover(exchange.runtime, exchange.actors["hilda"]).named
    assert [one.for_id for one in named] == [exchange.actors["harriet"].person_id], "they named their own"


def test_each_thing_that_is_wrong_is_named_once_and_nothing_typed_is_lost(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh").get(PAGE)
    hugh.press(PAGE, **PERIOD | {"first-day": "31", "last-day": ""})
    assert hugh.status == 422
    assert len(hugh.problems) == 3
    assert hugh.form(PAGE)["first-day"] == "31"
    covered(exchange)
    hugh.get(PAGE).press(PAGE, cover=person(exchange, "hilda"), **PERIOD)
    assert list(hugh.problems) == ["They are covered then already. Choose other days, or end that cover first."]
    assert hugh.form(PAGE)["cover"] == person(exchange, "hilda")


def test_of_many_colleagues_fifty_are_shown_and_the_others_found_by_name(exchange: Exchange) -> None:
    for number in range(60):
        exchange_with_colleague(exchange, f"Zed {number:02}")
    hugh = PartnerBrowser(exchange, "hugh").get(PAGE)
    assert "Zed 59" not in hugh.text
    hugh.press(PAGE, {"find": "yes"}, part="zed 5", **PERIOD)
    assert "Zed 59" in hugh.text
    assert hugh.form(PAGE)["last-day"] == PERIOD["last-day"]
    hugh.press(PAGE, {"find": "yes"}, part="nobody at all")
    assert "Nobody of that name." in hugh.text


def exchange_with_colleague(exchange: Exchange, name: str) -> None:
    """One more who answers at Madeupshire Homes."""
    one, now = Person(uuid4(), name, None, exchange.clock.now()), exchange.clock.now()
    add_person(exchange.admin, one)
    where = exchange.organisations["housing"].id
    approved_by = exchange.actors["hilda"].person_id
    approve_member(exchange.admin, Membership(uuid4(), one.id, where, "partner_responder", now, approved_by, now))


def test_what_waits_in_all_organisations_is_offered_to_whoever_approves(exchange: Exchange) -> None:
    words = "What waits for your approval in all your organisations"
    joined(exchange, "cora", "housing", "partner_responder")
    assert words not in PartnerBrowser(exchange, "cora").get("/my-work").text
    joined(exchange, "hilda", "dwp", "partner_manager")
    assert words in PartnerBrowser(exchange, "hilda").get("/my-work").text
