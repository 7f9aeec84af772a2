"""Fifty people at browsers of their own, and what they saw: they follow links, sign in, and start cases.

Beside it, what the server told its operator meanwhile.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from app.demonstration.identity_provider.visitor import LoopbackBrowser, SignInFailed, sign_in
from app.demonstration.installation import Installation
from app.demonstration.made_up import PERSONAS
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.visitor import Visitor, Wire

PEOPLE = 50
PAUSE, BETWEEN = 1.0, 6.0
"""Seconds that somebody looks at a page, and that somebody who signed in waits before they do so again."""
LEFT_ALONE = ("sign-out", "download", "sign-in", "/static/", ".txt", ".json")
"""What nobody follows here: it ends the session, or is no page."""
HREF = re.compile(r'<a [^>]*href="([^"#]+)')


@dataclass(frozen=True, slots=True)
class Looked:
    """One page that somebody asked for: when, when they had it, and its status; 0 where nobody answered."""

    begun: float
    ended: float
    status: int


@dataclass
class Seen:
    """What all of them saw, and the cases that somebody was told are started."""

    pages: list[Looked] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    signed_in: list[float] = field(default_factory=list)

    def within(self, begin: float, end: float) -> list[Looked]:
        """Pages that were asked for and answered in this time."""
        return [one for one in self.pages if begin <= one.begun and one.ended < end]

    def touching(self, begin: float, end: float) -> list[Looked]:
        """Pages that were asked for or waited for in this time."""
        return [one for one in self.pages if one.begun < end and one.ended >= begin]


def p95(pages: Sequence[Looked]) -> float:
    """Seconds, of those that were answered."""
    return statistics.quantiles([one.ended - one.begun for one in pages if one.status], n=20)[-1]


def told(pages: Sequence[Looked]) -> str:
    """How many, how quick and of what status, for whoever reads the run."""
    kinds = Counter(one.status for one in pages)
    said = ", ".join(f"{count} × {status or 'nobody answered'}" for status, count in sorted(kinds.items()))
    return f"{len(pages):>6} pages, p95 {p95(pages) * 1000:.0f} ms: {said}"


def everybody(installation: Installation) -> list[LoopbackBrowser]:
    """Fifty people, signed in: each persona in each role, some of them twice."""
    acting = [(who, role) for who in PERSONAS for role in who.roles]
    browsers = []
    for number in range(PEOPLE):
        who, role = acting[number % len(acting)]
        browser, member = LoopbackBrowser(), installation.memberships[who.key, *role]
        where = installation.address
        sign_in(browser, where, provider_key=who.provider, subject=who.key, membership=member, next_path="/")
        browsers.append(browser)
    return browsers


def reads(exchange: str, browser: requests.Session, seen: Seen, over: threading.Event, chance: random.Random) -> None:
    """Somebody follows one link after the other, and begins again at home where there is none."""
    address = f"{exchange}/"
    while not over.wait(PAUSE * chance.uniform(0.5, 1.5)):
        begun = time.monotonic()
        try:
            answer = browser.get(address, timeout=60)
        except requests.RequestException:
            status, links = 0, []
        else:
            status, links = answer.status_code, _links(exchange, answer)
        seen.pages.append(Looked(begun, time.monotonic(), status))
        address = chance.choice(links) if links and chance.random() > 0.1 else f"{exchange}/"


def _links(exchange: str, answer: requests.Response) -> list[str]:
    """By a search of the text: reading fifty people's pages as documents would keep the machine busier than serving."""
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    found = (urljoin(answer.url, unescape(href)) for href in HREF.findall(answer.text))
    here = [link for link in found if urlsplit(link).netloc == urlsplit(exchange).netloc]
    return [link for link in here if not any(part in link for part in LEFT_ALONE)]


def starts_cases(installation: Installation, seen: Seen, over: threading.Event) -> None:
    """Somebody of the hub starts one case after the other, and again from the beginning where one was refused."""
    wire = Wire()
    colin = Visitor("Colin Collator", installation.address, wire)
    colin.sign_in("council", "colin", installation.memberships["colin", "hub", "hub_collator"])
    while not over.wait(PAUSE):
        try:
            colin.go("/cases/new")
            colin.form.choose("Child protection enquiry (section 47)")
            colin.form.choose("Red")
            colin.form.fill("Children", "1")
            colin.form.fill("Adults", "0")
            colin.press("Continue")
            colin.form.choose("Public task: child protection enquiry (section 47)")
            colin.press("Start the case")
            seen.started.append(urlsplit(colin.page.address).path.split("/")[2])
        except (NotOnPage, requests.RequestException):
            pass  # what came of it is not acknowledged
        wire.pages.clear()
        wire.exchanged.clear()
    colin.close()


def signs_in(
    installation: Installation, provider: str, person: str, seen: Seen, over: threading.Event, chance: random.Random
) -> None:
    """Somebody signs in again and again, and hears whatever they hear."""
    while not over.wait(BETWEEN * chance.uniform(0.5, 1.5)):
        with LoopbackBrowser() as browser, suppress(SignInFailed, requests.RequestException):
            sign_in(browser, installation.address, provider_key=provider, subject=person, next_path="/")
            seen.signed_in.append(time.monotonic())


@contextmanager
def beside(people: Sequence[Callable[[], None]]) -> Iterator[None]:
    """Have all of them do what they do until each has ended."""
    threads = [threading.Thread(target=one) for one in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def failures(log: Path) -> Counter[str]:
    """What pages failed for, as the server's own log tells its operator."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return Counter(" < ".join(line["causes"]) for line in lines if line.get("causes") and line["level"] == "error")
