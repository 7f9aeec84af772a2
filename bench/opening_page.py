"""Opening a return of twenty fields as a page, beside the same page without policy, log and sealing.

Both are asked for through the whole application, but for the network: session look-up, guard, view, template, headers.
The plain one reads the same rows of the case, request and record, and the answers in clear from a table that has as
many rows as the record has boxes; it decides nothing, locks nothing and writes nothing. They take turns, on a disk that
acknowledges at once and on one that takes two milliseconds longer; medians are compared. Then the flushes of the log
that the server's own processes waited for are counted.
"""

from __future__ import annotations

import gc
import os
import re
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app.adapters.database.engine import make_engine
from app.demonstration.database import Cluster
from app.http.logs import configure_logs
from app.services.disclosure.gate import OpenedRecord
from bench.flushes import flushes_waited_for
from bench.made_up import made_up_exchange, returned_case
from bench.returns_page import IN_PLAIN, OPENED, add_plain_page, noted, store_in_plain
from bench.shim import fsync_shim
from tests.web.exchange import HOST

NAME: Final = "Opening a return of 20 fields as a page, beside the same page in plain"
LIMITS: Final = {"quick disk": 1.6, "2 ms a flush": 2.5}
ROUNDS: Final = 150
WARM_UP: Final = 15
OPENINGS: Final = 20


def run() -> dict[str, Any]:
    """Return the measurement's name and rows: times in milliseconds, the ratio of medians, and flushes an opening."""
    with Cluster() as cluster:
        rows = [_row(cluster, "quick disk")]
    with fsync_shim() as shim, Cluster(preload=shim) as cluster:
        rows.append(_row(cluster, "2 ms a flush"))
    return {"name": NAME, "rows": rows}


def _row(cluster: Cluster, disk: str) -> dict[str, Any]:
    with made_up_exchange(cluster) as made_up, Path(os.devnull).open("w") as nowhere:
        configure_logs(nowhere)
        exchange, seen = made_up.exchange, dict[UUID, OpenedRecord]()
        case_id = returned_case(exchange)
        addresses = [address.format(case=case_id) for address in (OPENED, IN_PLAIN)]
        plain_engine = make_engine(made_up.main.app_url)
        add_plain_page(exchange.app, plain_engine, seen)
        client = exchange.client("dilys")
        with noted(seen):
            page = _fetch(client, addresses[0])
        store_in_plain(cluster, made_up, seen)
        if _steady(page) != _steady(_fetch(client, addresses[1])):
            raise AssertionError("the two pages differ: there is nothing to compare")
        opened, plain = map(median, _times(client, addresses))
        said = [_statements(client, address) for address in addresses]

        def hang_up() -> None:
            exchange.close()
            plain_engine.dispose()

        def open_often() -> None:
            for _ in range(OPENINGS):
                _fetch(client, addresses[0])

        flushes = flushes_waited_for(cluster, open_often, hang_up) / OPENINGS
    ratio = opened / plain
    return {
        "disk": disk, "opened_ms": round(opened, 2), "plain_ms": round(plain, 2), "ratio": round(ratio, 2),
        "limit": LIMITS[disk], "statements": said[0], "plain_statements": said[1], "flushes": flushes,
        "within": ratio <= LIMITS[disk] and flushes == 1,
    }  # fmt: skip


def _times(client: FlaskClient, addresses: list[str]) -> list[list[float]]:
    """The milliseconds of each page, taken in turns."""
    times: list[list[float]] = [[] for _ in addresses]
    for turn in range(WARM_UP + ROUNDS):
        for address, taken in zip(addresses, times, strict=True):
            gc.collect(0)
            started = perf_counter()
            _fetch(client, address)
            if turn >= WARM_UP:
                taken.append((perf_counter() - started) * 1e3)
    return times


def _fetch(client: FlaskClient, address: str) -> str:
    answer = client.get(address, base_url=f"https://{HOST}")
    if answer.status_code != 200:
        raise AssertionError(f"{address} answered {answer.status_code}")
    return answer.text


def _steady(page: str) -> str:
    """A page without the token that each one has of its own."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def _statements(client: FlaskClient, address: str) -> int:
    """How many statements one page sends through SQLAlchemy."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        _fetch(client, address)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(said)
