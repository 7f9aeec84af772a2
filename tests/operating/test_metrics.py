"""Figures are those of all workers, in the format they say, on an address of their own; nobody stands in them."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import NoReturn

import pytest
import requests
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from app.demonstration.database import Cluster
from app.demonstration.ports import free_port
from app.domain.errors import DatabaseUnavailable
from app.domain.jobs import LAST_DONE
from app.http.error_texts import ERROR_TEXTS
from app.http.measures import FAILURES, REQUESTS, SECONDS
from app.services.governance.find_attention import LOOKS
from app.serving.metrics import shown
from tests.conftest import Database
from tests.governance.commands import ROOT
from tests.operating.served import HERE, serving
from tests.services.exchange import Exchange
from tests.web.exchange import ORGANISATIONS, PEOPLE, make_exchange
from tests.web.exchange import Exchange as WebExchange

DOORS = {
    "account", "covering", "governance", "health", "help", "hub", "kept_pages", "my_work", "none", "partner",
    "party_logs", "policy_pages", "verification",
}  # fmt: skip
MAY_SAY = {
    "door": DOORS,
    "status": {f"{first}xx" for first in range(1, 6)},
    "code": set(ERROR_TEXTS),
    "part": {"database", "keys", "log", "policy", "schema"},
    "what": set(LOOKS),
    "le": {"0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "+Inf"},
}
"""By label, all that it may ever say: codes of ours, kept by hand."""


def parsed(text: str) -> dict[str, Metric]:
    return {one.name: one for one in text_string_to_metric_families(text)}


def listed() -> dict[str, set[str]]:
    """The figures that the room's README lists, and what each is counted by."""
    rows = re.findall(r"^\| `(prx_\w+)` \| ([^|]*)\|", (ROOT / "app/serving/README.md").read_text(), re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", by)) for name, by in rows}


@pytest.fixture
def web(database: Database, keystore: Database, tmp_path: Path) -> WebExchange:
    return make_exchange(database, keystore, tmp_path)


def test_figures_are_those_listed_and_say_codes_alone(web: WebExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise DatabaseUnavailable

    for counted in (REQUESTS, SECONDS, FAILURES):
        counted.clear()  # what other tests of this process asked for
    for name in ("cora", "hugh"):
        client = web.client(name)
        for path in ("/", "/cases", "/requests", f"/nothing/{name}", "/health/ready"):
            client.get(path)
    with monkeypatch.context() as patched:
        patched.setattr("app.web.account.register.find_session", fails)
        web.client("cora").get("/cases")
    with web.runtime.database.work(None) as work:
        for what in LAST_DONE:
            work.jobs.note_done(what, web.clock.now())
        work.jobs.enqueue("request_waiting", web.organisations["hub"].id, {}, web.clock.now())
        work.commit()
    text = shown(web.app).decode()
    web.close()
    figures = parsed(text)
    labels = {name: {label for sample in one.samples for label in sample.labels} for name, one in figures.items()}
    assert {name: by - {"le"} for name, by in labels.items()} == {
        name: by for name, by in listed().items() if name in figures
    }
    assert set(listed()) - set(figures) <= {"prx_logs_signed_seconds"}  # no summary was signed here
    for one in figures.values():
        for sample in one.samples:
            for label, value in sample.labels.items():
                assert value in MAY_SAY[label], (sample.name, label, value)
    for name in (*ORGANISATIONS.values(), *(name for name, _, _ in PEOPLE.values())):
        assert name not in text


@pytest.mark.slow
def test_all_workers_are_counted_together_and_one_that_dies_is_not_forgotten(
    stoppable: tuple[Cluster, Exchange], tmp_path: Path
) -> None:
    port = free_port(HERE)
    with serving(stoppable[1], tmp_path, PRX_SERVING="1x2x2", PRX_METRICS=f"{HERE}:{port}") as server:

        def counted() -> float:
            """What is counted; nothing where whoever was asked has just died."""
            try:
                answer = requests.get(f"http://{HERE}:{port}/metrics", timeout=30)
            except requests.ConnectionError:
                return 0
            assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
            samples = parsed(answer.text)["prx_requests"].samples
            return sum(one.value for one in samples if one.labels["door"] == "account" and one.name.endswith("_total"))

        server.until(lambda: len(server.accepting()) == 2)
        for _ in range(20):
            assert server.asked("/account/sign-in")[0] == 200
        assert [counted() for _ in range(5)] == [20] * 5  # whichever worker is asked
        os.kill(server.workers()[0], signal.SIGKILL)
        server.until(lambda: server.asked("/account/sign-in")[0] == 200)
        server.until(lambda: counted() > 20)
        assert server.asked("/metrics")[0] == 404
        assert requests.get(f"http://{HERE}:{port}/cases", timeout=30).status_code == 404
