"""A PostgreSQL server of our own, for the demonstration and the tests: started in a third of a second, then gone.

It listens on a socket in its own folder, under /tmp (a socket's path may hold 107 bytes), never on the network,
and trusts whoever can reach that folder. It works as root, who hands it to `nobody`, and as anybody else.
Nothing is installed, no user is added, and no file outside the folder is touched.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import URL

from app.demonstration.processes import end_tidily_when_told_to, end_with_children
from app.demonstration.programs import Programs, find_folder, usable_programs

OWNER = "prx_owner"  # owns databases and tables, runs migrations
APP = "prx_app"  # what the application logs in as; owns nothing
ADMIN = "prx_admin"  # what commands log in as that say who takes part and which policy is in force
DESTROYER = "prx_destroyer"  # what the command that erases a file logs in to the key store as
BACKUP = "prx_backup"  # what the command that makes backups logs in as: it reads every row, and changes none
SUPERUSER = "postgres"
ROLES = Path(__file__).resolve().parents[2] / "migrations" / "roles.sql"

STARTS_WITHIN = 30.0  # seconds; a busy machine after a crash may need many
STOPS_WITHIN = 10.0  # seconds


class ClusterError(RuntimeError):
    """PostgreSQL did not start; the message ends with the last lines it wrote."""


class Cluster:
    """One PostgreSQL server and its data, alive inside a `with` block.

    `binaries` is the folder of PostgreSQL's programs (found when not given), `fsync` whether it waits for the disk,
    `settings` are PostgreSQL's own, `preload` is a shared library put before the C library, and its own folder is made
    in `place`. With `kept` its data are in that folder and outlive it; where there are none yet, they are begun.
    """

    def __init__(
        self,
        *,
        binaries: Path | None = None,
        fsync: bool = True,
        settings: Mapping[str, str] | None = None,
        preload: Path | None = None,
        place: Path = Path("/tmp"),
        kept: Path | None = None,
    ) -> None:
        self._binaries = binaries
        self._fsync = fsync
        self._settings = {"fsync": "on" if fsync else "off", "full_page_writes": "on" if fsync else "off"}
        self._settings |= settings or {}
        self._preload = preload
        self._place = place
        self._kept = kept
        self._starter = os.getpid()
        self._server: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._programs: Programs | None = None

    def __enter__(self) -> Self:
        end_tidily_when_told_to()
        atexit.register(self.stop)
        try:
            begun = self._lay_out()
            self.start()
            if begun:
                self._make_roles()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """The folder that holds socket, data and log; it is removed by `stop`."""
        if self._folder is None:
            message = "This database cluster is not running: use it inside its `with` block."
            raise ClusterError(message)
        return self._folder

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self._kept or self.folder / "data"

    @property
    def programs(self) -> Programs:
        """PostgreSQL's programs of the same version, such as `pg_dump`."""
        if self._programs is None:
            message = "This database cluster is not running: use it inside its `with` block."
            raise ClusterError(message)
        return self._programs

    @property
    def process_id(self) -> int | None:
        """The server's process, or None while it is down."""
        return self._server.pid if self._server else None

    def url(self, database: str, role: str = APP) -> str:
        """Return SQLAlchemy's address of a database for a role."""
        address = URL.create("postgresql+psycopg", username=role, database=database, query={"host": str(self.folder)})
        return address.render_as_string()

    def create_database(self, name: str, owner: str = OWNER, template: str = "template0") -> None:
        """Create a database, as a copy of `template` (which nobody may be connected to).

        Copying its files takes half as long as writing the copy to the log, but only where the disk is not waited for.
        """
        strategy = "wal_log" if self._fsync else "file_copy"
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}")
        self.execute(statement.format(*map(sql.Identifier, (name, owner, template, strategy))))

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections it still has."""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: sql.SQL | sql.Composed, database: str = "postgres") -> None:
        """Run one statement as the superuser, outside a transaction."""
        with psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname=database, autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start the server on the data it has, recovering them after a `kill`.

        Raises ClusterError when it does not get ready.
        """
        if self._server:
            return
        command = [self.programs.path("postgres"), "-D", str(self.data)]
        for name, value in (self._always() | self._settings).items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we tell the server ourselves
                **self.programs.run_as,
            )
        self._wait_until_ready(self._server)

    def kill(self) -> None:
        """End the server and every process of it at once, as a power cut would: nothing is written on the way out."""
        if self._server:
            if self._server.poll() is None:
                end_with_children(self._server.pid)
            self._server.wait()
            self._server = None

    def stop(self) -> None:
        """End the server and remove everything it had. May be called again; does nothing in a forked child."""
        if os.getpid() != self._starter:
            return
        atexit.unregister(self.stop)
        if self._server:
            # Data that are about to go need no checkpoint.
            self._server.send_signal(signal.SIGINT if self._kept else signal.SIGQUIT)
            try:
                self._server.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()
            self._server = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = self._programs = None

    def _make_roles(self) -> None:
        self.execute(sql.SQL(ROLES.read_text(encoding="utf-8")))

    def _lay_out(self) -> bool:
        """Make the folder of this run, and data where there are none; says whether there were none."""
        self._folder = Path(tempfile.mkdtemp(prefix="prx-", dir=self._place))
        self._programs = usable_programs(self._binaries or find_folder(), self._folder)
        if self._preload:
            shutil.copy(self._preload, self._folder / "preload.so")  # where the server's user can read it
        if run_as := self._programs.run_as:
            os.chown(self._folder, run_as["user"], run_as["group"])
        if (self.data / "PG_VERSION").exists():
            return False
        self.data.mkdir(mode=0o700)
        if run_as:
            os.chown(self.data, run_as["user"], run_as["group"])
        self._make_data()
        return True

    def _make_data(self) -> None:
        self.run(
            "initdb", "-U", SUPERUSER, "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions", "-A", "trust"
        )

    def run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's programs on the data folder, as the server's user. Raises ClusterError."""
        made = self.programs.run(program, "-D", str(self.data), *options, where=self.folder)
        if made.returncode:
            message = f"{program} failed:\n{made.stdout}{made.stderr}"
            raise ClusterError(message)

    def _always(self) -> dict[str, str]:
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "timezone": "UTC",
            "log_timezone": "UTC",
        }

    def _environment(self) -> dict[str, str]:
        environment = {"LC_ALL": "C", "TZ": "UTC"}
        if self._preload:
            environment["LD_PRELOAD"] = str(self.folder / "preload.so")
        return environment

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        status = self.data / "postmaster.pid"
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and server.poll() is None:
            try:
                lines = status.read_text().splitlines()
            except FileNotFoundError:  # not written yet; after a kill, the old one goes away between two looks
                lines = []
            if len(lines) > 7 and int(lines[0]) == server.pid and lines[7].strip() == "ready":
                return
            time.sleep(0.01)
        last = "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-10:])
        self.kill()
        message = f"PostgreSQL did not start. The last it wrote:\n{last}"
        raise ClusterError(message)
