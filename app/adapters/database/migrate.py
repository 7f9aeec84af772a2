"""Bringing a database to the newest schema, and saying which schema it has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

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


def schema_of(connection: Connection, which: str) -> str:
    """CURRENT, or BEHIND or AHEAD of the newest schema that this version knows."""
    stored, known = MigrationContext.configure(connection).get_current_revision(), _newest_first(which)
    if stored == known[0]:
        return CURRENT
    return BEHIND if stored is None or stored in known else AHEAD


@cache
def _newest_first(which: str) -> tuple[str, ...]:
    scripts = ScriptDirectory.from_config(config("postgresql://", which))
    return tuple(one.revision for one in scripts.walk_revisions())


def upgrade_keystore(url: str) -> None:
    """Migrate the key store upwards."""
    upgrade(url, KEYSTORE)
