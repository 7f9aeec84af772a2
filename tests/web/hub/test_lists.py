"""The list of cases, the board of requests, and starting a case."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from app.domain.files import EXAMPLE_REFERENCE
from app.services.intake.start_case import start_case
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, answer, ask, fact, join, ready, sent


def test_empty_lists_say_what_brings_something_into_them(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    assert "There is no open case." in cora.get("/cases").text
    assert "No case has been closed yet." in cora.get("/cases?state=closed").text
    assert "No request is waiting for an answer." in cora.get("/board").text
    assert "No partner has answered yet." in cora.get("/board?show=answered").text


def test_pages_of_cases_lead_on_and_back_and_nonsense_is_the_first_page(exchange: Exchange) -> None:
    for _ in range(27):
        start_case(
            exchange.runtime, exchange.actors["cora"], purpose="child_in_need", rating="green",
            legal_basis="hub_child_in_need", subjects=["child"],
        )  # fmt: skip
        exchange.clock.forward(timedelta(seconds=1))
    cora = HubBrowser(exchange, "cora").get("/cases")
    first = cora.text
    cora.get(cora.link("Older"))
    assert cora.text.count("Nobody is asked") == 2
    cora.get(cora.link("Newer"))
    assert cora.text.replace("← Newer", "").split("Older")[0].split() == first.split("Older")[0].split()
    for key in ("nonsense", "2026-11-24T10:00:00~x", "2026-11-24T10:00:00~6e0b2a5e-0000-4000-8000-000000000000", "~"):
        assert HubBrowser(exchange, "cora").get(f"/cases?after={key}").text == first


def test_whoever_takes_themselves_off_is_told_and_only_then_a_case_has_no_link(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    nobodys = "A case without a link is a colleague’s."
    assert nobodys not in cora.get("/cases").text
    join(cora, exchange, case, "colin")
    colin = HubBrowser(exchange, "colin").get(f"{case}/people")
    colin.press(f"{case}/people", {"remove": str(exchange.actors["colin"].person_id)})
    assert colin.path.partition("?")[0] == "/cases"
    assert "You are not on the case any more." in colin.text
    assert nobodys in colin.text


def test_the_board_filters_by_answer_urgency_and_partner(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    for kind in ("housing", "fire"):
        ask(cora, exchange, case, kind).press(f"{case}/send")
    housing, fire = (str(exchange.organisations[kind].id) for kind in ("housing", "fire"))
    assert "Madeupshire Homes" in cora.get("/board").text.split("Ring")[1]
    only_fire = cora.get(f"/board?partner={fire}").text.split("Requests waiting")[1]
    assert "Madeupshire Homes" not in only_fire
    assert "Fire and Rescue" in only_fire
    assert "No request fits these filters." in cora.get(f"/board?partner={fire}&rating=red").text
    assert "Fire and Rescue" in cora.get("/board?partner=nonsense&rating=purple&show=what").text
    answer(exchange, "hugh", sent(exchange, case, "housing"), {"housing_known": fact("no")}, BASES["housing"])
    assert "Homes" in cora.get(f"/board?show=answered&partner={housing}").text.split("Requests answered")[1]
    assert "01632 960101" in cora.text
    colin = HubBrowser(exchange, "colin").get("/board")
    assert case not in {one.get("href") for one in colin.page.all("a")}
    exchange.clock.forward(timedelta(hours=26))
    assert "Overdue by" in HubBrowser(exchange, "cora").get(f"/board?partner={fire}").text


def test_starting_a_case_names_what_is_wrong_and_keeps_what_was_typed(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora").get("/cases/new")
    cora.press("/cases/new", {"to": "basis"})
    assert list(cora.problems) == [
        "Choose why information is needed.",
        "Choose how urgent this is: each says when answers are due.",
        "Say who the case is about: at least one child, unborn child, adult or address.",
    ]
    cora.press("/cases/new", {"to": "basis"}, purpose="child_in_need", rating="red", count__child="many")
    assert list(cora.problems) == ["Child: enter how many as a number, for example 2."]
    assert cora.form("/cases/new")["count-child"] == "many"
    cora.press("/cases/new", {"to": "basis"}, purpose="adult_safeguarding_enquiry", count__child="2")
    assert len(cora.problems) == 1
    cora.press("/cases/new", {"to": "basis"}, count__child="21", purpose="child_in_need")
    assert "at most 20" in cora.problems[0]
    cora.press("/cases/new", {"to": "basis"}, count__child="2", count__adult="1")
    assert cora.heading == "Legal basis"
    assert "Cannot be used here" in cora.text
    assert "Public task: child protection enquiry (section 47) It does not cover" in cora.text
    cora.press("/cases/new", {"to": "start"}, legal_basis=None)
    assert list(cora.problems) == ["Choose the hub’s own legal basis for asking."]
    cora.press("/cases/new", {"to": "about"})
    assert cora.form("/cases/new")["count-child"] == "2"


def test_starting_twice_with_one_form_starts_one_case(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora").get("/cases/new")
    typed = {"purpose": "child_in_need", "rating": "red", "count__child": "2", "count__adult": "1"}
    cora.press("/cases/new", {"to": "basis"}, **typed)
    form = cora.filled("/cases/new", {}) | {"to": "start"}
    first, second = cora.send("/cases/new", form).path, cora.send("/cases/new", form).path
    assert first == second
    assert "Child 2" in cora.text
    assert cora.get("/cases").text.count("subjects") == 1
    cora.send("/cases/new", form | {"once": "nonsense"})
    assert cora.path != first


def test_a_reference_read_out_by_telephone_leads_to_the_case_or_the_request(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    for page in ("/cases", "/board"):
        assert "/find" in {one.get("action") for one in cora.get(page).page.all("form")}
    reference = cora.get(case).heading.removeprefix("Case ")
    for said in (reference, reference.lower(), reference.replace("-", " "), f" {reference.replace('-', '')} "):
        assert cora.get(f"/find?{urlencode({'reference': said})}").path == case
    assert cora.get(f"/find?reference={request.reference}").path.endswith(str(request.file_id))
    colin = HubBrowser(exchange, "colin").get(f"/find?reference={reference}")
    assert f"{reference} belongs to a colleague’s case" in colin.text


def test_a_reference_that_leads_nowhere_says_what_is_wrong_with_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    reference = cora.get(case).heading.removeprefix("Case ")
    slip = reference[:-1] + next(one for one in "ABCD" if one != reference[-1])
    for typed, problem in (
        (slip, f"Check the reference: its last character, “{slip[-1]}”, is worked out from the others"),
        ("OBCD-2341", "Check the reference: it has “O” and “1”, and a reference never has"),
        ("ABC", f"Enter the reference as its 8 letters and digits, for example {EXAMPLE_REFERENCE}"),
        (EXAMPLE_REFERENCE, "You have no case or request with this reference"),
    ):
        cora.get(f"/find?reference={typed}")
        assert cora.problems[0].startswith(problem)
        assert [one.get("value") for one in cora.page.all("input") if one.get("name") == "reference"] == [typed]
