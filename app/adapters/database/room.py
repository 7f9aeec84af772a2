"""What a database has room for: connections, beside those that its server keeps for others, and rows."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.domain.serving import Room

ROOM = text("""
    SELECT pg_postmaster_start_time()::text || ' ' || current_setting('port'), least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true)::int, 0),
        (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
        (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))
""")
"""reserved_connections came with PostgreSQL 16. Two databases of one server share its start time to the microsecond."""
LONGER = text("CREATE TEMPORARY TABLE room ON COMMIT DROP AS SELECT repeat('x', 1000) FROM generate_series(1, 100)")
"""Makes files longer, on the disk of the tables unless temp_tablespaces says another; to be taken back."""


def room_of(connection: Connection) -> Room:
    """What the server says."""
    return Room(*connection.execute(ROOM).one())
