"""Bringing a database to the newest schema, and saying which schema it has."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

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


def is_current(url: str, which: str = MAIN) -> bool:
    """Whether the database has the newest schema."""
    head = ScriptDirectory.from_config(config(url, which)).get_current_head()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head
    finally:
        engine.dispose()


def upgrade_keystore(url: str) -> None:
    """Migrate the key store upwards."""
    upgrade(url, KEYSTORE)
