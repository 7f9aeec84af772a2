"""A browser for the walks, the judgement of each, and the table of all of them at the end of a run.

Every walk is walked three times: pointing, by the keyboard alone, and without scripts. What it may cost is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from rich.console import Console
from rich.table import Table

from app.web.account.cookies import SESSION_COOKIE
from tests.budgets.hands import Keyboard, Pointing
from tests.budgets.limits import LIMITS, TALLEST
from tests.budgets.looked_at import objections
from tests.budgets.mails import MAILS, Mailroom
from tests.budgets.walk import Walk
from tests.conftest import Database
from tests.web.chromium import served
from tests.web.exchange import HOST, Exchange
from tests.web.fixtures import database, exchange, keystore, town_template

__all__ = ["database", "exchange", "keystore", "town_template"]

RESULTS = Path(__file__).parents[2] / "build" / "budgets.json"
DESK: ViewportSize = {"width": 1200, "height": 900}
POINTING, BY_KEYBOARD, WITHOUT_SCRIPTS = "", "by the keyboard", "without scripts"

Walking = Callable[[str], Any]
Holding = Callable[[str, Walk], None]


@pytest.fixture
def mailroom(exchange: Exchange, database: Database) -> Mailroom:
    """Where this walk's mails end up."""
    return Mailroom(exchange, database.owner_url)


@pytest.fixture(params=[POINTING, BY_KEYBOARD, WITHOUT_SCRIPTS], ids=lambda manner: manner or "pointing")
def walking(
    request: pytest.FixtureRequest, exchange: Exchange, browser: Browser, mailroom: Mailroom
) -> Iterator[Walking]:
    """A walk for a person by first name, who comes from a mail and is signed in by their own organisation already.

    By no name it is for whoever was never here.
    """
    manner: str = request.param
    judges = {POINTING: (objections,), BY_KEYBOARD: (), WITHOUT_SCRIPTS: (scripts_that_ran,)}[manner]
    with served(exchange.app) as address:

        @contextmanager
        def begin(name: str) -> Iterator[Walk]:
            context = browser.new_context(
                viewport=DESK, base_url=address, java_script_enabled=manner != WITHOUT_SCRIPTS
            )
            if name:
                cookie = exchange.client(name).get_cookie(SESSION_COOKIE, domain=HOST, path="/")
                assert cookie
                comes_back(context, cookie.value)
            mailroom.begin()
            try:
                page = context.new_page()
                page.set_default_timeout(10_000)
                yield Walk(page, manner, Keyboard(page) if manner == BY_KEYBOARD else Pointing(), judges=judges)
            finally:
                context.close()

        yield begin


def comes_back(context: BrowserContext, token: str) -> None:
    """From the sign-in of their own organisation, whose pages are none of ours."""
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "domain": "127.0.0.1", "path": "/", "secure": True}])


def scripts_that_ran(page: Page) -> list[str]:
    """Of a page that was to run none."""
    return ["scripts ran"] if page.evaluate("document.body.classList.contains('js-enabled')") else []


@pytest.fixture
def hold(record_property: Callable[[str, object], None], mailroom: Mailroom) -> Holding:
    """Keep what a job cost for the table, and fail where it cost more than it may, naming its screens.

    It fails too where it told somebody by mail who is not in the table of mails, or told somebody in it nothing.
    """

    def judge(job: str, walk: Walk) -> None:
        counted, limits = walk.counted(), {"pixels": TALLEST, **LIMITS.get(job, {})}
        named = f"{job}, {walk.manner}".removesuffix(", ")
        record_property("budget", {"job": job, "manner": walk.manner, "counted": dict(counted), "limits": dict(limits)})
        over = {name: (counted[name], most) for name, most in limits.items() if counted[name] > most}
        assert not over, f"{named}: {over}\n" + "\n".join(str(one) for one in walk.screens)
        assert walk.objections + walk.hands.objections == [], f"{named}: what is to be objected to"
        assert mailroom.since() == MAILS.get(job, {}), f"{named}: who got which mail"

    return judge


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print every job against its limits, and keep the same as JSON."""
    reports = [one for state in ("passed", "failed") for one in terminalreporter.stats.get(state, ())]
    jobs = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == "budget"]
    found = {(one["job"], one["manner"]): one for one in jobs}
    if not found:
        return
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(list(found.values()), indent=2) + "\n")
    Console(width=150).print(table(found))


def table(found: Mapping[tuple[str, str], Mapping[str, Any]]) -> Table:
    """A row for each job: what it cost, and after a stroke what it may. Stops are those of the keyboard."""
    made = Table(title="What each job costs / at most", title_justify="left")
    made.add_column("job")
    pointing = {job: one for (job, manner), one in found.items() if manner == POINTING}
    names = [name for one in pointing.values() for name in one["counted"]]
    for name in dict.fromkeys(names):
        made.add_column(name.replace("_", " "), justify="right")
    for job, one in pointing.items():
        by_keys = found.get((job, BY_KEYBOARD), one)
        counted, limits = {**one["counted"], "stops": by_keys["counted"]["stops"]}, one["limits"]
        made.add_row(
            job, *(f"{most}{f' / {limits[name]}' if name in limits else ''}" for name, most in counted.items())
        )
    return made
