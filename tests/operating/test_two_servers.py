"""Two servers, each a process of its own, when the policy changes while both are answering."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import requests

from app.adapters.clock import SystemClock
from app.domain.identity import Actor, IdentityProvider
from app.services.identity.register_provider import register_provider
from app.web.account.cookies import SESSION_COOKIE
from tests.identity.signed_in import open_session
from tests.operating.served import Served, exchange_now, serving
from tests.policy_control.releases import other_words, recorded
from tests.services.exchange import Exchange

PATIENCE = 60.0
ENOUGH = 8
"""So many answers of each server before the policy changes, and so many after."""
Answer = tuple[float, float, int, int]
"""When it was asked for and when it was there, its status, and the policy release that its page names."""


def cookie(exchange: Exchange, actor: Actor) -> Mapping[str, str]:
    """What the browser of somebody who is signed in sends."""
    now = exchange.clock.now()
    provider = IdentityProvider(uuid4(), "madeup", "Madeup", "http://127.0.0.9", "prx", now, development=True)
    register_provider(exchange.admin, provider, ("madeup.example",))
    token = open_session(exchange.runtime, provider, person_id=actor.person_id, membership_id=actor.membership_id)
    return {"Cookie": f"{SESSION_COOKIE}={token}"}


class Browser(Thread):
    """Somebody who looks at two pages of one server again and again: the policy; and the log, which records it."""

    def __init__(self, server: Served, headers: Mapping[str, str]) -> None:
        super().__init__(daemon=True)
        self.server, self.headers, self.stop = server, headers, Event()
        self.answers: list[Answer] = []

    def run(self) -> None:
        while not self.stop.is_set():
            for path in ("/policy", "/log"):
                began = time.monotonic()
                answer = requests.get(f"{self.server.address}{path}", headers=self.headers, timeout=PATIENCE)
                found = re.search(r"Policy release\s*</dt>\s*<dd[^>]*>\s*(\d+)", answer.text)
                self.answers.append((began, time.monotonic(), answer.status_code, int(found[1]) if found else 0))

    def until(self, after: float, enough: int) -> None:
        """Wait until so many pages were asked for after a moment."""
        deadline = time.monotonic() + PATIENCE
        while sum(began > after for began, *_ in self.answers) < enough:
            assert time.monotonic() < deadline, self.answers[-3:]
            time.sleep(0.05)


def test_both_decide_under_the_next_release_from_one_moment_on(tmp_path: Path) -> None:
    with (
        exchange_now(tmp_path) as (_, made),
        serving(made, tmp_path) as one,
        serving(made, tmp_path) as other,
    ):
        exchange = replace(made, admin=replace(made.admin, clock=SystemClock()))
        headers = cookie(exchange, exchange.person("hub", "ig_officer"))
        browsers = [Browser(server, headers) for server in (one, other)]
        for browser in browsers:
            browser.server.until(browser.server.is_ready)
            browser.start()
        for browser in browsers:
            browser.until(0.0, ENOUGH)
        begins = time.monotonic()
        recorded(exchange, other_words(tmp_path / "other"))
        acknowledged = time.monotonic()
        for browser in browsers:
            browser.until(acknowledged, ENOUGH)
            browser.stop.set()
            browser.join(PATIENCE)
            refused = [(began, done) for began, done, status, _ in browser.answers if status != HTTPStatus.OK]
            assert all(began < acknowledged and done > begins for began, done in refused), browser.server.said()[-2000:]
            pages = [answer for answer in browser.answers if answer[3]]
            assert {number for _, done, _, number in pages if done < begins} == {1}
            assert {number for began, _, _, number in pages if began > acknowledged} == {2}
        leaves = exchange.rows("SELECT log, leaf FROM log_leaf WHERE kind = 'log_read' ORDER BY log, idx")
        numbers = [(log, json.loads(bytes(leaf))["policy"]["number"]) for log, leaf in leaves]
        assert numbers == sorted(numbers), "no entry under the release before stands after one under the next"
        assert {number for _, number in numbers} == {1, 2}
        assert [server.ready()["attention"].get("release") for server in (one, other)] == [None, None]
