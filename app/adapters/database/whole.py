"""A whole database through PostgreSQL's own programs: `pg_dump` out of it, `pg_restore` into an empty one."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.adapters.database import migrate
from app.domain.errors import BackupFailed

PIECE = 1 << 20
"""Bytes at a time: a database may be larger than memory."""

HOLDS = """
    SELECT count(*) FROM (
        SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS held
"""
OLDER = "Fix: name the folder of PostgreSQL's client programs of the server's version in PG_BIN."
SCHEMA = "SELECT to_regclass('public.alembic_version') IS NOT NULL"
SESSIONS = ("DELETE FROM web_session", "DELETE FROM sign_in_attempt", "DELETE FROM reasoned_opening")
"""What lasts for a session: one that was ended since a backup must not come back with it."""


def where(url: str) -> tuple[object, ...]:
    """Which server and database an address names, whoever logs in. Raises BackupFailed for what is none."""
    try:
        address = make_url(url)
    except ArgumentError as failure:
        raise BackupFailed("The address of a database to back up or fill is none.") from failure
    return address.host, address.port, address.database, address.query.get("host"), address.query.get("port")


class WholeDatabase:
    """One of the two databases at an address; `which` is its line of migrations, `programs` a folder or the path's."""

    def __init__(self, url: str, which: str, programs: Path | None) -> None:
        where(url)
        self._url = make_url(url)
        self._which = which
        self._programs = programs

    def schema(self) -> str:
        """The number of its newest revision, empty where it has none. Raises BackupFailed."""
        if not self._value(SCHEMA):
            return ""
        return str(self._value("SELECT version_num FROM alembic_version"))

    def server(self) -> int:
        """PostgreSQL's version, as a number such as 180003. Raises BackupFailed."""
        return int(str(self._value("SELECT current_setting('server_version_num')")))

    def knows(self, schema: str) -> bool:
        """Whether this version of the exchange has that revision."""
        return schema in migrate.revisions(self._which)

    def is_empty(self) -> bool:
        """Whether it holds no table, view or function. Raises BackupFailed."""
        return self._value(HOLDS) == 0

    def erased(self) -> int:
        """How many files have been erased. Raises BackupFailed."""
        return int(str(self._value("SELECT count(*) FROM erasure")))

    def dump(self) -> Iterator[bytes]:
        """All of it as of one moment, in pieces. Raises BackupFailed, also after the last piece."""
        with self._running("pg_dump", "--format=custom", "--no-password") as out:
            while piece := out.read(PIECE):
                yield piece

    def fill(self, archive: Path) -> None:
        """Restore an archive into it, all or nothing, and bring it to the newest schema. Raises BackupFailed."""
        options = ("--no-owner", "--exit-on-error", "--single-transaction", "--no-password", str(archive))
        with self._running("pg_restore", *options):
            pass
        migrate.upgrade(self._url.render_as_string(hide_password=False), self._which)

    def end_sessions(self) -> int:
        """Take away every session and what was begun in one; how many were there. Raises BackupFailed."""
        with self._answering(), psycopg.connect(self._address(), connect_timeout=5) as connection:
            return sum(connection.execute(one.encode()).rowcount for one in SESSIONS)

    def _value(self, query: str) -> object:
        with self._answering(), psycopg.connect(self._address(), connect_timeout=5) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None

    def _address(self, *, hide: bool = False) -> str:
        """As PostgreSQL's own programs read it; `hide` leaves out the password, which any user of the machine reads."""
        plain = self._url.set(drivername="postgresql")
        shown = URL.create("postgresql", plain.username, None, plain.host, plain.port, plain.database, plain.query)
        return (shown if hide else plain).render_as_string(hide_password=False)

    @contextmanager
    def _running(self, name: str, *options: str) -> Iterator[IO[bytes]]:
        command = [str(self._programs / name) if self._programs else name, "--dbname", self._address(hide=True)]
        with tempfile.TemporaryFile() as said:
            try:
                program = subprocess.Popen(
                    [*command, *options],
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=said,
                )
            except OSError as failure:
                raise BackupFailed(
                    f"{name} cannot be run ({failure.strerror}). Install PostgreSQL's client programs of the server's "
                    "version, or name their folder in PG_BIN."
                ) from failure
            with program:
                try:
                    yield cast("IO[bytes]", program.stdout)
                except BaseException:
                    program.kill()
                    raise
            if program.returncode:
                said.seek(0)
                told = said.read(4000).decode(errors="replace").strip()
                fix = f"\n{OLDER}" if "version" in told else ""
                raise BackupFailed(f"{name} failed on the {self._which} database. It said:\n{told}{fix}")

    def _environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME") or name[:2] == "PG"}
        secret = {"PGPASSWORD": str(self._url.password)} if self._url.password is not None else {}
        return {**kept, "LC_ALL": "C", **secret}

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as failure:
            raise BackupFailed(f"The {self._which} database cannot be asked: {failure}") from failure
