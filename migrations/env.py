"""Alembic's entry point: `app.adapters.database.migrate` says which database and where it is."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from app.adapters.database.tables import asking, files, governance, identity, keys, lists, log, records, work
from app.adapters.database.tables.keys import keystore_metadata
from app.adapters.database.tables.metadata import metadata

__all__ = ["asking", "files", "governance", "identity", "keys", "lists", "log", "records", "work"]

targets = {"main": metadata, "keystore": keystore_metadata}


def run() -> None:
    """Run migrations in one transaction, giving up on a lock after five seconds rather than holding everyone up."""
    attributes = context.config.attributes
    engine = create_engine(attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=targets[attributes["which"]])
        with context.begin_transaction():
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            context.run_migrations()


run()
