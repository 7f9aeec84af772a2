"""For ten minutes (MINUTES) fifty people work, while in every second turn the server is broken as real ones are.

Its database is killed and started again, a worker is killed, and an identity provider hangs while others sign in there.
What visitors saw is printed, turn by turn. How long pages take is compared with the turns between, as a busy machine is
busy in both. Whatever does not pass by itself fails: `ready`, a page, a session, what was acknowledged, an entry.
"""

from __future__ import annotations

import io
import os
import random
import signal
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import requests

from app.demonstration.installation import Installation, install
from app.demonstration.ports import free_port
from app.demonstration.processes import children_of
from app.demonstration.story.cast import Story
from app.demonstration.story.play import tell_all
from app.services.governance.check_log import check_log
from app.wiring import close_runtime, started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.services.exchange import run_sql
from tests.soak.fifty_people import Seen, beside, everybody, failures, p95, reads, signs_in, starts_cases, told

HERE = "127.0.0.1"
MINUTES = float(os.environ.get("MINUTES") or 10)
ROUNDS = max(1, round(MINUTES / 3))
TURN = 60 * MINUTES / (6 * ROUNDS)
"""Seconds: each round breaks three things, each after a turn in which nothing is broken."""
AWAY = 5.0
"""Seconds for which the database is away."""
SIGNING_IN = 16
QUIET = "undisturbed"
STUCK = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND now() - state_change > '6s'"
"""Longer than the five seconds after which the server itself would end it."""
LOGGED = "SELECT DISTINCT convert_from(leaf, 'UTF8')::json->>'file' FROM log_leaf"
MAY_SEE = {"database away": {0, 200, 404, 503}, "a worker killed": {0, 200, 404}, "a provider hangs": {200, 404}}


def breaks(installation: Installation) -> Mapping[str, Callable[[], None]]:
    """What is broken in a turn, each mended when it returns."""
    cluster = installation.cluster
    assert cluster is not None

    def database() -> None:
        cluster.kill()
        time.sleep(AWAY)
        cluster.start()

    def worker() -> None:
        os.kill(children_of(installation.server.pid)[0], signal.SIGKILL)

    def provider() -> None:
        [hanging] = [
            one
            for one in children_of(os.getpid())
            if "Northmoor schools" in Path(f"/proc/{one}/cmdline").read_text("utf-8")
        ]
        os.kill(hanging, signal.SIGSTOP)
        time.sleep(TURN * 0.9)
        os.kill(hanging, signal.SIGCONT)

    return {"database away": database, "a worker killed": worker, "a provider hangs": provider}


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
        browsers, seen, over = everybody(installation), Seen(), threading.Event()
        turns: list[tuple[str, float, float]] = []
        people = [
            *(
                partial(reads, installation.address, one, seen, over, random.Random(number))
                for number, one in enumerate(browsers)
            ),
            *(
                partial(signs_in, installation, "schools", "esther", seen, over, random.Random(number))
                for number in range(SIGNING_IN)
            ),
            partial(starts_cases, installation, seen, over),
        ]
        with beside(people):
            try:
                for _ in range(ROUNDS):
                    for what, broken in breaks(installation).items():
                        begun = time.monotonic()
                        time.sleep(TURN)
                        turns.append((QUIET, begun, time.monotonic()))
                        begun = time.monotonic()
                        broken()
                        print(f"\n{what}: ready again after {until_ready(installation):.1f} s", end="")
                        time.sleep(max(1.0, begun + TURN - time.monotonic()))
                        turns.append((what, begun, time.monotonic()))
            finally:
                over.set()
        print()
        for what, begin, end in turns:
            signed_in = sum(begin <= at < end for at in seen.signed_in)
            print(f"{what:<18} {end - begin:>4.0f} s, {signed_in:>3} signed in, {told(seen.touching(begin, end))}")
        for causes, count in failures(installation.server_log).most_common():
            print(f"{count:>6} × {causes}")
        quiet = [seen.within(begin, end) for what, begin, end in turns if what == QUIET]
        assert {one.status for turn in quiet for one in turn} <= {200, 404}
        for what, statuses in MAY_SEE.items():
            disturbed = [seen.touching(begin, end) for kind, begin, end in turns if kind == what]
            assert {one.status for turn in disturbed for one in turn} <= statuses, what
            before = [quiet[place // 2] for place, turn in enumerate(turns) if turn[0] == what]
            ratios = [p95(turn) / p95(then) for turn, then in zip(disturbed, before, strict=True)]
            print(f"{what}: p95 {', '.join(f'{one:.2f}' for one in ratios)} times that of the turn before")
            assert statistics.median(ratios) <= 1.5, what
        assert until_ready(installation) < 60
        assert requests.get(f"{installation.address}/health/ready", timeout=10).json().get("attention", {}) == {}
        for browser in browsers:
            answer = browser.get(f"{installation.address}/", timeout=60)
            assert answer.status_code == 200
            assert "sign-in" not in answer.url, "a session was lost"
            browser.close()
        assert run_sql(installation.owner_url, STUCK) == [(0,)]
        kept = {file for (file,) in run_sql(installation.owner_url, LOGGED)}
        print(f"{len(seen.started)} cases acknowledged, {len({*seen.started} - kept)} of them lost")
        assert seen.started
        assert {*seen.started} <= kept
        runtime = started_runtime(installation.settings)
        assert check_log(runtime).problems == ()
        close_runtime(runtime)
