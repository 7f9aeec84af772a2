"""Which code may serve on a schema: the oldest revision it must know, said by the database itself.

A revision that only adds leaves it; one that takes away, or changes what something means, replaces it by the newest
revision whose code needs none of that (`migrations/README.md`).
"""

from __future__ import annotations

from sqlalchemy import Connection, text

FUNCTION = "CREATE OR REPLACE FUNCTION oldest_served() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '{revision}' $$"
OLDEST = text("SELECT oldest_served()")


def oldest_served(connection: Connection) -> str:
    """The oldest revision whose code may serve on a database's schema."""
    return str(connection.execute(OLDEST).scalar_one())
