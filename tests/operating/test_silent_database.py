"""A database that takes what it is asked and says nothing: each page ends in words, and nobody hears that all is well.

Its host is up, so that neither a refused connection nor the network says anything.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.adapters.database import silence
from app.demonstration.database import Cluster
from app.demonstration.processes import children_of
from app.factory import create_app
from app.web import health
from app.wiring import close_runtime
from tests.services.exchange import Exchange

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
PAGE = "/account/sign-in"
SOON = 40.0
"""Seconds: a busy machine is no failure."""


@contextmanager
def silent(cluster: Cluster) -> Iterator[None]:
    """Every process of the server stands still, and its sockets stay open."""
    assert cluster.process_id is not None
    everyone = [cluster.process_id, *children_of(cluster.process_id)]
    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in everyone:
            os.kill(pid, signal.SIGCONT)


def answered_soon(ask: Callable[[], TestResponse]) -> TestResponse:
    """The answer. Fails where there is none: whoever asked would wait for as long as the database likes."""
    answers: list[TestResponse] = []
    asking = threading.Thread(target=lambda: answers.append(ask()), daemon=True)
    asking.start()
    asking.join(SOON)
    assert answers, "nobody is answered"
    return answers[0]


@pytest.fixture
def visitor(stoppable: tuple[Cluster, Exchange], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Somebody at a server of pages, which waits for less long than it does for a real database."""
    monkeypatch.setattr(silence, "LONGEST", 1.0)
    monkeypatch.setattr(silence, "LOOKS", 0.1)
    monkeypatch.setattr(health, "FOR", 0.0)
    app = create_app(stoppable[1].settings)
    yield app.test_client()
    close_runtime(app.extensions["runtime"])


def test_whoever_asks_meanwhile_is_told_so_and_it_passes(
    stoppable: tuple[Cluster, Exchange], visitor: FlaskClient
) -> None:
    assert visitor.get(PAGE).status_code == 200
    with silent(stoppable[0]):
        for _ in range(3):  # on a line that was open, and on new ones
            page = answered_soon(lambda: visitor.get(PAGE))
            assert page.status_code == 503
            assert "01632 960000" in page.text
    deadline = time.monotonic() + SOON
    while visitor.get(PAGE).status_code != 200:
        assert time.monotonic() < deadline
    assert visitor.get("/health/ready").status_code == 200


def test_ready_is_not_said_while_nobody_can_know(stoppable: tuple[Cluster, Exchange], visitor: FlaskClient) -> None:
    assert visitor.get("/health/ready").status_code == 200
    with silent(stoppable[0]):
        found = answered_soon(lambda: visitor.get("/health/ready"))
        assert found.status_code == 503
        assert found.json is not None
        assert found.json["parts"]["database"] == "database_unavailable"


def test_an_act_that_takes_its_time_is_left_alone(stoppable: tuple[Cluster, Exchange], visitor: FlaskClient) -> None:
    """What is counted is how long one act holds a line, not how old that is."""
    database = visitor.application.extensions["runtime"].database
    for _ in range(4):
        database.ping()
        time.sleep(0.4)
    with database.work(None) as work:
        time.sleep(0.4)
        assert work.log.time()
