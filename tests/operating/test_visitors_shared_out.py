"""Who has a connection from before a worker took visitors is told to open another: each worker has its share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import requests

from tests.operating.served import Served, serving
from tests.operating.test_workers_that_die import PAGE, TWO, Both, killed

pytestmark = pytest.mark.slow
VISITORS = 8


def kept(server: Served, visitor: requests.Session) -> bool:
    """Have somebody look at a page; whether their connection is kept after it."""
    answer = visitor.get(f"{server.address}{PAGE}", timeout=60)
    assert answer.status_code == 200
    return answer.headers["Connection"] == "keep-alive"


def test_visitors_of_those_that_are_left_go_to_the_new_worker_too(stoppable: Both, tmp_path: Path) -> None:
    with serving(stoppable[1], tmp_path, PRX_SERVING=TWO) as server:
        server.until(lambda: len(server.accepting()) == 2)
        dies, stays = server.workers()
        os.kill(dies, signal.SIGSTOP)  # takes nobody, so that all are with the other
        visitors = [requests.Session() for _ in range(VISITORS)]
        assert [kept(server, one) for one in visitors] == [True] * VISITORS
        killed(server, dies)
        server.until(lambda: len(server.accepting()) == 2)
        assert stays in server.accepting()
        assert [kept(server, one) for one in visitors] == [False] * VISITORS
        assert [kept(server, one) for one in visitors for _ in range(2)] == [True] * 2 * VISITORS
        for one in visitors:
            one.close()
