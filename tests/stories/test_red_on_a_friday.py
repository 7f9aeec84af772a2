"""Red at ten to five on a Friday: handed over, not accepted, escalated, accepted by telephone; the weekend; Monday.

Each step is done on a page, is an event of the case, and has its leaf.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.services.duty.nights import keep_nights
from app.services.governance.check_log import check_log
from app.services.messages.run_jobs import run_jobs
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.fixtures import database, exchange, keystore, town_template
from tests.web.hub.playing import HubBrowser, join

__all__ = ["database", "exchange", "keystore", "town_template"]

FRIDAY, CLOSES, MONDAY = (
    datetime.fromisoformat(f"2026-11-{one}:00+00:00") for one in ("27T16:50", "27T17:00", "30T09:05")
)
DUTY = "SELECT what FROM file_event WHERE what LIKE '%duty%' ORDER BY seq"
DONE = "Made up: seen on Saturday at noon, safe with her aunt. The school is to be told."


@pytest.fixture(autouse=True)
def _people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two duty workers, before the exchange of a story is made."""
    for key, name in (("noor", "Noor Night-Duty"), ("ned", "Ned Night-Duty")):
        monkeypatch.setitem(exchange_of_tests.MORE, key, (name, "hub", "duty_worker"))


@dataclass
class Worker:
    """The worker, and who got which mail by its subject."""

    exchange: Exchange
    owner_url: str
    sent: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name, actor in self.exchange.actors.items():
            address = f"{name}@madeup.example"
            run_sql(self.owner_url, "UPDATE person SET email = %s WHERE id = %s", address, actor.person_id)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.sent.add((to.partition("@")[0], subject))

    def told(self, words: str) -> set[str]:
        """Do what is due, and say who got a mail whose subject has these words."""
        keep_nights(self.exchange.runtime)
        run_jobs(replace(self.exchange.runtime, mail=self))
        found, self.sent = {name for name, subject in self.sent if words in subject}, set()
        return found


def test_red_at_ten_to_five_on_a_friday(exchange: Exchange, database: Database) -> None:
    exchange.clock.moment = FRIDAY - timedelta(minutes=5)
    worker = Worker(exchange, database.owner_url)
    cora = HubBrowser(exchange, "cora")
    case = cora.start(rating="red")
    join(cora, exchange, case, "dilys")

    # Ten to five: My work says so, and one page hands it over in two clicks.
    exchange.clock.moment = FRIDAY
    assert worker.told("are to be handed over") == {"cora", "dilys"}
    noor = HubBrowser(exchange, "noor")
    assert noor.get(case).status == 404
    cora.get("/my-work")
    assert "Red cases to hand over (1)" in cora.text
    assert "10 minutes left" in cora.text
    cora.get("/duty").press(None, person="")
    assert cora.problems == ("Choose the duty worker who takes them.",)
    cora.press(None, person=str(exchange.actors["noor"].person_id), cases=[])
    assert cora.problems == ("Tick each case that is handed over.",)
    cora.get("/duty").press(None, person=str(exchange.actors["noor"].person_id))
    assert cora.path.startswith("/duty?done=handed.")
    assert "Handed to Noor Night-Duty" in cora.text
    assert worker.told("handed over to you") == {"noor"}
    assert "Handed to you: accept (1)" in noor.get("/my-work").text
    assert noor.get(case).status == 404, "not theirs before they accept"
    rings_until_it_is_accepted(exchange, worker, case)
    is_hers_until_monday(exchange, worker, case)
    kinds = [row[0] for row in run_sql(database.owner_url, DUTY)]
    assert kinds == ["handed_to_duty", "duty_escalated", "duty_accepted", "duty_ended"]
    assert check_log(exchange.runtime).problems == ()


def rings_until_it_is_accepted(exchange: Exchange, worker: Worker, case: str) -> None:
    """From five, until it is accepted by telephone."""
    noor = HubBrowser(exchange, "noor")
    # Five: nobody has accepted; the managers get one list, every quarter of an hour.
    exchange.clock.moment = CLOSES
    assert worker.told("no duty worker has accepted") == {"dilys"}
    exchange.clock.moment = CLOSES + timedelta(minutes=15)
    assert worker.told("no duty worker has accepted") == {"dilys"}
    dilys = HubBrowser(exchange, "dilys")
    dilys.get("/duty")
    assert "The managers were told of this list on 27 November 2026 at 5pm, 2 times by" in dilys.text

    # By telephone: nobody is taken at their word who was not verified.
    call: dict[str, Any] = {
        "person": str(exchange.actors["noor"].person_id),
        "number": "01632 960199",
        "outcome": "takes",
    }
    dilys.get(dilys.link("Record a call to a duty worker")).press(None, **call, identified="not_verified")
    assert len(dilys.problems) == 1
    assert dilys.form(None)["number"] == "01632 960199", "what was typed is there"
    assert noor.get(case).status == 404
    dilys.press(None, **call, identified="rang_back")
    assert dilys.path.startswith("/duty?done=rung.")
    assert "by telephone" in dilys.text
    assert worker.told("accepted red cases by telephone") == {"noor"}
    exchange.clock.moment = CLOSES + timedelta(minutes=30)
    assert worker.told("no duty worker has accepted") == set()


def is_hers_until_monday(exchange: Exchange, worker: Worker, case: str) -> None:
    """The weekend, and Monday morning."""
    # The weekend: it is hers, and nobody else of the night's.
    exchange.clock.moment = CLOSES + timedelta(days=1)
    noor, ned = HubBrowser(exchange, "noor"), HubBrowser(exchange, "ned")
    assert noor.get(case).status == 200
    assert "Noor Night-Duty of the emergency duty team has this case" in noor.text
    assert ned.get(case).status == 404
    assert noor.get(f"{case}/ask").status == 404
    assert noor.get(f"{case}/people").status == 404

    # Monday: the hub is told, reads what was done, and she reads no more.
    exchange.clock.moment = MONDAY
    assert worker.told("is back") == {"cora", "dilys"}
    noor, cora = HubBrowser(exchange, "noor"), HubBrowser(exchange, "cora")
    noor.get("/duty/mine")
    assert "hand it back" in noor.text
    noor.get(f"{case}/hand-back").press(None, done="")
    assert len(noor.problems) == 1
    noor.press(None, done=DONE)
    assert noor.path.startswith("/duty/mine?done=back.")
    assert "You handed it back, 30 November 2026 at 9:05am." in noor.text
    for again in (noor.send(f"{case}/hand-back", {"done": DONE}), noor.get(case)):
        assert again.status == 410
        assert "You handed it back, 30 November 2026 at 9:05am." in again.text
        assert "With it now: Cora Collator, Dilys Decision-Maker." in again.text
    assert HubBrowser(exchange, "ned").get(case).status == 404, "whoever never had it is told nothing"
    cora.get(case)
    assert DONE in cora.get(cora.link("What was done while the hub was closed")).text


def test_whoever_is_added_for_the_night_is_a_duty_worker_and_nothing_else(exchange: Exchange) -> None:
    exchange.clock.moment = CLOSES + timedelta(minutes=1)
    cora, dilys, colin = (HubBrowser(exchange, one) for one in ("cora", "dilys", "colin"))
    case = cora.start(rating="red")
    own = colin.start()
    dilys.get("/duty/added").press(None, person="", reason="ill")
    assert len(dilys.problems) == 2
    colins = str(exchange.actors["colin"].person_id)
    dilys.press(None, person=colins, reason="Made up: Noor is ill tonight.")
    assert dilys.path.startswith("/duty/added?done=added.")
    assert colin.get(own).status == 404, "their own work waits"
    dilys.get("/duty").press(None, person=colins)
    colin.get("/duty/mine").press(None, {"answer": "accept"})
    assert colin.get(case).status == 200
    exchange.clock.forward(hours=12)
    again = HubBrowser(exchange, "colin")
    assert again.get(case).status == 404
    assert again.get(own).status == 200
    assert "To review (1)" in HubBrowser(exchange, "ingrid").get("/my-work").text


def test_one_cannot_take_it_and_says_so(exchange: Exchange, database: Database) -> None:
    exchange.clock.moment = FRIDAY
    worker = Worker(exchange, database.owner_url)
    cora, ned = HubBrowser(exchange, "cora"), HubBrowser(exchange, "ned")
    case = cora.start(rating="red")
    cora.get("/duty").press(None, person=str(exchange.actors["ned"].person_id))
    worker.told("")
    ned.get("/duty/mine").press(None, {"answer": "decline"})
    assert worker.told("cannot take") == {"cora"}
    assert "Nothing is handed to you" in ned.get("/duty/mine").text
    assert ned.get(case).status == 404
    assert "Still out" not in cora.get("/duty").text
    assert "No partner asked yet" in cora.text
    assert "Ned Night-Duty cannot take it, 27 November 2026 at 4:50pm: hand it to somebody else." in cora.text
    assert "not accepted" not in cora.text, "a refusal is no silence"
    again = cora.form(None)
    assert again.getlist("cases") == [case.rpartition("/")[2]], "it is forgotten by nobody"
    assert again.get("person") != str(exchange.actors["ned"].person_id), "whoever refused is not offered first"


def test_whoever_is_on_no_red_case_is_not_told_that_the_hub_has_none(exchange: Exchange) -> None:
    exchange.clock.moment = FRIDAY
    HubBrowser(exchange, "cora").start(rating="red")
    colin = HubBrowser(exchange, "colin")
    colin.get("/duty")
    assert "No red case waits for you to hand it over." in colin.text


def test_what_was_done_is_written_down_as_long_as_the_page_says(exchange: Exchange) -> None:
    exchange.clock.moment = FRIDAY
    cora, noor = HubBrowser(exchange, "cora"), HubBrowser(exchange, "noor")
    case = cora.start(rating="red")
    cora.get("/duty").press(None, person=str(exchange.actors["noor"].person_id))
    noor.get("/duty/mine").press(None, {"answer": "accept"})
    noor.get(f"{case}/hand-back")
    assert "At most 4000 characters" in noor.text
    noor.press(None, done="m" * 4001)
    assert noor.problems == ("Shorten “What was done” by 1 character; 4000 is the most",)
    noor.press(None, done="m" * 4000)
    assert noor.path.startswith("/duty/mine?done=back.")
    cora.get("/duty")
    assert "Noor Night-Duty had it until 27 November 2026 at 4:50pm." in cora.text
    assert cora.form(None).getlist("cases") == [case.rpartition("/")[2]]
