"""Two servers are upgraded one after the other and back again, while people work: no request is lost, and no entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app.adapters.database import migrate as schemas
from app.web.account.cookies import SESSION_COOKIE
from tests.clock import show_its_own
from tests.conftest import Database
from tests.database.rolling import ROOT, Proxy, Server, migrate, next_version, people_asking
from tests.migrations.newer import TAKES_AWAY
from tests.services.exchange import run_sql
from tests.web.exchange import HOST, Exchange, make_exchange

PEOPLE = 3


def environment(database: Database, keystore: Database, folder: Path) -> Mapping[str, str]:
    """The settings of `make_exchange`, as a server reads them."""
    return {
        "PRX_ENVIRONMENT": "demonstration",
        "DATABASE_URL": database.app_url,
        "KEYSTORE_URL": keystore.app_url,
        "PRX_KEYS": str(folder / "keys"),
        "PRX_CHECKPOINTS": str(folder / "checkpoints"),
        "PRX_LOG_ORIGIN": "madeup.example/disclosures",
        "PRX_PUBLIC_ADDRESS": f"https://{HOST}",
        "PRX_EMERGENCY_NUMBERS": "Madeupshire MASH=01632 960000",
        "PRX_SECRET": "made-up-secret-of-forty-characters-0123456789",
        "PRX_SMTP": "127.0.0.1:9",
        "PRX_MAIL_FROM": "exchange@madeup.example",
    }


def signed_in(exchange: Exchange, name: str) -> Mapping[str, str]:
    """The headers by which a server knows somebody."""
    cookie = exchange.client(name).get_cookie(SESSION_COOKIE, domain=HOST, path="/")
    assert cookie is not None
    return {"Cookie": f"{SESSION_COOKIE}={cookie.value}", "Host": HOST}


def replace(proxy: Proxy, old: Server, new: Server) -> Server:
    """The documented order: the new one is ready, the old one is asked nothing more, has answered, and is stopped."""
    proxy.put_in(new)
    proxy.take_out(old)
    old.stop()
    return new


@pytest.mark.slow
def test_no_request_is_lost_on_the_way_to_the_next_version_and_back(
    database: Database, keystore: Database, tmp_path: Path
) -> None:
    exchange = make_exchange(database, keystore, tmp_path)
    show_its_own(database.owner_url)
    exchange.clock._owner_url = None
    exchange.clock.moment = datetime.now(UTC)
    headers, settings = signed_in(exchange, "ingrid"), environment(database, keystore, tmp_path)
    exchange.close()
    newer, log = next_version(tmp_path / "newer"), tmp_path / "server.log"

    def reads() -> int:
        return int(run_sql(database.owner_url, "SELECT count(*) FROM log_leaf WHERE kind = 'log_read'")[0][0])

    before = reads()
    servers = [Server(ROOT, settings, log), Server(ROOT, settings, log)]
    proxy = Proxy(*servers)
    turns = []
    try:
        with people_asking(proxy, "/log", headers, PEOPLE) as came_to:
            migrate(newer, database.owner_url)
            for tree in (newer, ROOT):
                for number, old in enumerate(servers):
                    servers[number] = replace(proxy, old, Server(tree, settings, log))
                    turns.append(len(came_to))
    finally:
        for server in servers:
            server.stop()
    assert [one for one in came_to if one != 200] == []
    assert [later > earlier for earlier, later in pairwise(turns)] == [True] * 3
    assert reads() - before == len(came_to)
    assert [server.tree for server in servers] == [ROOT, ROOT]


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
