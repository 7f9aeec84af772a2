"""Bringing a database to the newest schema, and saying which schema it has."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

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


def revisions(which: str = MAIN) -> tuple[str, ...]:
    """The numbers of all revisions of a line, the oldest first."""
    scripts = ScriptDirectory.from_config(config("postgresql://", which))
    return tuple(one.revision for one in reversed(list(scripts.walk_revisions())))


def lets_serve(connection: Connection, which: str) -> bool:
    """Whether a schema that a newer version made still has what this version needs, as it says itself."""
    return str(connection.exec_driver_sql("SELECT oldest_served()").scalar_one()) <= revisions(which)[-1]


def is_current(url: str, which: str = MAIN) -> bool:
    """Whether this version may serve on the database: its schema is this version’s, or a newer that lets it."""
    known = revisions(which)
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            has = MigrationContext.configure(connection).get_current_revision()
            return has == known[-1] or (has is not None and has not in known and lets_serve(connection, which))
    finally:
        engine.dispose()


def upgrade_keystore(url: str) -> None:
    """Migrate the key store upwards."""
    upgrade(url, KEYSTORE)
