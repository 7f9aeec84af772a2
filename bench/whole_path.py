"""The whole path over HTTP beside a bare Flask page of equal bytes over the same PostgreSQL: CPU, and statements.

Both are in one server process (gunicorn, one worker) and take turns, a visit each; a step's CPU is that of the server
and the database together, its median over the visits. The bare page is a floor, which no application can be under, and
no peer. Last is a mix of pages as fifty people ask for them, beside the page that says the server is alive.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.adapters.database.engine import make_engine
from app.demonstration.database import SUPERUSER, Cluster
from app.http.logs import configure_logs
from bench import steps
from bench.bare import TABLES, add_page, bare_app
from bench.made_up import made_up_exchange
from bench.served import Server, Spent, Visit, served
from tests.web.exchange import Exchange

NAME: Final = "The whole path over HTTP, beside a bare page of equal bytes"
LIMITS: Final = {
    "hub sends to 1": 6.0,
    "hub sends to 8": 13.0,
    "partner opens again": 4.0,
    "answer form, 6 items": 4.0,
    "signs off 6": 5.0,
    "returns of 1": 11.0,
    "returns of 4": 11.0,
    "returns of 11": 11.0,
    "inbox": 2.9,
}
MOST_STATEMENTS: Final = {"returns of 1": 20, "returns of 11": 20}
MIX: Final = "fifty people, a mix of pages"
MIX_LIMIT: Final = 5.0
PEOPLE: Final = 50
VISITS: Final = 30
ONCE_EACH: Final = 12
"""Visits of what can be done only once with each case or request."""
WARM_UP: Final = 4


def run() -> dict[str, Any]:
    """Return the measurement's name and rows: CPU in milliseconds a visit, statements, and times the floor."""
    with (
        Cluster(fsync=False) as cluster,
        made_up_exchange(cluster) as made_up,
        Path(os.devnull).open("w") as nowhere,
    ):
        configure_logs(nowhere)
        exchange, partners = steps.with_partners(made_up.exchange, 11)
        engine = make_engine(made_up.main.app_url)
        prepared = _prepared(exchange, partners)
        with psycopg.connect(
            host=str(cluster.folder), user=SUPERUSER, dbname=made_up.main.name, autocommit=True
        ) as superuser:
            superuser.execute(TABLES)
            superuser.execute("VACUUM ANALYZE")
        exchange.close()
        app = DispatcherMiddleware(exchange.app, {"/bare": bare_app(engine)})
        with served(app, cluster) as server:
            rows = []
            for what, visits in prepared.items():
                size = server.visit(visits[0]).size
                add_page(engine, size)
                engine.dispose()
                floor = Visit(f"/bare/page/{size}", form=visits[0].form)
                rows.append(_row(what, size, *_in_turns(server, visits[1:], floor)))
            rows.append(_mix(server, exchange, prepared))
    return {"name": NAME, "rows": rows}


def _prepared(exchange: Exchange, partners: tuple[str, ...]) -> dict[str, list[Visit]]:
    """The visits of each step, ready to be made."""
    made: dict[str, Iterable[Visit]] = {
        "hub sends to 1": steps.sends(exchange, steps.EIGHT[:1], ONCE_EACH),
        "hub sends to 8": steps.sends(exchange, steps.EIGHT, ONCE_EACH),
        "partner opens again": steps.opens_again(exchange),
        "answer form, 6 items": steps.answer_form(exchange),
        "signs off 6": steps.signs_off(exchange, ONCE_EACH),
        "returns of 1": steps.returns_of(exchange, partners[:1]),
        "returns of 4": steps.returns_of(exchange, partners[:4]),
        "returns of 11": steps.returns_of(exchange, partners),
        "inbox": steps.inbox(exchange),
    }
    return {what: list(islice(visits, VISITS)) for what, visits in made.items()}


def _in_turns(server: Server, visits: list[Visit], floor: Visit) -> tuple[list[Spent], list[Spent]]:
    taken = [(server.visit(one), server.visit(floor)) for one in visits][WARM_UP:]
    return [one for one, _ in taken], [bare for _, bare in taken]


def _row(what: str, size: int, spent: list[Spent], floor: list[Spent]) -> dict[str, Any]:
    cpu, bare = (median(one.seconds for one in each) * 1e3 for each in (spent, floor))
    statements = spent[-1].statements
    within = cpu / bare <= LIMITS[what] and statements <= MOST_STATEMENTS.get(what, statements)
    return {
        "what": what, "bytes": size, "cpu_ms": round(cpu, 2),
        "of_it_database": round(median(one.database for one in spent) * 1e3, 2), "statements": statements,
        "floor_ms": round(bare, 2), "times_the_floor": round(cpu / bare, 2), "limit": LIMITS[what], "within": within,
    }  # fmt: skip


def _mix(server: Server, exchange: Exchange, prepared: dict[str, list[Visit]]) -> dict[str, Any]:
    """Fifty sessions, each asking for the pages in turn, so that no two visits after each other are one person's."""
    asked = ("inbox", "partner opens again", "answer form, 6 items", "inbox", "returns of 4")
    cookies = {
        who: [steps.cookies_of(exchange.client(who)) for _ in range(PEOPLE)] for who in (steps.RESPONDER, "dilys")
    }
    exchange.close()
    alive = Visit("/health/live")

    def visits() -> Iterator[Visit]:
        for turn in range(PEOPLE * len(asked)):
            what = asked[turn % len(asked)]
            who = "dilys" if what.startswith("returns") else steps.RESPONDER
            yield Visit(prepared[what][0].path, cookies[who][turn % PEOPLE])

    spent, floor = _in_turns(server, list(visits()), alive)
    cpu, bare = (sum(one.seconds for one in each) / len(each) * 1e3 for each in (spent, floor))
    return {
        "what": MIX, "cpu_ms": round(cpu, 2),
        "of_it_database": round(sum(one.database for one in spent) / len(spent) * 1e3, 2),
        "statements": round(sum(one.statements for one in spent) / len(spent)), "floor_ms": round(bare, 2),
        "times_the_floor": round(cpu / bare, 2), "limit": MIX_LIMIT, "within": cpu / bare <= MIX_LIMIT,
    }  # fmt: skip
