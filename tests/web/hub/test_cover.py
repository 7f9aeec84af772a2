"""At the hub whoever covers finds a colleague's cases in My work and goes on one with one press."""

from __future__ import annotations

from datetime import timedelta

from app.services.identity.cover import SHOWN, name_cover
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ready
from tests.web.partner.test_stand_ins import PERIOD


def test_from_my_work_to_the_case_of_whoever_is_away(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    colin = HubBrowser(exchange, "colin")
    assert colin.get(f"{case}/cover").status == 404
    cora.get("/my-work").get(cora.link("Cover while somebody is away"))
    cora.press("/cover", cover=str(exchange.actors["colin"].person_id), **PERIOD)
    colin.get("/my-work")
    assert "In a colleague’s place (1)" in colin.text
    assert "For Cora Collator, whom you cover" in colin.text
    assert colin.get(case).status == 404, "until they go on it"
    colin.get(f"{case}/cover").press(None)
    assert colin.path.startswith(case)
    assert "You are on this case in a colleague’s place." in colin.text
    assert colin.get(f"{case}/cover").path == case
    assert "In a colleague’s place" not in colin.get("/my-work").text


def test_a_date_without_anything_in_it_is_one_line(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora").get("/cover")
    cora.press("/cover", cover=str(exchange.actors["colin"].person_id))
    assert list(cora.problems) == [
        f"Enter “{day}” with a day, a month and a year, for example 27 3 2026" for day in ("First day", "Last day")
    ]
    cora.press("/cover", **PERIOD | {"last-day": "32"})
    assert [one for one in cora.problems if "Last day" in one] == [
        "Enter the day of “Last day” as a number from 1 to 30, for example 27 3 2026"
    ]


def test_however_many_there_are_each_can_be_reached_and_ended(exchange: Exchange) -> None:
    cora, colin = (exchange.actors[one] for one in ("cora", "colin"))
    today = exchange.clock.now().date()
    for number in range(SHOWN + 3):
        day = today + timedelta(days=number)
        name_cover(exchange.runtime, cora, cora.person_id, colin.person_id, day, day)
    browser = HubBrowser(exchange, "cora").get("/cover")
    found = [browser.text.count("End now")]
    browser.get(browser.link("Cover that begins later"))
    found.append(browser.text.count("End now"))
    assert found == [SHOWN, 3]
    assert "Cover that begins later" not in browser.text
    assert browser.get(browser.link("From the first")).path == "/cover"


def test_a_manager_names_it_for_a_colleague_and_what_they_chose_stays(exchange: Exchange) -> None:
    cora, dilys, _ = ready(exchange)
    dilys.get("/cover").press("/cover", away=str(exchange.actors["cora"].person_id), cover="", **PERIOD)
    assert list(dilys.problems) == ["Choose the colleague who covers."]
    assert dilys.form("/cover")["away"] == str(exchange.actors["cora"].person_id)
    assert "Nobody covers for you" in cora.get("/cover").text
