"""How many blocks PostgreSQL reads for an act, by its own account."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

Statement = tuple[str, Any]


def blocks_read(engine: Engine, act: Callable[[], object]) -> int:
    """Run an act, then explain and run each of its statements once more; return the blocks they read together.

    What the act said about who is acting is said again first, so that row-level security shows the same rows.
    """
    said = _statements(engine, act)
    total = 0
    with engine.connect() as connection:
        for statement, values in said:
            if "set_config" in statement:
                connection.exec_driver_sql(statement, values)
            else:
                plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", values)
                total += _blocks([row[0] for row in plan])
    return total


def _statements(engine: Engine, act: Callable[[], object]) -> list[Statement]:
    said: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_others: Any) -> None:
        said.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return said


def _blocks(plan: list[str]) -> int:
    """The first line about buffers is the whole statement's; planning has its own further down."""
    line = next((line for line in plan if "Buffers:" in line), "")
    return sum(int(number) for number in re.findall(r"(?:hit|read)=(\d+)", line))
