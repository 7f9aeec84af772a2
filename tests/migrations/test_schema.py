"""Migrations: the head is what the tables say; up, all the way down and up again; and rows survive each step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, make_url
from sqlalchemy.pool import NullPool

from app.adapters.database import migrate
from app.adapters.database.tables import asking, files, identity, lists, log, records, slips, work
from app.adapters.database.tables.keys import keystore_metadata
from app.adapters.database.tables.metadata import metadata
from app.demonstration.database import OWNER, SUPERUSER, Cluster
from app.domain.ports import AHEAD, BEHIND, CURRENT
from tests.conftest import Database
from tests.migrations.newer import TAKES_AWAY
from tests.services.exchange import Exchange
from tests.services.played import answered

WHICH: dict[str, MetaData] = {migrate.MAIN: metadata, migrate.KEYSTORE: keystore_metadata}
TABLES = (asking, files, identity, lists, log, records, slips, work)
"""Importing them fills `metadata`."""

SEEN = (
    """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
       WHERE table_schema = 'public' ORDER BY 1, 2""",
    """SELECT table_name, privilege_type FROM information_schema.role_table_grants
       WHERE grantee = 'prx_app' ORDER BY 1, 2""",
    "SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    """SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1""",
)
"""What a schema is made of: columns, rights, policies, triggers, indexes, row-level security."""

Rows = dict[str, list[dict[str, Any]]]


def scripts(which: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(migrate.config("postgresql://", which))


def revisions(which: str) -> list[str]:
    """Every revision, the oldest first."""
    return [one.revision for one in reversed(list(scripts(which).walk_revisions()))]


@pytest.fixture(params=WHICH)
def empty(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Which of the two, and the owner's address of an empty database."""
    name = f"migrated_{request.param}"
    cluster.create_database(name)
    yield request.param, cluster.url(name, OWNER)
    cluster.drop_database(name)


def differences(url: str, which: str) -> list[Any]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, WHICH[which]))


def standing(url: str, which: str) -> str:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return migrate.standing_of(connection, which)


def tables(url: str) -> set[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return set(found.scalars()) - {"alembic_version"}


def test_the_head_is_what_the_tables_say(empty: tuple[str, str]) -> None:
    which, url = empty
    migrate.upgrade(url, which)
    assert differences(url, which) == []
    assert tables(url) == set(WHICH[which].tables)
    assert standing(url, which) == CURRENT


def test_a_schema_of_a_newer_version_that_takes_away_is_told_from_an_older_one(empty: tuple[str, str]) -> None:
    which, url = empty
    assert standing(url, which) == BEHIND
    migrate.upgrade(url, which)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(TAKES_AWAY)
    assert standing(url, which) == AHEAD


def test_a_missing_column_would_be_seen(empty: tuple[str, str]) -> None:
    which, url = empty
    migrate.upgrade(url, which)
    table = next(iter(WHICH[which].tables))
    column = next(one.name for one in WHICH[which].tables[table].columns if not one.primary_key)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
    assert differences(url, which) != []


def test_up_down_up_leaves_the_same(empty: tuple[str, str]) -> None:
    which, url = empty
    migrate.upgrade(url, which)
    before = described(url)
    migrate.downgrade(url, which)
    assert tables(url) == set()
    migrate.upgrade(url, which)
    assert described(url) == before
    for revision in revisions(which)[:-1]:
        migrate.downgrade(url, which, revision)
        assert standing(url, which) == BEHIND
        migrate.upgrade(url, which)
        assert described(url) == before


def described(url: str) -> list[tuple[Any, ...]]:
    """All of `SEEN`, in order."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for query in SEEN for row in connection.exec_driver_sql(query)]


def test_rows_survive_every_step(own_exchange: Exchange) -> None:
    answered(own_exchange, protected="yes")
    for database, which in ((own_exchange.database, migrate.MAIN), (own_exchange.keystore, migrate.KEYSTORE)):
        own_exchange.close()
        engine = seen_by_all(database)
        before = rows(engine)
        assert all(before[name] for name in ("log_leaf", "record", "field_box", "inbox_entry") if name in before)
        for revision in reversed(revisions(which)[:-1]):
            migrate.downgrade(database.owner_url, which, revision)
            kept = rows(engine)
            assert kept == {name: as_in(kept, name, before) for name in kept}, f"down to {revision}"
            migrate.upgrade(database.owner_url, which)
            after = rows(engine)
            assert {name: as_in(kept, name, after) for name in kept} == kept, f"up from {revision}"
            assert {name: after[name] for name in kept} == {name: before[name] for name in kept}, "filled in anew"


def seen_by_all(database: Database) -> Engine:
    """An engine that sees all rows, whatever row-level security says."""
    return create_engine(make_url(database.owner_url).set(username=SUPERUSER), poolclass=NullPool)


def rows(engine: Engine) -> Rows:
    url = engine.url.render_as_string(hide_password=False)
    with engine.connect() as connection:
        return {
            name: sorted(map(dict, connection.exec_driver_sql(f"SELECT * FROM {name}").mappings()), key=repr)
            for name in sorted(tables(url))
        }


def as_in(lower: Rows, name: str, upper: Rows) -> list[dict[str, Any]]:
    """A table's rows without the columns that the lower revision does not have yet."""
    columns = lower[name][0].keys() if lower[name] else ()
    return sorted(({column: row[column] for column in columns} for row in upper[name]), key=repr)


@pytest.mark.parametrize("which", WHICH)
def test_revisions_are_numbered_in_one_line(which: str) -> None:
    found = revisions(which)
    assert found == [f"{number:04}" for number in range(1, len(found) + 1)]
    names = sorted(path.name for path in (migrate.MIGRATIONS / which).glob("*.py"))
    assert [name[:4] for name in names] == found
    assert len(scripts(which).get_heads()) == 1


def test_the_head_file_names_the_head() -> None:
    assert (migrate.MIGRATIONS / "HEAD").read_text().strip() == scripts(migrate.MAIN).get_current_head()
