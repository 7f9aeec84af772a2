"""For ten minutes (MINUTES) people ask, answer and read over HTTP, while every key is exchanged by its command.

Whole cases are played at once by all parties, from the notification to the revealed value, and both sides open the
first of them again and again. A page that is another than the story knows is a failure, and there may be none. Each
command is also killed somewhere on its way, and run again.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

import requests

from app.demonstration.database import ADMIN, DESTROYER
from app.demonstration.identity_provider.visitor import SignInFailed
from app.demonstration.installation import KEYSTORE, MAIN, ROOT, Installation, install
from app.demonstration.ports import free_port
from app.demonstration.story.answers import PARTS
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.play import SCENES
from app.demonstration.story.scenes import clarifying, opening, peeking
from app.services.governance.check_log import check_log
from app.wiring import close_runtime, started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.services.exchange import run_sql
from tests.soak.fifty_people import failures

MINUTES = float(os.environ.get("MINUTES") or 10)
HERE = "127.0.0.1"
TELLERS = 2
"""Cases that are played at the same time."""
PLAYED = [
    scene
    for scene in SCENES[: SCENES.index(opening.dilys_reveals) + 1]
    if scene not in (clarifying.be_late, peeking.peek)  # one moves clocks, one is about what is refused
]
LEAVES = "SELECT kind, count(*) FROM log_leaf WHERE kind IN ('opened', 'request_sent', 'return_released') GROUP BY kind"
ORGANISATIONS = "SELECT DISTINCT organisation_id::text FROM tenant_key ORDER BY 1"
Act = Callable[[], object]


@dataclass
class Load:
    """What people did beside the exchanges, and what went wrong of it."""

    did: Counter[str] = field(default_factory=Counter)
    failures: list[BaseException] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def beside(self, people: dict[str, Act]) -> Iterator[None]:
        """Have each do what they do again and again, until the block ends or it fails."""
        threads = [threading.Thread(target=self._goes_on, args=one) for one in people.items()]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _goes_on(self, what: str, act: Act) -> None:
        try:
            while not self.over.is_set():
                act()
                self.did[what] += 1
        except (NotOnPage, SignInFailed, requests.RequestException) as failure:
            self.failures.append(failure)


def tells(installation: Installation, load: Load) -> None:
    """A whole case by all parties, each at a browser of their own."""
    story = Story(installation, io.StringIO())
    try:
        for scene in PLAYED:
            if load.over.is_set():
                return
            scene(story)
    finally:
        story.close()


def reading(story: Story) -> dict[str, Act]:
    """Both sides of a case that open it once more."""

    def asked(key: str) -> None:
        visitor = story.person(PARTS[key].answered_by, key)
        visitor.go(story.requests[key])
        story.wire.pages.clear()

    partners = {f"{key} opens": partial(asked, key) for key in ("housing", "police")}
    return {
        "the collator opens": partial(opening.cora_opens, story),
        "the decision-maker opens": partial(opening.dilys_opens, story),
        **partners,
    }


@dataclass(frozen=True)
class Commands:
    """`flask keys rotate …` as programs, each of which is also killed on its way."""

    installation: Installation
    chance: random.Random
    times: Counter[str] = field(default_factory=Counter)
    took: dict[str, float] = field(default_factory=dict)

    def rotate(self, *words: str) -> None:
        """Kill it somewhere, then let it end."""
        longest = self.took.get(words[0], 3.0)
        with suppress(subprocess.TimeoutExpired):
            self._run(words, self.chance.uniform(0.3, 1.0) * longest)
            self.times[f"{words[0]}, not killed in time"] += 1
        begun = time.monotonic()
        done = self._run(words, 120)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        self.took[words[0]] = time.monotonic() - begun
        self.times[words[0]] += 1

    def _run(self, words: tuple[str, ...], seconds: float) -> subprocess.CompletedProcess[str]:
        cluster = self.installation.cluster
        assert cluster is not None
        extra = {
            "ADMIN_DATABASE_URL": cluster.url(MAIN, ADMIN),
            "DESTROYER_KEYSTORE_URL": cluster.url(KEYSTORE, DESTROYER),
        }
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "keys", "rotate", *words],
            cwd=ROOT, env={**self.installation.environment, **extra}, capture_output=True, text=True,
            timeout=seconds, check=False,
        )  # fmt: skip


def test_no_opening_fails_while_every_key_is_exchanged() -> None:
    warnings.simplefilter("ignore", DevelopmentOnlyWarning)
    with (
        tempfile.TemporaryDirectory(prefix="prx-", dir="/tmp") as folder,
        install(Path(folder), HERE, free_port(HERE)) as installation,
    ):
        first, load = Story(installation, io.StringIO()), Load()
        for scene in PLAYED:
            scene(first)
        before = dict(run_sql(installation.owner_url, LEAVES))
        everybody = [key for (key,) in run_sql(installation.owner_url, ORGANISATIONS)]
        commands = Commands(installation, random.Random(1))
        people = {f"teller {number}": partial(tells, installation, load) for number in range(TELLERS)}
        until = time.monotonic() + 60 * MINUTES
        with load.beside(people | reading(first)):
            for organisation in cycle(everybody):
                commands.rotate("root")
                commands.rotate("tenant", organisation)
                commands.rotate("organisation", organisation)
                commands.rotate("log")
                if load.failures or time.monotonic() > until:
                    break
        after = dict(run_sql(installation.owner_url, LEAVES))
        print(f"\n{dict(commands.times)} exchanges, each killed on its way before; meanwhile {dict(load.did)}")
        print(f"entries: { {kind: after[kind] - before[kind] for kind in sorted(after)} }, {len(load.failures)} failed")
        for causes, number in failures(installation.server_log).most_common():
            print(f"{number:>6} × {causes}")
        assert load.failures == []
        assert min(after[kind] - before[kind] for kind in after) > 0, "nobody asked, answered or opened meanwhile"
        for act in reading(first).values():
            act()
        first.close()
        runtime = started_runtime(installation.settings)
        assert check_log(runtime).problems == ()
        close_runtime(runtime)
