"""A section 47 case says on lists that a decision waits; whom to add to it is chosen by name and role."""

from __future__ import annotations

from uuid import UUID

from app.services.intake.assign_case import assign_case, declare_conflict, unassign_case
from app.services.intake.start_case import start_case
from app.services.research.my_work import find_my_work
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, join, ready
from tests.web.partner.test_whose_approval import joined
from tests.web.test_my_work import groups

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
    for page, says in (("/cases", "Nobody is asked"), ("/my-work", "Nobody asked yet")):
        text = HubBrowser(exchange, "cora").get(page).text
        assert says in text
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


def waiting(exchange: Exchange, name: str) -> dict[str, list[str]]:
    """The groups of somebody's My work, each with where its lines lead."""
    return dict(groups(HubBrowser(exchange, name).get("/my-work").page))


NOBODYS = "Red, and no decision-maker is on it (1)"


def test_a_red_case_without_a_decision_maker_waits_for_each_of_them(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(rating="red")
    cora.start(rating="amber")
    assert "A decision-maker must rate it" in cora.get(case).text
    assert waiting(exchange, "dilys") == {NOBODYS: [f"{case}/hand-over"]}
    assert NOBODYS not in waiting(exchange, "cora")

    dilys = HubBrowser(exchange, "dilys").get(f"{case}/hand-over")
    dilys.press(None, person=str(exchange.actors["dilys"].person_id), reason="Made up: it is red and unrated.")
    assert waiting(exchange, "dilys") == {"Nobody asked yet (1)": [case]}
    file_id = UUID(case.rpartition("/")[2])
    unassign_case(exchange.runtime, exchange.actors["dilys"], file_id, exchange.actors["dilys"].person_id)
    assert waiting(exchange, "dilys") == {NOBODYS: [f"{case}/hand-over"]}, "she has left it"


def test_a_red_case_that_she_stepped_back_from_waits_for_other_decision_makers(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(rating="red")
    join(cora, exchange, case, "dilys")
    otto = joined(exchange, "colin", "hub", "hub_decision_maker")
    file_id = UUID(case.rpartition("/")[2])
    assert find_my_work(exchange.runtime, otto).groups == (), "Dilys is on it"
    declare_conflict(exchange.runtime, exchange.actors["dilys"], file_id)
    assert waiting(exchange, "dilys") == {}
    (group,) = find_my_work(exchange.runtime, otto).groups
    assert [one.file_id for one in group.lines] == [file_id]
