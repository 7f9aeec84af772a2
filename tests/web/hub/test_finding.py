"""Finding cases and requests by state, urgency, owner and partner: totals, tags, and filters kept in the address."""

from __future__ import annotations

from datetime import timedelta

from app.services.intake.assign_case import declare_conflict
from app.services.intake.start_case import start_case
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, ask, asks_back, case_id, ready, sent
from tests.web.pages import ParsedPage
from tests.web.partner.browser import PartnerBrowser


def started(exchange: Exchange, who: str, rating: str = "green") -> str:
    """A case that somebody has just started: its reference."""
    exchange.clock.forward(timedelta(seconds=1))
    case = start_case(
        exchange.runtime, exchange.actors[who], purpose="child_in_need", rating=rating,
        legal_basis="hub_child_in_need", subjects=["child"],
    )  # fmt: skip
    return case.reference


def listed(browser: PartnerBrowser) -> list[str]:
    """The references of a list of cases, in order."""
    rows = [one for one in browser.page.all("th") if one.get("scope") == "row"]
    return ["".join(one.itertext()).split("You are")[0].strip() for one in rows]


def tags(page: ParsedPage) -> dict[str, str]:
    """The filters that can be taken off, with the address without each."""
    found = [one for one in page.all("a") if one.get("class") == "moj-filter__tag"]
    return {"".join(one.itertext()).removeprefix("Remove this filter: "): str(one.get("href")) for one in found}


def test_cases_are_found_by_urgency_and_by_who_is_on_them(exchange: Exchange) -> None:
    mine, red = started(exchange, "cora"), started(exchange, "cora", "red")
    theirs = started(exchange, "colin", "red")
    cora, colin = (str(exchange.actors[name].person_id) for name in ("cora", "colin"))
    browser = HubBrowser(exchange, "cora").get("/cases")
    assert listed(browser) == [theirs, red, mine]
    assert "1 to 3 of 3" in browser.text
    assert tags(browser.page) == {}
    assert listed(browser.get(f"/cases?owner={cora}")) == [red, mine]
    assert tags(browser.page) == {"Cora Collator": "/cases"}
    assert "Shown are only: Cora Collator." in browser.text
    assert listed(browser.get(f"/cases?owner={colin}&rating=red")) == [theirs]
    assert tags(browser.page) == {"Red": f"/cases?owner={colin}", "Colin Collator": "/cases?rating=red"}
    assert "1 to 1 of 1" in browser.text
    assert listed(browser.get(f"/cases?owner={colin}&rating=green")) == []
    assert "No case fits these filters." in browser.text
    assert listed(browser.get("/cases?owner=nonsense&rating=purple&state=what")) == [theirs, red, mine]
    assert listed(browser.get(f"/cases?state=closed&owner={cora}")) == []
    assert tags(browser.page) == {"Cora Collator": "/cases?state=closed"}


def test_only_whoever_can_be_on_a_case_is_offered(exchange: Exchange) -> None:
    """Who checks the log or looks after the system is on no case, and naming them found nothing ever."""
    on_no_case = str(exchange.actors["ingrid"].person_id)
    for page in ("/cases", "/board"):
        browser = HubBrowser(exchange, "cora").get(f"{page}?owner={on_no_case}")
        offered = [one.text for one in browser.page.all("option")]
        assert "Ingrid Governance" not in offered
        assert {"Cora Collator", "Colin Collator", "Dilys Decision-Maker"} <= set(offered)
        assert tags(browser.page) == {}


def test_requests_are_found_by_state_and_by_who_is_on_the_case(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    for kind in ("housing", "fire"):
        ask(cora, exchange, case, kind).press(f"{case}/send")
    asks_back(exchange, "hugh", sent(exchange, case, "housing"), "Which child, made up?", BASES["housing"])
    browser = cora.get("/board?state=clarification")
    assert "Fire and Rescue" not in "".join("".join(one.itertext()) for one in browser.page.all("tbody"))
    assert "1 to 1 of 1" in browser.text
    assert tags(browser.page) == {"Asks you a question": "/board?show=open"}
    assert "1 to 2 of 2" in cora.get(f"/board?owner={exchange.actors['dilys'].person_id}").text
    assert "No request fits these filters." in cora.get(f"/board?owner={exchange.actors['colin'].person_id}").text
    assert tags(cora.get("/board?show=answered&state=claimed").page) == {}


def test_a_total_does_not_count_what_somebody_stepped_back_from(exchange: Exchange) -> None:
    started(exchange, "colin")
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    owner = exchange.actors["dilys"].person_id
    assert "1 to 2 of 2" in cora.get("/cases").text
    assert "1 to 1 of 1" in cora.get("/board").text
    declare_conflict(exchange.runtime, exchange.actors["cora"], case_id(case))
    assert "1 to 1 of 1" in cora.get("/cases").text
    assert "No case fits these filters." in cora.get(f"/cases?owner={owner}").text
    assert "No request is waiting for an answer." in cora.get("/board").text
    assert "No request fits these filters." in cora.get(f"/board?owner={owner}").text


def test_pages_say_which_of_how_many_they_show_and_keep_the_filters(exchange: Exchange) -> None:
    for _ in range(27):
        started(exchange, "cora")
    started(exchange, "colin")
    owner = exchange.actors["cora"].person_id
    browser = HubBrowser(exchange, "cora").get(f"/cases?owner={owner}")
    assert "1 to 25 of 27" in browser.text
    older = browser.link("Older")
    assert f"owner={owner}" in older
    assert "26 to 27 of 27" in browser.get(older).text
    assert "1 to 25 of 27" in browser.get(browser.link("Newer")).text
    assert "27 in all" in browser.get(older.replace("first=26", "first=x")).text
    assert "27 in all" in browser.get(older.replace("first=26", "first=99")).text
