"""Bringing a database to the newest schema, and saying which schema it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from app.adapters.database.engine import SERVER_GONE
from app.adapters.database.served import oldest_served
from app.domain.ports import AHEAD, BEHIND, CURRENT

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
MAIN, KEYSTORE = "main", "keystore"


def config(url: str, which: str = MAIN) -> Config:
    """Alembic's configuration for one of the two databases; `url` must be the owner's."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.set_main_option("version_locations", str(MIGRATIONS / which))
    found.set_main_option("path_separator", "os")
    found.attributes["url"] = url
    found.attributes["which"] = which
    return found


def upgrade(url: str, which: str = MAIN, to: str = "head") -> None:
    """Migrate upwards."""
    command.upgrade(config(url, which), to)


def downgrade(url: str, which: str = MAIN, to: str = "base") -> None:
    """Migrate downwards."""
    command.downgrade(config(url, which), to)


@cache
def revisions(which: str = MAIN) -> tuple[str, ...]:
    """The numbers of all revisions of a line, the oldest first."""
    scripts = ScriptDirectory.from_config(config("", which))
    return tuple(one.revision for one in reversed(list(scripts.walk_revisions())))


@dataclass(frozen=True, slots=True)
class Schema:
    """The revision that a database has, None without any, the newest of this version, and all that this one knows.

    `serves` is the oldest revision whose code may serve on a schema of a newer version, as that says itself.
    """

    has: str | None
    newest: str
    known: frozenset[str]
    serves: str | None = None

    @property
    def ahead(self) -> bool:
        """Whether a newer version of the exchange has migrated it."""
        return self.has is not None and self.has not in self.known

    @property
    def unfit(self) -> str:
        """What keeps this version from running on it, and the fix; empty when nothing does."""
        if self.has == self.newest or (self.serves is not None and self.serves <= self.newest):
            return ""
        if self.has is None:
            return "has no schema yet. Fix: run `flask setup migrate`"
        if self.ahead:
            return (
                f"has schema {self.has}, which is newer than this version of the exchange and lets none before "
                f"{self.serves} serve; the newest it knows is {self.newest}. Fix: run the version that migrated it, or "
                "restore a backup made before"
            )
        return (
            f"has schema {self.has}, which is older than this version of the exchange, which needs {self.newest}. "
            "Fix: run `flask setup migrate`"
        )


def schema_of(connection: Connection, which: str = MAIN) -> Schema:
    """The schema that a database has, seen through a connection."""
    known = revisions(which)
    found = Schema(MigrationContext.configure(connection).get_current_revision(), known[-1], frozenset(known))
    return replace(found, serves=oldest_served(connection)) if found.ahead else found


def standing_of(connection: Connection, which: str) -> str:
    """How it stands: CURRENT where this version may serve on it, else BEHIND or AHEAD."""
    schema = schema_of(connection, which)
    return CURRENT if not schema.unfit else AHEAD if schema.ahead else BEHIND


def schema_at(url: str, which: str = MAIN) -> Schema:
    """The same on a connection of its own."""
    with create_engine(url, poolclass=NullPool, connect_args=SERVER_GONE).connect() as connection:
        return schema_of(connection, which)


def upgrade_keystore(url: str) -> None:
    """Migrate the key store upwards."""
    upgrade(url, KEYSTORE)
