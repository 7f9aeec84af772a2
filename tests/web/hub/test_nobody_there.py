"""Before something red is sent to whoever is closed the page says so, with the number; then it is rung."""

from __future__ import annotations

from app.services.clocks.enter import enter_cover
from app.services.research.ring_partner import NOBODY_SPOKE
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, ready, sent

TWELVE_HOURS = 12 * 60
CALL = {
    "outcome": "spoke",
    "spoke_to": "Madeup Duty-Officer",
    "identified": "rang_back",
    "said": "Madeup: open it now.",
    "whereabouts": "no",
}


def test_who_is_closed_stands_before_sending_and_is_rung_after(exchange: Exchange) -> None:
    exchange.clock.forward(minutes=TWELVE_HOURS)  # ten in the evening
    cora, dilys, case = ready(exchange)
    rate(dilys, case)
    ask(cora, exchange, case, "housing")
    number = exchange.organisations["housing"].telephone
    assert "Closed before an answer is due" in cora.text
    assert "is closed until Wednesday 25 November at 9am, and it has not said that anybody covers it" in cora.text
    assert f"ring {number} , not rung yet." in cora.text
    at_night = "01632 960555"
    housing, registrar = exchange.organisations["housing"].id, exchange.actors["dilys"].person_id
    enter_cover(exchange.admin, housing, registrar, covered_by=None, telephone=at_night, covers=None)
    cora.get(f"{case}/preview")
    assert f"nobody covers it: ring {at_night} , not rung yet." in cora.text
    cora.press(f"{case}/send", {"to": "send"})
    request = sent(exchange, case, "housing")
    assert "is closed until Wednesday 25 November at 9am, after it is due" in cora.text
    assert "Ring now: closed before it is due." in cora.text
    assert "Closed before it is due: ring now (1)" in dilys.get("/my-work").text
    ring = f"{case}/requests/{request.file_id}/ring"
    assert "is closed until Wednesday" in cora.get(case).text
    assert f"Ring Madeupshire Homes now on {at_night}" in cora.text, "not its office, where nobody is"
    assert f"The number to ring: {at_night}" in cora.get(ring).text
    cora.press(None)
    assert cora.problems == ("Say what came of the call.",)
    cora.press(None, outcome="spoke")
    assert len(cora.problems) == 4
    cora.press(None, outcome="no_answer", said="Madeup: open it now.")
    assert cora.problems == (NOBODY_SPOKE,)
    assert cora.form(None)["said"] == "Madeup: open it now.", "nothing typed is lost"
    form = cora.filled(None, {"outcome": "no_answer", "said": ""})
    for _ in range(2):
        cora.send(ring, form)
        assert "It is recorded that nobody answered. The partner is still to be rung." in cora.text
    assert "Ring Madeupshire Homes now" in cora.text
    assert cora.get(f"{case}/requests/{request.file_id}").text.count("Rung: nobody answered") == 1, "one form, one call"
    assert "Closed before it is due: ring now (1)" in dilys.get("/my-work").text
    assert "Cora Collator rang" in cora.get(ring).text
    cora.press(None, {}, **CALL)
    assert "The call is recorded. The partner counts as told." in cora.text
    assert "is closed until" not in cora.text
    assert "Closed before it is due" not in dilys.get("/my-work").text
    assert "The partner was rung" in cora.get(f"{case}/requests/{request.file_id}").text


def test_whoever_is_there_is_not_said_to_be_closed(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    rate(dilys, case)
    ask(cora, exchange, case, "housing")
    assert "Closed before" not in cora.text
    cora.press(f"{case}/send", {"to": "send"})
    assert "closed before it is due" not in cora.text


def test_a_partner_that_is_still_there_is_said_to_close_and_not_to_be_closed(exchange: Exchange) -> None:
    exchange.clock.forward(minutes=5 * 60)
    cora, dilys, case = ready(exchange)
    rate(dilys, case)
    ask(cora, exchange, case, "housing")
    assert "is open until 5pm, then closed until Wednesday 25 November at 9am" in cora.text
    cora.press(f"{case}/send", {"to": "send"})
    said = (
        "has not opened it, and closes before it is due, until Wednesday 25 November at 9am. Ring Madeupshire Homes now"
    )
    assert said in cora.text
    assert "is closed until" not in cora.text
    exchange.clock.forward(minutes=3 * 60)
    assert (
        "is closed until Wednesday 25 November at 9am, after it is due" in HubBrowser(exchange, "cora").get(case).text
    )


def test_a_partner_that_others_cover_is_named_before_sending_and_rung_after(exchange: Exchange) -> None:
    """Who answers its telephone at night has no account here."""
    housing, registrar = exchange.organisations["housing"].id, exchange.actors["dilys"].person_id
    by, at_night = "Madeup night desk", "01632 960777"
    enter_cover(exchange.admin, housing, registrar, covered_by=by, telephone=at_night, covers="Nights")
    exchange.clock.forward(minutes=TWELVE_HOURS)
    cora, dilys, case = ready(exchange)
    rate(dilys, case)
    ask(cora, exchange, case, "housing")
    shut = "is closed until Wednesday 25 November at 9am, and Madeup night desk covers it"
    assert f"Madeupshire Homes {shut}: ring {at_night} , not rung yet." in cora.text
    cora.press(f"{case}/send", {"to": "send"})
    assert "after it is due; Madeup night desk covers it. Ring Madeupshire Homes now" in cora.text
    assert "Closed before it is due: ring now (1)" in cora.get("/my-work").text
    assert f"{by} answers" in cora.text
    exchange.clock.forward(minutes=TWELVE_HOURS)
    cora = HubBrowser(exchange, "cora")
    assert "is closed until" not in cora.get(case).text, "it is open again"
    assert "was closed when it was sent, and has not opened it since" in cora.text
    assert f"{by} answers" not in cora.text
    exchange.clock.forward(minutes=TWELVE_HOURS)
    cora = HubBrowser(exchange, "cora")
    assert "was closed when it was sent, and has not opened it since" in cora.get(case).text
    again = f"{at_night} (closed until 26 November 2026 at 9am; {by} answers)"
    assert f"Ring Madeupshire Homes now on {again}." in cora.text, "closed once more, and who answers until they open"
    assert cora.get(cora.link("Ring Madeupshire Homes and record")).text.count(again) == 1


def test_of_several_that_are_closed_there_is_one_warning_with_a_number_each(exchange: Exchange) -> None:
    exchange.clock.forward(minutes=TWELVE_HOURS)
    cora, dilys, case = ready(exchange)
    rate(dilys, case)
    for kind in ("housing", "education"):
        ask(cora, exchange, case, kind)
        cora.press(f"{case}/send", {"to": "send"})
    assert "Ring 2 partners now: they have not opened what was sent." in cora.text
    warning = "has not opened it and is closed until Wednesday 25 November at 9am, after it is due"
    for kind in ("housing", "education"):
        name = exchange.organisations[kind].name
        assert f"{name} {warning}" in cora.text
        assert f". Ring {name} on {exchange.organisations[kind].telephone}" in cora.text
    assert cora.text.count("Warning") == 1


def rate(browser: HubBrowser, case: str) -> None:
    """Rate a case red, with reasons."""
    browser.get(f"{case}/rating").press(
        None, rating="red", case_rating_level="Madeup level 4", case_rating_reason="Madeup: seen today.",
    )  # fmt: skip
    assert browser.problems == (), browser.problems


def test_at_night_every_page_says_the_number_that_answers_then(exchange: Exchange) -> None:
    exchange.clock.forward(minutes=TWELVE_HOURS)
    cora, dilys, case = ready(exchange)
    rate(dilys, case)
    ask(cora, exchange, case, "housing")
    cora.press(f"{case}/send", {"to": "send"})
    request = sent(exchange, case, "housing")
    housing, registrar = exchange.organisations["housing"], exchange.actors["dilys"].person_id
    page, by, at_night = f"{case}/requests/{request.file_id}", "Madeup night desk", "01632 960777"
    shown = ("/my-work", f"{case}/requests", page, "/board", f"{page}/ring")
    for cover, words in ((None, at_night), (by, f"{by} answers")):
        enter_cover(
            exchange.admin,
            housing.id,
            registrar,
            covered_by=cover,
            telephone=at_night,
            covers="Nights" if cover else None,
        )
        for one in shown:
            assert words in cora.get(one).text, one
            assert housing.telephone not in cora.text, f"{one}: where nobody is"
    assert "Ring now: closed before it is due." in cora.get("/board").text
    exchange.clock.forward(minutes=TWELVE_HOURS)
    cora = HubBrowser(exchange, "cora")
    assert housing.telephone in cora.get(page).text, "open again"
    assert at_night not in cora.text
