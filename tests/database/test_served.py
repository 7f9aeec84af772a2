"""Which versions may serve on a schema that a newer one made."""

from __future__ import annotations

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app.adapters.database import migrate as schemas
from tests.conftest import Database
from tests.migrations.newer import TAKES_AWAY


def test_code_serves_on_a_newer_schema_as_long_as_that_lets_it(database: Database) -> None:
    def standing() -> bool:
        return not schemas.schema_at(database.app_url).unfit

    with create_engine(database.owner_url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as owner:
        assert standing()
        owner.exec_driver_sql("UPDATE alembic_version SET version_num = '0998'")
        assert standing()
        owner.exec_driver_sql(TAKES_AWAY)
        assert not standing()
        owner.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        assert not standing()
