"""An amber request is sent at 3pm on 24 December: nobody's working day is Christmas, and both ends say the same time.

Thursday 24 December 2026 is a working day; Friday 25 is Christmas Day, Monday 28 the substitute for Boxing Day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.services.clocks.enter import enter_closed_day, enter_hours
from app.services.intake.open_case import find_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.clarify import answer_partner
from tests.web.exchange import Exchange
from tests.web.fixtures import database, exchange, keystore, town_template
from tests.web.hub.playing import HubBrowser, ask, asks_back, case_id, ready, sent
from tests.web.partner.browser import PartnerBrowser

__all__ = ["database", "exchange", "keystore", "town_template"]

OFFICE, ENGLAND = ("mon-fri=9:00-17:00",), "england-and-wales"
DUE = "Due Tuesday 29 December at 3pm"


def at(day: int, hour: int, minute: int = 0, year: int = 2026, month: int = 12) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_amber_on_24_december(exchange: Exchange) -> None:
    exchange.clock.moment = at(24, 9)
    housing, dilys_id = exchange.organisations["housing"], exchange.actors["dilys"].person_id
    enter_hours(exchange.admin, housing.id, date(2020, 1, 1), OFFICE, ENGLAND, dilys_id)
    *_, case = ready(exchange)
    exchange.clock.moment = at(24, 15)
    cora = HubBrowser(exchange, "cora")
    ask(cora, exchange, case, "housing", "housing_known")
    cora.press(f"{case}/send")
    request = sent(exchange, case, "housing")
    assert request.due_at == at(29, 15)

    hugh, page = PartnerBrowser(exchange, "hugh"), f"/inbox/{request.file_id}"
    for browser, where in ((cora, "/cases"), (cora, case), (cora, "/board"), (hugh, "/inbox"), (hugh, page)):
        assert DUE in browser.get(where).text, where
    assert "Counts in your hours: Monday to Friday 9am to 5pm, closed on bank holidays (England and Wales)" in hugh.text
    assert "The hub’s decision" in cora.get(case).text

    # Over Christmas nothing is late.
    exchange.clock.moment = at(28, 20)
    hugh, dilys = PartnerBrowser(exchange, "hugh"), HubBrowser(exchange, "dilys")
    assert "Due tomorrow 3pm, 19 hours left" in hugh.get("/inbox").text

    # A closed day is announced late: both ends say the new time, and who looks at either finds the same.
    enter_closed_day(exchange.admin, housing.id, date(2026, 12, 29), "Madeup burst pipe", dilys_id)
    while run_jobs(exchange.runtime):
        pass
    assert "Due Wednesday 30 December at 3pm" in hugh.get(page).text
    assert "Due Wednesday 30 December at 3pm" in dilys.get(case).text

    # A question stops the time for as long as the hub takes, in working hours.
    exchange.clock.moment = at(30, 10)
    asks_back(exchange, "hugh", request, "Which of two?", "council_child_protection")
    hugh = PartnerBrowser(exchange, "hugh")
    assert "The time stopped 30 December 2026" in hugh.get(page).text.replace("at 10am", "")
    exchange.clock.moment = at(30, 16)
    hugh, dilys = PartnerBrowser(exchange, "hugh"), HubBrowser(exchange, "dilys")
    assert "Time stopped today 10am: a question waits for the hub" in hugh.get("/inbox").text
    assert "Time stopped today 10am: a question waits for the hub" in dilys.get("/cases").text
    one = f"{case}/requests/{request.file_id}"
    assert "when it asked, and goes on when you answer" in dilys.get(one).text
    child = next(
        each.subject_id
        for each in find_case(exchange.runtime, exchange.actors["dilys"], case_id(case)).subjects
        if each.kind == "child"
    )
    answer_partner(exchange.runtime, exchange.actors["dilys"], request.file_id, child, {})
    assert sent(exchange, case, "housing").due_at == at(31, 13), "two hours of the day were left, and it waited for six"
    assert "Due tomorrow 1pm" in hugh.get("/inbox").text
    assert "Overdue" not in hugh.text
