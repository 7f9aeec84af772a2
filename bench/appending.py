"""Appending to the disclosure log beside a plain INSERT and COMMIT of the same leaf's row, with a slow disk.

Eight writers at once, on a disk that takes two milliseconds longer to acknowledge. What is measured of the log is a
transaction from its begin to the flush: lock, place, leaf and nodes, commit, flush. The plain writer inserts a row of
the same columns and bytes and waits for its own commit; PostgreSQL lets such commits share a flush, and the log must
not take that away. Beside them: the same with commitments and the sealed detail, as the gate records; and the whole
opening of a return, with policy, keys and unsealing. The kinds take turns, in short rounds. Threads share one
interpreter, as those of one server process do; processes have one each. Both are measured and both printed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine, text

from app.adapters.clock import SystemClock
from app.adapters.database.engine import make_engine
from app.adapters.database.keys import KeyStore
from app.adapters.database.log_append import APPEND
from app.adapters.database.work import SqlDatabase, SqlWork
from app.adapters.keys.keeper import KeyKeeper
from app.demonstration.database import SUPERUSER, Cluster
from app.domain.log_entry import Entry, Touched
from app.http.logs import configure_logs
from app.services.disclosure.gate import open_records
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.runtime import Runtime
from bench.made_up import FIELDS, MadeUp, made_up_exchange, returned_case
from bench.shim import fsync_shim
from bench.writers import Act, throughputs
from crypto.errors import DevelopmentOnlyWarning
from crypto.keys.file_provider import FileKeyProvider
from tests.clock import show_its_own

NAME: Final = "Appending to the log, 8 writers, 2 ms a flush, beside a plain INSERT and COMMIT"
LEAST: Final = {"append": 0.8, "apart": 0.9}
"""Beside plain: with one log that all writers wait for, and with one for each."""
ALREADY: Final = 20_000
"""Leaves in the log before, so that the planner knows a log of some size."""
WHAT: Final = {
    "plain": "plain INSERT and COMMIT",
    "append": "leaf and nodes, begin to flush",
    "apart": "leaf and nodes, begin to flush, 8 pair logs",
    "record": "with commitments and sealed detail",
    "opening": "whole opening (gate)",
}

TABLE: Final = """
    CREATE TABLE plain_leaf (idx bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL UNIQUE,
                             kind text NOT NULL, at timestamptz NOT NULL, leaf bytea NOT NULL);
    GRANT INSERT ON plain_leaf TO prx_app
"""
PLAIN: Final = text("INSERT INTO plain_leaf (id, kind, at, leaf) VALUES (:id, :kind, :at, :leaf)")


def run() -> dict[str, Any]:
    """Return the measurement's name and rows: acts a second of all writers together, and their ratio to plain ones."""
    rows: list[dict[str, Any]] = []
    with (
        fsync_shim() as shim,
        Cluster(preload=shim) as cluster,
        made_up_exchange(cluster) as made_up,
        Path(os.devnull).open("w") as nowhere,
    ):
        configure_logs(nowhere)
        case_id = returned_case(made_up.exchange)
        _fill(made_up)
        size, returned = _prepared(cluster, made_up, case_id)
        logs = _pair_logs(made_up)
        show_its_own(made_up.main.owner_url)  # from here on with the clocks that an installation has
        made_up.exchange.close()  # processes to come must not share its connections
        for processes in (False, True):
            shared = None if processes else _connected(made_up)
            writers = multiprocessing.Value("i", 0)

            def prepare(shared: tuple[Runtime, Engine] | None = shared, writers: Any = writers) -> Mapping[str, Act]:
                with writers:
                    place, writers.value = writers.value, writers.value + 1
                return _acts(made_up, *(shared or _connected(made_up)), size, returned, logs, place)

            rates = throughputs(prepare, tuple(WHAT), processes=processes)
            rows += [_row(kind, rates, "processes" if processes else "threads") for kind in rates]
    return {"name": NAME, "rows": rows}


def _row(kind: str, rates: Mapping[str, float], writers: str) -> dict[str, Any]:
    ratio = rates[kind] / rates["plain"]
    row = {"writers": f"8 {writers}", "what": WHAT[kind], "a_second": round(rates[kind]), "ratio": round(ratio, 2)}
    least = LEAST.get(kind)
    return row | ({"least": "", "within": ""} if least is None else {"least": least, "within": ratio >= least})


def _acts(
    made_up: MadeUp,
    runtime: Runtime,
    plain: Engine,
    size: int,
    returned: Sequence[UUID],
    logs: Sequence[int],
    place: int,
) -> Mapping[str, Act]:
    """What one writer does: a leaf's row of as many bytes in plain, the log's append, and the whole opening."""
    actor, leaf = made_up.exchange.actors["dilys"], os.urandom(size)
    key = DetailKey(os.urandom(32), uuid4(), "file")
    filling = leaf.hex()[: size - len('{"at":"2026-11-24T10:00:00.000Z","id":"","k":"opened","of":""}') - 36]
    after = f',"of":"{filling}"}}'

    def write_plain() -> None:
        row = {"id": uuid4(), "kind": "opened", "at": runtime.clock.now(), "leaf": leaf}
        with plain.begin() as connection:
            connection.execute(PLAIN, row)

    def write_leaf(log: int = logs[0]) -> None:
        entry_id = str(uuid4())
        parts = {"before": "{", "middle": f',"id":"{entry_id}",', "after": after}
        spelled = {name: f"\\x{text.encode().hex()}" for name, text in parts.items()}
        row = {"id": entry_id, "log": log, "kind": "opened", **spelled}
        with plain.connect() as connection:
            connection.execute(APPEND, {"given": json.dumps([row]), "now": runtime.clock.now(), "newest": None})
            connection.commit()
            SqlWork(connection, None).flush()

    def write_all() -> None:
        with runtime.database.work(None) as work:
            make_durable(runtime, work, record(runtime, work, [(_entry(made_up, returned[0]), key)]))

    def open_return() -> None:
        open_records(runtime, actor, returned)

    return {
        "plain": write_plain,
        "append": write_leaf,
        "apart": lambda: write_leaf(logs[place]),
        "record": write_all,
        "opening": open_return,
    }


def _connected(made_up: MadeUp) -> tuple[Runtime, Engine]:
    """The exchange's runtime and an engine for plain writing, with connections of their own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        keys = KeyKeeper(FileKeyProvider(made_up.keys), KeyStore(make_engine(made_up.keystore.app_url)))
    database = SqlDatabase(make_engine(made_up.main.app_url))
    clock = SystemClock()
    return replace(made_up.exchange.runtime, database=database, keys=keys, clock=clock), make_engine(
        made_up.main.app_url
    )


def _pair_logs(made_up: MadeUp) -> list[int]:
    """The logs of the hub and each of its partners."""
    with made_up.exchange.runtime.database.work(None) as work:
        return [one.id for one in work.log.logs() if one.whose.hub_id != one.whose.other_id]


def _entry(made_up: MadeUp, record_id: UUID) -> Entry:
    runtime, ours = made_up.exchange.runtime, made_up.exchange.organisations
    touched = tuple(Touched(record_id, f"field_{number}", "full", 1) for number in range(FIELDS))
    return Entry(
        kind="opened", tenant_id=ours["hub"].id, file_id=uuid4(), from_id=ours["housing"].id, to_id=ours["hub"].id,
        actor_id=uuid4(),
        role="hub_decision_maker", purpose="child_protection_enquiry", legal_basis="council_child_protection",
        policy_release=runtime.policy.number, policy_digest=runtime.policy.release.digest, level="full",
        touched=touched, rules=("made_up_rule",), facts={"action": "open"}, box_digest=runtime.policy.release.digest,
    )  # fmt: skip


def _fill(made_up: MadeUp) -> None:
    """Make a log as long as one that has been in use, by its own appending."""
    runtime = made_up.exchange.runtime
    for _ in range(ALREADY // 1000):
        with runtime.database.work(None) as work:
            record(runtime, work, [(_entry(made_up, uuid4()), None)] * 1000)
            work.commit()


def _prepared(cluster: Cluster, made_up: MadeUp, case_id: UUID) -> tuple[int, list[UUID]]:
    """Make the plain table and analyse all; return a leaf's usual size and the records of the case's return."""
    where = f"host={cluster.folder} user={SUPERUSER} dbname={made_up.main.name}"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.execute("VACUUM ANALYZE")
        [[size]] = connection.execute("SELECT round(avg(length(leaf)))::integer FROM log_leaf")
        found = connection.execute(
            "SELECT id FROM record JOIN research_request USING (file_id) WHERE case_id = %s AND kind = 'return'",
            [case_id],
        )
        return size, [record_id for (record_id,) in found]
