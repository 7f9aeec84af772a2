"""What is unfit of a database as one of its roles finds it: way there, role, schema and clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.adapters.database.engine import SERVER_GONE
from app.adapters.database.migrate import schema_of
from app.adapters.database.reaching import cause_of
from app.domain.addresses import place_of
from app.domain.problems import Problem

OLDEST, OLDEST_SAID = 150000, 15
APART = 5.0
"""Seconds: what `log_append` bears."""
OWNS, ADMINISTERS, DESTROYS = "owns", "administers", "destroys"
MIGHT = {
    OWNS: ("owns the database, so that it could change whatever is in it", "prx_owner"),
    ADMINISTERS: ("may administer: it could give anybody a membership", "prx_admin"),
    DESTROYS: ("may destroy the keys of files for good", "prx_destroyer"),
}
"""What a role could do, in words, and which role is for it."""
ASKED = """
    SELECT current_setting('server_version_num')::integer AS version,
        rolsuper OR pg_has_role(datdba, 'MEMBER') AS owns,
        coalesce(has_table_privilege(to_regclass('public.membership'), 'INSERT'), false) AS administers,
        coalesce(has_function_privilege(to_regprocedure('public.destroy_file_key(uuid)'), 'EXECUTE'), false)
            AS destroys,
        clock_timestamp() AS shows
    FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()
"""


IDENTITY = """
    SELECT pg_postmaster_start_time()::text || ' ' || current_setting('port') || ' ' || oid FROM pg_database
    WHERE datname = current_database()
"""


def identity_at(address: str) -> str | None:
    """What tells the database at an address from every other, by whatever host or role it is named; None unreached."""
    try:
        with create_engine(address, poolclass=NullPool, connect_args=SERVER_GONE).connect() as connection:
            return str(connection.exec_driver_sql(IDENTITY).scalar_one())
    except (DBAPIError, psycopg.Error):
        return None


def problems_at(
    where: str,
    address: str,
    which: str,
    is_for: AbstractSet[str],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Problem]:
    """Each problem of the database `which` at an address, whose role is for the acts `is_for` and no others."""
    try:
        with create_engine(address, poolclass=NullPool, connect_args=SERVER_GONE).connect() as connection:
            yield from _seen(where, address, connection, which, is_for, now)
    except (DBAPIError, psycopg.Error) as failure:
        cause, fix = cause_of(failure)
        yield Problem(where, f"{cause} ({place_of(address)})", fix)


def login_problems_at(where: str, address: str, which: str, is_for: AbstractSet[str]) -> Iterator[Problem]:
    """Those of the way there and of the role alone, at which a command looks before it acts."""
    try:
        with create_engine(address, poolclass=NullPool, connect_args=SERVER_GONE).connect() as connection:
            found = connection.exec_driver_sql(ASKED).one()
            yield from _role(where, address, {might for might in MIGHT if getattr(found, might)}, is_for)
            if not schema_of(connection, which).unfit:
                yield from _lacking(where, {one for one in is_for if not getattr(found, one)})
    except (DBAPIError, psycopg.Error) as failure:
        cause, fix = cause_of(failure)
        yield Problem(where, f"{cause} ({place_of(address)})", fix)


def _seen(
    where: str,
    address: str,
    connection: Connection,
    which: str,
    is_for: AbstractSet[str],
    now: Callable[[], datetime],
) -> Iterator[Problem]:
    before = now()
    found = connection.exec_driver_sql(ASKED).one()
    if found.version < OLDEST:
        yield Problem(where, f"PostgreSQL is older than {OLDEST_SAID}", f"use PostgreSQL {OLDEST_SAID} to 18")
    yield from _role(where, address, {might for might in MIGHT if getattr(found, might)}, is_for)
    if unfit := schema_of(connection, which).unfit:
        yield Problem(where, f"the {which} database {unfit}")
    else:
        yield from _lacking(where, {one for one in is_for if not getattr(found, one)})
    apart = (found.shows - before).total_seconds()
    if not -APART <= apart <= APART + (now() - before).total_seconds():
        yield Problem(
            where,
            f"this server's clock shows {before:%Y-%m-%dT%H:%M:%SZ} and the database's "
            f"{found.shows.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}, {abs(apart):.0f} seconds apart, so that nothing can be "
            "recorded",
            "set the wrong one right, and both by the same time service",
        )


def _role(where: str, address: str, mights: AbstractSet[str], is_for: AbstractSet[str]) -> Iterator[Problem]:
    fit = next((MIGHT[one][1] for one in MIGHT if one in is_for), "prx_app")
    for might in MIGHT:
        if might in mights and not is_for & {might, OWNS}:
            yield Problem(where, f"its role {MIGHT[might][0]} ({place_of(address)})", f"log in as {fit}")
            return


def _lacking(where: str, lacks: AbstractSet[str]) -> Iterator[Problem]:
    for one in lacks:
        yield Problem(where, f"its role is not the one that {MIGHT[one][0]}", f"log in as {MIGHT[one][1]}")
