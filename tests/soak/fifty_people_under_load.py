"""For ten minutes (MINUTES) fifty people read and follow links, while the server is broken as real ones are.

Its database is killed and started again, a worker is killed, and an identity provider hangs while others sign in there.
What visitors saw is printed. Whatever does not pass by itself fails: `ready`, a page, a session, an entry of the log.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import statistics
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from app.demonstration.identity_provider.visitor import LoopbackBrowser, sign_in
from app.demonstration.installation import Installation, install
from app.demonstration.made_up import PERSONAS
from app.demonstration.ports import free_port
from app.demonstration.processes import children_of
from app.demonstration.story.cast import Story
from app.demonstration.story.play import tell_all
from app.demonstration.story.visitor_pages import Page
from app.services.governance.check_log import check_log
from app.wiring import close_runtime, started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.services.exchange import run_sql

HERE, PEOPLE = "127.0.0.1", 50
MINUTES = float(os.environ.get("MINUTES") or 10)
PAUSE = 1.0
"""Seconds that somebody looks at a page."""
AWAY, HANGS = 5.0, 20.0
"""Seconds for which the database is away, and for which a provider hangs."""
PATIENCE = 10.0
"""Seconds that a page may take here, on a busy machine."""
LEFT_ALONE = ("sign-out", "download", "sign-in", "/static/", ".txt", ".json")
"""What nobody follows here: it ends the session, or is no page."""
STUCK = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND now() - state_change > '6s'"
"""Longer than the five seconds after which the server itself would end it."""


@dataclass
class Seen:
    """What all of them saw: when, for how long, and the status; 0 where nobody answered."""

    pages: list[tuple[float, float, int]] = field(default_factory=list)

    def between(self, begin: float, end: float) -> list[tuple[float, float, int]]:
        return [one for one in self.pages if begin <= one[0] < end]

    def p95(self, begin: float, end: float) -> float:
        """Seconds, of pages begun in that time and answered."""
        return statistics.quantiles([took for _, took, status in self.between(begin, end) if status], n=20)[-1]

    def told(self, what: str, begin: float, end: float) -> str:
        """A line about that time, for whoever reads the run."""
        found = self.between(begin, end)
        kinds = Counter(status for _, _, status in found)
        said = ", ".join(f"{count} × {status or 'nobody answered'}" for status, count in sorted(kinds.items()))
        return f"{what:<28} {len(found):>6} pages, p95 {self.p95(begin, end) * 1000:.0f} ms: {said}"


def reads(exchange: str, browser: requests.Session, seen: Seen, until: float, chance: random.Random) -> None:
    """Somebody follows one link after the other, and begins again at home where there is none."""
    address = f"{exchange}/"
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            answer = browser.get(address, timeout=60)
        except requests.RequestException:
            status, links = 0, []
        else:
            status = answer.status_code
            links = [link for link in _links(answer) if urlsplit(link).netloc == urlsplit(exchange).netloc]
        seen.pages.append((begun, time.monotonic() - begun, status))
        address = chance.choice(links) if links and chance.random() > 0.1 else f"{exchange}/"
        time.sleep(PAUSE * chance.uniform(0.5, 1.5))


def _links(answer: requests.Response) -> list[str]:
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    found = [urljoin(answer.url, href) for _, href in Page(answer.url, 200, answer.text).links()]
    return [link for link in found if not any(part in link for part in LEFT_ALONE)]


@contextmanager
def running(people: Sequence[Callable[[], None]]) -> Iterator[None]:
    threads = [threading.Thread(target=one) for one in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def provider_of(name: str) -> int:
    """The process of an identity provider."""
    [found] = [one for one in children_of(os.getpid()) if name in Path(f"/proc/{one}/cmdline").read_text()]
    return found


def signs_in(installation: Installation, provider: str, person: str) -> None:
    """Somebody tries to, and hears whatever they hear."""
    with suppress(Exception), LoopbackBrowser() as browser:
        sign_in(browser, installation.address, provider_key=provider, subject=person, membership=None, next_path="/")


def everybody(installation: Installation) -> list[LoopbackBrowser]:
    """Fifty people at browsers of their own, signed in: each persona in each role, some of them twice."""
    acting = [(who, role) for who in PERSONAS for role in who.roles]
    browsers = []
    for number in range(PEOPLE):
        who, role = acting[number % len(acting)]
        browser, member = LoopbackBrowser(), installation.memberships[who.key, *role]
        where = installation.address
        sign_in(browser, where, provider_key=who.provider, subject=who.key, membership=member, next_path="/")
        browsers.append(browser)
    return browsers


def failures(log: Path) -> Counter[str]:
    """What pages failed for, as the server's own log tells its operator."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return Counter(" < ".join(line["causes"]) for line in lines if line.get("causes") and line["level"] == "error")


def until_ready(installation: Installation) -> float:
    """Seconds until it says that it is; a minute at most."""
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        with suppress(requests.RequestException):
            if requests.get(f"{installation.address}/health/ready", timeout=10).status_code == 200:
                return time.monotonic() - begun
        time.sleep(0.5)
    raise AssertionError(f"not ready within a minute: {installation.last_words}")


def test_fifty_people_and_all_that_breaks_passes() -> None:
    warnings.simplefilter("ignore", DevelopmentOnlyWarning)
    with (
        tempfile.TemporaryDirectory(prefix="prx-", dir="/tmp") as folder,
        install(Path(folder), HERE, free_port(HERE)) as installation,
    ):
        tell_all(story := Story(installation, io.StringIO()))
        story.close()
        assert installation.cluster is not None
        browsers = everybody(installation)
        seen, begun = Seen(), time.monotonic()
        part = 60 * MINUTES / 4
        end = begun + 4 * part
        people = [
            partial(reads, installation.address, one, seen, end, random.Random(number))
            for number, one in enumerate(browsers)
        ]
        back: dict[str, float] = {}
        with running(people):
            time.sleep(part)
            installation.cluster.kill()
            time.sleep(AWAY)
            installation.cluster.start()
            back["database"] = until_ready(installation)
            time.sleep(max(0.0, begun + 2 * part - time.monotonic()))
            os.kill(children_of(installation.server.pid)[0], signal.SIGKILL)
            back["worker"] = until_ready(installation)
            time.sleep(max(0.0, begun + 3 * part - time.monotonic()))
            hanging = provider_of("Northmoor schools")
            os.kill(hanging, signal.SIGSTOP)
            with running([partial(signs_in, installation, "schools", "esther")] * 16):
                time.sleep(min(HANGS, part / 2))
                hung = time.monotonic()
            os.kill(hanging, signal.SIGCONT)
        quiet = (begun, begun + part - PATIENCE)  # whoever asked later may not have been answered by then
        away = (begun + part - PATIENCE, min(begun + part + AWAY + back["database"] + PATIENCE, begun + 2 * part))
        killed, hangs = (begun + 2 * part, begun + 2 * part + back["worker"] + PATIENCE), (begun + 3 * part, hung)
        before = (killed[1], begun + 3 * part)
        print()
        for what, when in {
            "undisturbed": quiet, "database away": away, "a worker killed": killed, "undisturbed again": before,
            "a provider hangs": hangs, "all of it": (begun, end + 60),
        }.items():  # fmt: skip
            print(seen.told(what, *when))
        print(f"ready again after {back['database']:.1f} s (database), {back['worker']:.1f} s (worker)")
        for causes, count in failures(installation.server_log).most_common():
            print(f"{count:>6} × {causes}")
        assert {status for _, _, status in seen.between(*quiet)} <= {200, 404}
        assert {status for _, _, status in seen.between(*away)} <= {0, 200, 404, 503}
        assert {status for at, _, status in seen.pages if not away[0] <= at < away[1]} <= {0, 200, 404}
        unanswered = [at for at, _, status in seen.pages if not status]
        assert all(killed[0] - PATIENCE <= at < killed[1] for at in unanswered)
        assert seen.p95(*hangs) <= 1.5 * seen.p95(*before)
        assert until_ready(installation) < 60
        for browser in browsers:
            answer = browser.get(f"{installation.address}/", timeout=60)
            assert answer.status_code == 200
            assert "sign-in" not in answer.url
            browser.close()
        assert run_sql(installation.owner_url, STUCK) == [(0,)]
        runtime = started_runtime(installation.settings)
        assert check_log(runtime).problems == ()
        close_runtime(runtime)
