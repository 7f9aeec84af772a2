"""“Hours and cover”: at a hub its own hours, what it promises and every partner's; at a partner its own alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.clock_settings import HOURS, PROFILE
from app.services.clocks.enter import adopt_profile, enter_closed_day, enter_cover, enter_duty_number, enter_hours
from app.services.clocks.keep_setting import Rung, end_setting
from policies.engine.clock_profiles import Target
from tests.services.exchange import run_sql
from tests.services.naming import name_settings
from tests.web.exchange import Exchange
from tests.web.hub.playing import ready
from tests.web.partner.browser import PartnerBrowser

PAGE = "/account/hours-and-cover"
ENGLAND, OFFICE, ALWAYS = "england-and-wales", ("mon-fri=9:00-17:00",), ("every=0:00-24:00",)


def said_by(exchange: Exchange, name: str = "dilys") -> Any:
    return exchange.actors[name].person_id


def shown(exchange: Exchange, name: str) -> PartnerBrowser:
    return PartnerBrowser(exchange, name).get(PAGE)


def rows(browser: PartnerBrowser) -> dict[str, str]:
    """The partners' rows, by name."""
    found = {}
    for row in browser.page.all("tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
        found[cells[0]] = " | ".join(cells[1:])
    return found


def test_at_the_hub_stand_its_hours_its_promises_and_every_partner(exchange: Exchange) -> None:
    hub, by, rung = (
        exchange.organisations["hub"],
        said_by(exchange),
        Rung(said_by(exchange, "cora"), exchange.clock.now()),
    )
    police, housing = exchange.organisations["police"], exchange.organisations["housing"]
    enter_hours(exchange.admin, hub.id, date(2027, 1, 4), ("mon-sat=8:00-18:00",), ENGLAND, by)
    enter_closed_day(exchange.admin, hub.id, date(2026, 12, 24), "Training", by)
    enter_closed_day(exchange.admin, hub.id, date(2026, 1, 2), "Long gone", by)
    enter_duty_number(exchange.admin, hub.id, "Duty team", "01632 960777", by, rung)
    enter_hours(exchange.admin, police.id, date(2026, 1, 1), ALWAYS, "none", by)
    enter_cover(exchange.admin, police.id, by, covered_by="Control room", telephone="01632 960778", covers="every hour")
    enter_cover(exchange.admin, housing.id, by, covered_by=None, telephone="01632 960779", covers=None, rung=rung)
    page = shown(exchange, "cora")
    for words in (
        "Monday to Friday 9am to 5pm, closed on bank holidays (England and Wales)",
        "From 4 January 2027: Monday to Saturday 8am to 6pm",
        "24 December 2026: Training",
        "Duty team",
        "01632 960777",
        "Rung by Cora Collator, 24 November 2026 at 10am",
        "What Madeupshire MASH has promised: Standard",
        "When 75% of the time has passed: whoever has the request",
    ):
        assert words in page.text
    assert "Long gone" not in page.text
    found = rows(page)
    assert found["Red"] == "Within 4 hours, day and night | Within 6 hours, day and night"
    assert found["Amber"].startswith("By the same time on the next working day | ")
    assert found["Blue"] == "Nobody is asked | Nobody is asked"
    always = "Every day, day and night, open on bank holidays"
    assert found[police.name] == f"{always} | Control room, every hour | 01632 960778Not rung yet"
    nobody = "Nobody answers for it while it is closed"
    assert found[housing.name].startswith(f"Requests count in the hub’s hours | {nobody} | 01632 960779Rung by Cora")
    fire = exchange.organisations["fire"]
    silent = "Nothing is said of who answers while it is closed"
    assert found[fire.name] == f"Requests count in the hub’s hours | {silent} | {fire.telephone}Not rung yet"
    assert len(found) == len(exchange.organisations) - 1 + 2 + 4  # two heads, four ratings


def test_a_partner_reads_its_own_and_nobody_elses(exchange: Exchange) -> None:
    enter_cover(
        exchange.admin,
        exchange.organisations["police"].id,
        said_by(exchange),
        covered_by="Control room",
        telephone="01632 960778",
        covers="Nights",
    )
    page = shown(exchange, "hugh")
    assert "Madeupshire Homes" in page.text
    assert "Requests count in the hub’s hours" in page.text
    for other in ("Madeup Police", "Control room", "Madeupshire MASH", "Partners"):
        assert other not in page.text
    assert "Control room, Nights" in shown(exchange, "polly").text


@pytest.mark.parametrize("name", ["cora", "dilys", "ingrid", "hugh", "callum"])
def test_everybody_is_led_there_and_told_whom_to_tell(exchange: Exchange, name: str) -> None:
    start = PartnerBrowser(exchange, name).get("/my-work")
    assert PAGE in [one.get("href") for one in start.page.all("a")]
    page = start.get(PAGE)
    assert page.heading == "Hours and cover"
    assert "/help/technical-contact" in [one.get("href") for one in page.page.all("a")]


def test_without_hours_or_profile_page_and_task_list_name_what_is_missing(exchange: Exchange) -> None:
    (cora, _, case), by = ready(exchange), said_by(exchange)
    hub = exchange.organisations["hub"]
    end_setting(exchange.admin, hub.id, HOURS, date(2020, 1, 1), by)
    end_setting(exchange.admin, hub.id, PROFILE, None, by)
    page = shown(exchange, "cora")
    assert "Nothing can be sent yet. Requests that are out already go on." in page.text
    hours, promise = (
        f"{hub.name} has no opening hours. Whoever runs this service says it: flask clocks hours.",
        f"{hub.name} has not adopted how soon answers are due. Whoever runs this service says it: flask clocks adopt.",
    )
    not_yet = cora.get(f"{case}/ask")
    assert not_yet.heading == "Nothing can be sent yet"
    for words in (hours, promise):
        assert words in page.text
        assert words in not_yet.text
        assert words in cora.get(case).text
    assert PAGE in [one.get("href") for one in cora.get(case).page.all("a")]
    enter_hours(exchange.admin, hub.id, date(2026, 1, 1), OFFICE, ENGLAND, by)
    adopt_profile(exchange.admin, hub.id, "standard", by)
    assert cora.get(f"{case}/ask").heading != "Nothing can be sent yet"


def test_what_no_command_has_written_says_so_and_breaks_no_page(exchange: Exchange) -> None:
    for edit in ("'{}'", "'[]'", '\'{"week": 3, "calendar": 7}\'', "'{\"content\": []}'"):
        run_sql(exchange.clock._owner_url or "", f"UPDATE clock_setting SET said = {edit}")
        name_settings(exchange.admin)  # as if an entry had signed it
        page = shown(exchange, "cora")
        assert page.status == 200
        assert "cannot be read" in page.text


def test_a_profile_that_the_policy_says_otherwise_now_is_marked(exchange: Exchange) -> None:
    assert "The policy now says something else" not in shown(exchange, "cora").text
    was = exchange.runtime.policy.release.profiles["standard"]
    other = replace(was, partner={**was.partner, "amber": Target("working_days", 9)})
    release = replace(exchange.admin.policy.release, profiles={"standard": other})
    admin = replace(exchange.admin, policy=replace(exchange.admin.policy, release=release))
    adopt_profile(admin, exchange.organisations["hub"].id, "standard", said_by(exchange))
    page = shown(exchange, "cora")
    assert "The policy now says something else under this name." in page.text
    assert rows(page)["Amber"].startswith("By the same time 9 working days later")
