"""A worker of the web server does not grow: its memory after 2,000 of 10,000 page loads (LOADS) against the end.

Everybody of the demonstration reads and follows links, at each door, and signs in anew now and then; figures are asked
for meanwhile, as they would be. What it held when, and what it was asked for, is printed.
"""

from __future__ import annotations

import io
import os
import random
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from app.demonstration.identity_provider.visitor import LoopbackBrowser, sign_in
from app.demonstration.installation import Installation, install
from app.demonstration.made_up import PERSONAS, Persona
from app.demonstration.ports import free_port
from app.demonstration.processes import children_of
from app.demonstration.story.cast import Story
from app.demonstration.story.play import tell_all
from app.demonstration.story.visitor_pages import Page
from crypto.errors import DevelopmentOnlyWarning

HERE = "127.0.0.1"
LOADS = int(os.environ.get("LOADS") or 10_000)
PARTS = 10
"""It is measured after each: what it holds after the second, when caches are full, is compared with the end."""
ANEW = 40
"""Somebody signs in anew after so many pages."""
AT_ONCE = 4
ONE_SIGNS_IN = Lock()
"""More than half of the threads are not let ask a provider at once; whoever comes then would have to come again."""
GROWS = 1.05
ID = re.compile(r"[0-9a-f-]{36}")
LEFT_ALONE = ("sign-out", "download", "sign-in", "/static/", ".txt", ".json")
"""What nobody follows here: it ends the session, or is no page."""


@contextmanager
def one_worker() -> Iterator[tuple[Installation, str]]:
    """The exchange with the story told and a single worker, and where its figures are."""
    figures = f"{HERE}:{free_port(HERE)}"
    with tempfile.TemporaryDirectory(prefix="prx-", dir="/tmp") as folder, pytest.MonkeyPatch.context() as patched:
        patched.setenv("PRX_SERVING", f"1x1x{AT_ONCE}")
        patched.setenv("PRX_METRICS", figures)
        with install(Path(folder), HERE, free_port(HERE)) as installation:
            tell_all(story := Story(installation, io.StringIO()))
            story.close()
            yield installation, f"http://{figures}/metrics"


def held(installation: Installation) -> int:
    """What the only worker holds in memory, in kB (VmRSS of proc(5))."""
    [worker] = children_of(installation.server.pid)
    status = Path(f"/proc/{worker}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


class Reader:
    """Somebody in one role who follows link after link, to the kind of page least tried, and begins again at home."""

    def __init__(self, installation: Installation, who: Persona, role: tuple[str, str], seed: int) -> None:
        self._at, self._who = installation.address, who
        self._member = installation.memberships[who.key, *role]
        self._chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self._tried: Counter[str] = Counter()

    def reads(self, pages: int) -> None:
        """So many pages, signing in anew now and then."""
        done = 0
        while done < pages:
            with LoopbackBrowser() as browser:
                with ONE_SIGNS_IN:
                    sign_in(
                        browser, self._at, provider_key=self._who.provider, subject=self._who.key,
                        membership=self._member, next_path="/",
                    )  # fmt: skip
                self.seen["signed in"] += 1
                address = f"{self._at}/"
                for _ in range(min(ANEW, pages - done)):
                    address = self._follows(browser, address)
                    done += 1

    def _follows(self, browser: requests.Session, address: str) -> str:
        self._tried[_kind(address)] += 1  # where it leads may be another: home is one that leads on
        answer = browser.get(address, timeout=60)
        self.seen[f"{answer.status_code} {_door(answer.url)}"] += 1
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return f"{self._at}/"
        links = [urljoin(answer.url, href) for _, href in Page(answer.url, 200, answer.text).links()]
        own = [one for one in links if one.startswith(self._at) and not any(part in one for part in LEFT_ALONE)]
        if not own or self._chance.random() < 0.1:
            return f"{self._at}/"
        return min(own, key=lambda one: (self._tried[_kind(one)], self._chance.random()))


def _door(address: str) -> str:
    return urlsplit(address).path.split("/")[1]


def _kind(address: str) -> str:
    """Which page it is, whatever it is of."""
    return ID.sub("*", urlsplit(address).path)


def test_a_worker_holds_no_more_after_ten_thousand_pages() -> None:
    warnings.simplefilter("ignore", DevelopmentOnlyWarning)
    with one_worker() as (installation, figures), ThreadPoolExecutor(AT_ONCE) as pool:
        acting = [(who, role) for who in PERSONAS for role in who.roles]
        readers = [Reader(installation, *one, seed) for seed, one in enumerate(acting)]
        measured = [held(installation)]
        for _ in range(PARTS):
            tuple(pool.map(lambda one: one.reads(LOADS // PARTS // len(readers)), readers))
            assert requests.get(figures, timeout=60).status_code == 200
            measured.append(held(installation))
            print(f"{measured[-1]:>8} kB", flush=True)
        seen = sum((one.seen for one in readers), Counter())
        print(f"{LOADS} pages by {len(readers)}: {dict(seen.most_common())}")
        doors = {key.split()[1] for key in seen if key.startswith("200 ")}
        assert doors >= {"cases", "board", "inbox", "log"}
        assert {key.split()[0] for key in seen} <= {"200", "403", "404", "signed"}
        assert measured[-1] <= GROWS * measured[PARTS // 5], measured
