"""The time of a test: what the exchange's clock shows, and what its database dates the logs by."""

from __future__ import annotations

from datetime import datetime, timedelta

import psycopg
from sqlalchemy import make_url

SHOWN = """
    CREATE TABLE IF NOT EXISTS shown_time (one boolean PRIMARY KEY DEFAULT true CHECK (one), at timestamptz);
    CREATE OR REPLACE FUNCTION prx_now() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
        AS 'SELECT at FROM public.shown_time';
"""
OWN = """
    CREATE OR REPLACE FUNCTION prx_now() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp()'
"""
IS_SHOWN = "SELECT prosecdef FROM pg_proc WHERE oid = 'prx_now()'::regprocedure"
"""Whether it is the function above: put in place again, it would have every connection plan its statements anew."""
SET = "INSERT INTO shown_time (at) VALUES (%s) ON CONFLICT (one) DO UPDATE SET at = excluded.at"


def show(owner_url: str, moment: datetime) -> None:
    """Have a database date its logs by this moment from now on: only its owner can."""
    address = make_url(owner_url)
    host = str(address.query["host"])
    with psycopg.connect(host=host, user=address.username, dbname=address.database, autocommit=True) as connection:
        connection.execute("SET synchronous_commit TO off")  # tests count who waits for the disk
        if connection.execute(IS_SHOWN).fetchone() != (True,):
            connection.execute(SHOWN)
        connection.execute(SET, [moment])


def show_its_own(owner_url: str) -> None:
    """Have a database date its logs by its own clock again, as programs of their own have no other."""
    address = make_url(owner_url)
    host = str(address.query["host"])
    with psycopg.connect(host=host, user=address.username, dbname=address.database, autocommit=True) as connection:
        connection.execute(OWN)


class SetClock:
    """A clock that shows what it is set to; the database whose owner's address it has shows the same."""

    def __init__(self, moment: datetime, owner_url: str | None = None) -> None:
        self._owner_url = owner_url
        self.moment = moment

    @property
    def moment(self) -> datetime:
        """What it shows."""
        return self._moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._moment = moment
        if self._owner_url is not None:
            show(self._owner_url, moment)

    def now(self) -> datetime:
        """The moment it is set to."""
        return self.moment

    def forward(self, step: timedelta = timedelta(), **more: float) -> None:
        """Later by this much: `forward(hours=1)`."""
        self.moment += step + timedelta(**more)
