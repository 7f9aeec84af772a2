"""Taking away rows that have ended: some at a time, found by an index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, select

from app.adapters.database.tables.identity import rate_window, sign_in_attempt, web_session
from app.adapters.database.tables.records import reasoned_opening
from app.adapters.database.tables.work import job, mail_kept
from app.domain.ended import Ended

TABLES = {one.name: one for one in (web_session, sign_in_attempt, reasoned_opening, rate_window, job)}


class SqlEndedRows:
    """Deletes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def clear(self, ended: Ended, before: datetime, most: int) -> int:
        """Take away at most so many of the oldest rows; how many there were. One statement."""
        table = TABLES[ended.table]
        column = table.c[ended.column]
        chosen = [column < before, *_but(ended)]
        keys = list(table.primary_key)
        some = select(*keys).where(*chosen).order_by(column).limit(most)
        found = some.subquery()
        same = [key == found.c[key.name] for key in keys]
        return self._db.execute(delete(table).where(*same)).rowcount


def _but(ended: Ended) -> list[ColumnElement[bool]]:
    """Of jobs: kinds that stay, and those that somebody's mail of the day still waits with."""
    if ended.table != job.name:
        return []
    return [job.c.kind.not_in(ended.but), ~exists().where(mail_kept.c.job_id == job.c.id)]
