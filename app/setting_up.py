"""The first hour of an installation: its databases' SQL and their schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.adapters.database import migrate
from app.adapters.database.reaching import refusing_reach
from app.domain.errors import RefusesToStart

WHOLE = """\
-- Roles and databases of the Partner Research Exchange, for psql as a superuser of PostgreSQL 15 to 18:
--     flask setup database | psql --no-psqlrc postgres
-- It may be run again. It holds no password and sets none.
\\set ON_ERROR_STOP on
\\set QUIET on
\\set main '{main}'
\\set keystore '{keystore}'
"""


def database_sql(main: str, keystore: str) -> str:
    """What makes roles and databases of these names, for `psql`; names are letters, digits and underscores."""
    parts = ((migrate.MIGRATIONS / name).read_text(encoding="utf-8") for name in ("roles.sql", "databases.sql"))
    return "\n".join((WHOLE.format(main=main, keystore=keystore), *parts))


def migrate_databases(owners: Mapping[str, str]) -> Iterator[str]:
    """Bring both databases to the newest schema, by `which` and its owner's address; says of each what was done.

    Raises RefusesToStart naming the cause, also where a newer version has migrated it.
    """
    for which, address in owners.items():
        with refusing_reach(f"The {which} database cannot be migrated", address):
            schema = migrate.schema_at(address, which)
            if schema.ahead:
                raise RefusesToStart(f"The {which} database {schema.unfit}.")
            if not schema.unfit:
                yield f"The {which} database has schema {schema.newest} already, the newest."
                continue
            migrate.upgrade(address, which)
            yield f"The {which} database has schema {schema.newest} now; before, {schema.has or 'none'}."
