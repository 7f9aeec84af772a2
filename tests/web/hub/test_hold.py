"""A manager holds a case they are not on, told by telephone; its page says so, and a hold ends with a reason."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, sent
from tests.web.hub.test_taking_back import OUTCOME, asked, choice

WHY = "Madeup: a serious incident was notified."
HEARD = "Madeup: the head of service, by telephone."
AGAIN = {"again-day": "7", "again-month": "1", "again-year": "2030"}


def test_a_manager_who_is_not_on_it_holds_a_case_and_ends_the_hold(exchange: Exchange) -> None:
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start()
    assert dilys.get(case).status == 404
    assert cora.get(f"{case}/hold").status == 404, "a collator holds nothing"
    dilys.get("/cases")
    dilys.get(dilys.link("Hand it over"))
    dilys.get(dilys.link("hold the case")).press(None, reason="", heard="")
    assert len(dilys.problems) == 3
    assert dilys.get(case).status == 404, "nobody steps in without a hold"
    dilys.get(f"{case}/hold").press(None, {"reason": WHY, "heard": HEARD, **AGAIN})
    assert dilys.path.startswith(f"{case}?done=held.")
    assert "Held since" in dilys.text
    assert "Held since" in cora.get(case).text
    dilys.get(dilys.link("Why, and how the hold ends"))
    assert dilys.form(None)["case_hold_heard"] == HEARD
    dilys.press(None, case_hold="ended", case_hold_reason="Madeup: the review has reported.")
    assert "Held since" not in dilys.get(case).text


def test_a_closed_case_says_since_when_returns_are_shut_and_a_hold_opens_them(exchange: Exchange) -> None:
    _, dilys, case = asked(exchange, "housing")
    dilys.get(f"{case}/recorded/outcome")
    dilys.press(None, **OUTCOME, **choice(sent(exchange, case, "housing").file_id, "withdraw"))
    assert "is not opened any more" not in dilys.get(case).text
    exchange.clock.forward(minutes=100 * 24 * 60)
    again = HubBrowser(exchange, "dilys")
    assert "is not opened any more" in again.get(case).text
    again.get(f"{case}/hold").press(None, {"reason": WHY, "heard": HEARD, **AGAIN})
    assert "is not opened any more" not in again.get(case).text


def test_what_is_held_is_not_held_anew(exchange: Exchange) -> None:
    _, dilys, case = asked(exchange, "housing")
    form = dilys.get(f"{case}/hold").filled(None, {"reason": WHY, "heard": HEARD, **AGAIN})
    dilys.press(None, {"reason": WHY, "heard": HEARD, **AGAIN})
    before = dilys.get(case).text
    dilys.send(f"{case}/hold", {**form, "reason": "Madeup: a claim came as well."})
    assert "It is held since" in dilys.text
    assert "Hold this case" not in dilys.text
    assert dilys.get(case).text == before, "since when it is held, and why, stand as they did"
