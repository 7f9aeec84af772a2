"""A PostgreSQL server as an operator has it: Debian's, on a host and port, with TLS, passwords and nothing in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.demonstration.database import SUPERUSER, Cluster
from tests.messages.servers import Authority

HOST = "db.madeup.example"
PASSWORDS = {
    "prx_owner": "owner/kanarienvogel",
    "prx_app": "app@kanarienvogel",
    "prx_admin": "admin:kanarienvogel",
    "prx_destroyer": "destroyer#kanarienvogel?",
    "prx_backup": "backup%kanarienvogel&",
}
WHO_MAY = """\
local   all  postgres                trust
local   all  all                     peer
hostssl all  all        127.0.0.0/8  scram-sha-256
"""


def debians() -> Path:
    """The folder of Debian's programs, which know TLS: those of the wheel do not. Raises FileNotFoundError."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError("No PostgreSQL with TLS: install Debian's postgresql.")


class OperatorsServer(Cluster):
    """Such a server, alive inside a `with` block, on a loopback address of its own; its certificate says HOST."""

    def __init__(self, authority: Authority) -> None:
        first, second, third = (1 + one % 250 for one in os.urandom(3))
        self.address = f"127.{first}.{second}.{third}"
        self.authority = authority
        super().__init__(binaries=debians(), fsync=False, settings={"listen_addresses": self.address})

    def at(self, database: str, role: str = "prx_app", password: str | None = None, **more: str) -> str:
        """A database's address over TLS for a role, as an operator writes it."""
        asked = {"hostaddr": self.address, "sslmode": "verify-full", "sslrootcert": str(self.authority.file), **more}
        secret = quote(PASSWORDS[role] if password is None else password, safe="")
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
        return f"postgresql://{role}{':' if secret else ''}{secret}@{HOST}:5432/{database}?{query}"

    def psql(self, text: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        """Give psql these lines, as the superuser."""
        command = [self.programs.path("psql"), "--no-psqlrc", "-h", str(self.folder), "-U", SUPERUSER, database]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, cwd=self.folder, **self.programs.run_as
        )

    def set_passwords(self) -> None:
        r"""What `\password` does for each role."""
        for role, password in PASSWORDS.items():
            self.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))

    def ask(self, query: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """The rows of one statement as the superuser."""
        with psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname=database, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def _make_data(self) -> None:
        super()._make_data()
        data = self.data
        certificate = shutil.copy(self.authority.certificate(HOST), data / "server.pem")
        Path(certificate).chmod(0o600)
        (data / "pg_hba.conf").write_text(WHO_MAY)
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("ssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.pem'\n")
        if run_as := self.programs.run_as:
            os.chown(certificate, run_as["user"], run_as["group"])

    def _make_roles(self) -> None:
        """That is what an operator does by `flask setup database`."""
