"""A section 47 case says on lists that a decision waits; whom to add to it is chosen by name and role."""

from __future__ import annotations

from app.services.intake.assign_case import assign_case
from app.services.intake.start_case import start_case
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ready

WAITS = "A decision waits: a decision-maker decides before anybody is asked"


def started(exchange: Exchange, purpose: str, basis: str) -> str:
    """A new case of Cora's, to which Dilys has been added."""
    cora = exchange.actors["cora"]
    case = start_case(exchange.runtime, cora, purpose=purpose, rating="amber", legal_basis=basis, subjects=["child"])
    assign_case(exchange.runtime, cora, case.file_id, exchange.actors["dilys"].person_id)
    return f"/cases/{case.file_id}"


def test_the_lists_say_that_a_decision_waits_until_it_is_made(exchange: Exchange) -> None:
    started(exchange, "child_protection_enquiry", "hub_child_protection")
    for name in ("cora", "dilys"):
        for page in ("/cases", "/my-work"):
            assert WAITS in HubBrowser(exchange, name).get(page).text, (name, page)
    assert WAITS not in HubBrowser(exchange, "colin").get("/cases").text, "it tells what kind of case it is"


def test_where_no_decision_is_wanted_or_it_is_made_none_waits(exchange: Exchange) -> None:
    started(exchange, "child_in_need", "hub_child_in_need")
    ready(exchange)
    for page in ("/cases", "/my-work"):
        text = HubBrowser(exchange, "cora").get(page).text
        assert "Nobody is asked" in text
        assert WAITS not in text


def test_a_colleague_is_chosen_by_name_and_role(exchange: Exchange) -> None:
    case = started(exchange, "child_in_need", "hub_child_in_need")
    cora = HubBrowser(exchange, "cora").get(f"{case}/people")
    offered = [" ".join("".join(one.itertext()).split()) for one in cora.page.all("label")]
    assert "Colin Collator, hub collator" in offered
    assert "Dilys Decision-Maker, hub decision-maker" in cora.text
    dilys = HubBrowser(exchange, "dilys").get(f"{case}/hand-over")
    offered = [" ".join("".join(one.itertext()).split()) for one in dilys.page.all("option")]
    assert "Colin Collator, hub collator" in offered
