"""Tenant keys by their version: for what an exchange has not come to yet."""

from __future__ import annotations

from uuid import UUID

from app.adapters.database.engine import make_engine
from app.adapters.database.work import SqlDatabase
from app.adapters.keys.keeper import Versions, newest_alone
from app.domain.records import TenantKey


def versions_in(database_url: str) -> Versions:
    """What finds a tenant key by its version.

    By a connection made for that and ended: whoever asks holds one of the pool’s, and must not wait for another.
    """

    def version_of(organisation: UUID, purpose: str, version: int) -> TenantKey:
        database = SqlDatabase(make_engine(database_url))
        try:
            with database.work(None) as work:
                found = {one.version: one for one in work.keys.tenant_keys(organisation, purpose)}
        finally:
            database.close()
        return found.get(version) or newest_alone(organisation, purpose, version)

    return version_of
