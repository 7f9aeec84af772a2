"""Connections to a database: pooled, and bound so that a lost server or a silent client shows within seconds."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, create_engine, event

from app.adapters.database.described import Cursor

BOUNDS = {
    "synchronous_commit": "on",
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "5s",
    "client_connection_check_interval": "2s",
    "tcp_keepalives_idle": "2s",
    "tcp_keepalives_interval": "1s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000ms",
}
"""What the server keeps us to, whatever its own settings say. Commits wait for the disk, and for the standby it is
told to wait for. A lock that does not come is trouble to be shown, not a page that never answers. Whoever says nothing
in the middle of a transaction, or whose host is gone, loses its locks within seconds.
"""
WAITS = 5
"""Seconds for which a connection of the pool is waited for: longer means that something holds them all."""
SERVER_GONE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""When the server's own host counts as gone: seconds, but for the last, which is milliseconds."""


def make_engine(url: str, kept: int = 8, more: int = 8) -> Engine:
    """An engine for psycopg 3 with pooled connections, each within BOUNDS; a lost server shows within seconds.

    It keeps `kept` connections, and makes at most so many `more` while they are all in use.
    """
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=kept,
        max_overflow=more,
        pool_timeout=WAITS,
        hide_parameters=True,
        json_deserializer=_json,
        connect_args={**SERVER_GONE, "cursor_factory": Cursor},
    )
    event.listen(engine, "connect", _set_bounds)
    return engine


def _json(text: str) -> Any:
    """JSON as it stands; what is deeper or longer than can be read is read as an object that says nothing."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}


def _set_bounds(driver: Any, _record: object) -> None:
    driver.autocommit = True
    driver.execute("; ".join(f"SET {name} TO '{value}'" for name, value in BOUNDS.items()))
    driver.autocommit = False
