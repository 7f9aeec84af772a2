"""The nil return: one page, whole or not at all; a possible match asks the hub instead."""

from __future__ import annotations

from typing import Any

from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, housing_request, leaves, request_to
from tests.web.partner.browser import PartnerBrowser

SEARCHED: dict[str, Any] = {
    "return_identifiers_searched_1": ["name", "address"],
    "return_systems_searched__0__system": "Madeup tenancy system",
    "return_systems_searched__0__result": "searched",
    "searched": ["1"],
}
NONE = {"outcome": "none"}
ROW = {"add_row": "return_systems_searched"}


def claimed(
    exchange: Exchange, name: str = "hugh", request: ResearchRequest | None = None
) -> tuple[str, PartnerBrowser]:
    found = request or housing_request(exchange)
    base = f"/inbox/{found.file_id}"
    browser = PartnerBrowser(exchange, name).get(base).press(f"{base}/claim")
    return base, browser.get(f"{base}/nothing-found")


def test_one_page_and_the_return_is_sent(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base, hugh = claimed(exchange, request=request)
    pressed = hugh.filled(None, {**SEARCHED, "outcome": "none"})
    hugh.send(hugh.path, pressed)
    assert hugh.path == f"{base}/receipt"
    opened = open_collation(exchange.runtime, exchange.actors["cora"], request.case_id).sources[0].opened[0]
    answer = opened.fields["housing_known"].answer
    assert answer
    assert answer.kind == "searched_no_trace"

    hugh.send(f"{base}/nothing-found", pressed)
    assert hugh.path == f"{base}/receipt"
    assert leaves(exchange, "return_released") == 1


def test_it_cannot_be_sent_without_saying_how_it_was_searched(exchange: Exchange) -> None:
    _, hugh = claimed(exchange)
    emptied = {f"return_searched_by-{part}": "" for part in ("name", "role", "telephone", "email")}
    emptied |= {f"return_period_{end}-{part}": "" for end in ("from", "to") for part in ("day", "month", "year")}
    hugh.press(None, emptied, outcome="none", return_identifiers_searched_1=[])
    assert hugh.status == 422
    words = " ".join(hugh.problems)
    for label in ("Searched by", "Systems searched", "Period searched: from", "Period searched: to", "answered by"):
        assert label in words
    assert leaves(exchange, "return_released") == 0


def test_a_possible_match_becomes_a_question_and_what_was_searched_is_kept(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base, hugh = claimed(exchange, request=request)
    hugh.press(None, **SEARCHED, outcome="possible")
    assert hugh.path == f"{base}/question?possible=yes"
    assert "A possible match is not sent as “nothing found”" in hugh.text
    assert leaves(exchange, "return_released") == 0

    assert hugh.form(None)["shows"] == "yes", "that there may be a match tells something"
    hugh.press(None, question="Madeup: what is the middle name?", return_consent_reason="would_prejudice")
    assert hugh.path == base
    assert "Question asked" in hugh.text
    assert leaves(exchange, "return_released") == 1
    dilys = open_collation(exchange.runtime, exchange.actors["dilys"], request.case_id).sources[0].opened[0]
    assert dilys.fields["return_question"].answer
    hugh.get(hugh.link("Open")).get(hugh.link("Go on with your answer"))
    assert hugh.form(None)["return_systems_searched-0-system"] == "Madeup tenancy system"


def test_something_held_leads_to_the_form(exchange: Exchange) -> None:
    base, hugh = claimed(exchange)
    hugh.press(None, **SEARCHED, outcome="known")
    assert hugh.path.startswith(f"{base}/answer/")


def test_each_subject_says_what_it_was_searched_by(exchange: Exchange) -> None:
    request = housing_request(exchange, ("child", "adult"))
    base, hugh = claimed(exchange, request=request)
    hugh.press(None, **SEARCHED, outcome="none")
    assert hugh.problems == ("Tick that you searched for Adult, or answer about them item by item.",)
    hugh.press(None, NONE, searched=["1", "2"], return_identifiers_searched_2=[])
    assert hugh.problems == ("Choose an answer for “Searched by: Adult”",)
    hugh.press(None, NONE, return_identifiers_searched_2=["name"])
    assert hugh.path == f"{base}/receipt"


def test_another_system_is_a_row_and_nothing_is_sent_by_adding_one(exchange: Exchange) -> None:
    _, hugh = claimed(exchange)
    hugh.press(None, ROW, **SEARCHED)
    assert hugh.form(None)["return_systems_searched-count"] == "2"
    assert hugh.form(None)["return_systems_searched-0-system"] == "Madeup tenancy system"


def test_without_items_asked_for_the_first_field_says_it(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange), "housing")
    base, hugh = claimed(exchange, request=request)
    hugh.press(None, **SEARCHED, outcome="none")
    assert hugh.path == f"{base}/receipt"


def test_the_enter_key_sends_nothing(exchange: Exchange) -> None:
    _, hugh = claimed(exchange)
    form = next(one for one in hugh.page.all("form") if one.get("action") is None)
    first = next(one for one in form.iter("button"))
    hugh.press(None, {str(first.get("name")): str(first.get("value"))}, **SEARCHED)
    assert hugh.status == 422
    assert hugh.problems == ("Press the button that says what you found. Nothing is sent by the Enter key.",)
    assert hugh.form(None)["return_systems_searched-0-system"] == "Madeup tenancy system"
    assert leaves(exchange, "return_released") == 0


def test_on_the_way_elsewhere_nobody_is_said_to_have_been_searched_for_who_was_not_ticked(exchange: Exchange) -> None:
    request = housing_request(exchange, ("child", "adult"))
    _, hugh = claimed(exchange, request=request)
    hugh.press(None, {"outcome": "known"}, **SEARCHED)
    assert hugh.form(None).get("searched") == "yes"
    hugh.get(hugh.path.rpartition("/")[0] + f"/{the_other(hugh)}")
    assert hugh.heading.startswith("Your return: Adult")
    assert hugh.form(None)["return_systems_searched-0-system"] == "Madeup tenancy system"
    assert "searched" not in hugh.form(None)


def the_other(hugh: PartnerBrowser) -> str:
    """The id of the other person, as the form's button names it."""
    return next(str(one.get("value")) for one in hugh.page.all("button") if one.get("name") == "to")
