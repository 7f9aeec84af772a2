"""The logs that were found changed and take no disclosure. `log_append` looks here; nobody else enforces it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.adapters.database.fixed import fixed
from app.adapters.database.log_standing import log_of
from app.adapters.database.tables.log import log, log_stop
from app.domain.log_entry import Log
from app.domain.log_stop import Stop

STOPS = fixed(select(log, log_stop.c.found_at, log_stop.c.says).join_from(log_stop, log).order_by(log.c.id))


class SqlLogStops:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def stops(self) -> tuple[Stop, ...]:
        """Every log that is stopped, in order of its number."""
        return tuple(Stop(log_of(row), row.found_at, row.says) for row in self._db.execute(STOPS))

    def add(self, stopped: Log, at: datetime, says: str) -> None:
        """Stop a log; one that is stopped already stays as it was found first."""
        values = {"log_id": stopped.id, "found_at": at, "says": says}
        self._db.execute(insert(log_stop).values(values).on_conflict_do_nothing())

    def lift(self, stopped: Log) -> None:
        """Let a log take disclosures again. Only the role of administrators' commands may."""
        self._db.execute(delete(log_stop).where(log_stop.c.log_id == stopped.id))
