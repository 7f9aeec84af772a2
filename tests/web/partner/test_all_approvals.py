"""Whoever approves for several organisations has one list of all that waits for them, and acts where it waits."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange as Services
from tests.services.played import basis, draft, value
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import submitted
from tests.web.partner.test_whose_approval import joined

PAGE = "/account/approvals"


def at_probation(exchange: Exchange) -> str:
    """A return of Peter's that waits for a manager; its reference."""
    home, services, peter = household(exchange), cast("Services", exchange), exchange.actors["peter"]
    request = request_to(exchange, home, "probation", ("probation_known",))
    claim_request(exchange.runtime, peter, request.file_id)
    draft(services, request, peter, home.people[0], {"probation_known": value("yes")})
    submit_for_approval(exchange.runtime, peter, request.file_id, basis(services, "probation", "return"))
    return request.reference


def test_what_waits_in_two_organisations_stands_on_one_page_and_is_opened_there(exchange: Exchange) -> None:
    submitted(exchange)
    reference = at_probation(exchange)
    joined(exchange, "dorothy", "probation", "partner_manager")
    joined(exchange, "dorothy", "housing", "partner_manager")
    dorothy = PartnerBrowser(exchange, "dorothy").get("/my-work")
    dorothy.get(dorothy.link("What waits for your approval in all your organisations"))
    assert "Madeup Jobcentre (1)" in dorothy.text
    assert "Madeup Probation (1)" in dorothy.text
    assert "Madeupshire Homes" not in dorothy.text, "nothing waits there"
    forms = [one for one in dorothy.page.all("form") if one.get("action") == "/account/organisation"]
    typed = [{str(one.get("name")): str(one.get("value")) for one in form.iter("input")} for form in forms]
    there = exchange.organisations["probation"].id
    chosen = next(one for one in typed if one["membership"] == str(membership(exchange, there)))
    dorothy.send("/account/organisation", {name: [value_] for name, value_ in chosen.items()})
    assert dorothy.heading == "A return that waits for your approval"
    assert reference in "".join(next(dorothy.page.all("body")).itertext())


def membership(exchange: Exchange, organisation: object) -> object:
    """Dorothy's there."""
    with exchange.runtime.database.work(None) as work:
        held = work.identity.memberships_of(exchange.actors["dorothy"].person_id)
    return next(one.membership.id for one in held if one.organisation.id == organisation)


def test_where_only_another_may_approve_nothing_waits(exchange: Exchange) -> None:
    at_probation(exchange)
    responder = joined(exchange, "hugh", "probation", "partner_responder")
    exchange = replace(exchange, actors={**exchange.actors, "hugh": responder})
    assert "Nothing waits for your approval." in PartnerBrowser(exchange, "hugh").get(PAGE).text
