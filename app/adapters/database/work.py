"""Transactions. READ COMMITTED; the gate commits without waiting and then flushes, everyone else waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from app.adapters.database.files import SqlFileRows
from app.adapters.database.identity import SqlIdentity
from app.adapters.database.jobs import SqlJobRows, SqlPolicyRows
from app.adapters.database.keys import SqlKeyRows
from app.adapters.database.lists import ACT_AS, SqlListRows
from app.adapters.database.log import SqlLogRows
from app.adapters.database.records import SqlRecordRows
from app.domain.errors import DatabaseUnavailable, LogUnavailable

FLUSH = "SELECT pg_logical_emit_message(true, 'prx', '')"


def make_engine(url: str) -> Engine:
    """An engine for psycopg 3 with pooled connections; a lost server shows at once."""
    return create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=False, pool_size=8, max_overflow=8)


class SqlWork:
    """One transaction as one organisation."""

    def __init__(self, connection: Connection, organisation: UUID | None) -> None:
        self._db = connection
        self.files = SqlFileRows(connection)
        self.records = SqlRecordRows(connection)
        self.lists = SqlListRows(connection, organisation)
        self.log = SqlLogRows(connection)
        self.keys = SqlKeyRows(connection)
        self.jobs = SqlJobRows(connection)
        self.policy = SqlPolicyRows(connection)
        self.identity = SqlIdentity(connection)
