"""The database's disk is full: nothing is shown, nothing is lost, `ready` says so, and it passes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.demonstration.database import OWNER, Cluster
from app.domain.errors import LogUnavailable
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.governance.find_unready import find_unready
from bench.shim import compiled
from tests.conftest import Database, chosen_binaries
from tests.services.exchange import Exchange, make_exchange
from tests.services.played import answered

SHIM = Path(__file__).with_name("full_disk.c")
MANY = 2000
"""Looks after which a table surely had to grow."""


@pytest.fixture
def filling(tmp_path: Path) -> Iterator[tuple[Path, Exchange]]:
    """An exchange, and the file that fills its disk while it is there."""
    with compiled(SHIM) as library, Cluster(binaries=chosen_binaries(), fsync=False, preload=library) as cluster:
        for name, migrate in (("main", upgrade), ("keys", upgrade_keystore)):
            cluster.create_database(name)
            migrate(cluster.url(name, OWNER))
        main, keys = (Database(name, cluster.url(name), cluster.url(name, OWNER)) for name in ("main", "keys"))
        exchange = make_exchange(main, keys, tmp_path, datetime.now(UTC))
        yield cluster.folder / "full", exchange
        exchange.close()


@pytest.mark.slow
def test_a_full_disk_is_said_until_there_is_room_again(filling: tuple[Path, Exchange]) -> None:
    full, exchange = filling
    played, runtime = answered(exchange), exchange.runtime
    shown = [open_records(runtime, played.case.decider, [played.record.id])[0].entry.id]
    full.touch()
    with pytest.raises(LogUnavailable, match="could not be written"):
        shown.extend(open_records(runtime, played.case.decider, [played.record.id])[0].entry.id for _ in range(MANY))
    assert len(shown) < MANY
    assert [find_unready(runtime)["log"] for _ in range(3)] == ["log_unavailable"] * 3
    assert find_unready(runtime)["database"] == "ok"
    full.unlink()
    assert find_unready(runtime)["log"] == "ok"
    shown.append(open_records(runtime, played.case.decider, [played.record.id])[0].entry.id)
    assert set(shown) <= {one for _, one, _ in exchange.leaves()}
    assert check_log(runtime).problems == ()


def test_whoever_may_make_no_temporary_table_is_not_kept_out_for_it(own_exchange: Exchange) -> None:
    runtime, database = own_exchange.runtime, own_exchange.database.name
    played = answered(own_exchange)
    own_exchange.rows(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    own_exchange.rows(f"ALTER ROLE prx_app IN DATABASE {database} SET default_transaction_read_only = on")
    own_exchange.close()
    with pytest.raises(LogUnavailable):
        open_records(runtime, played.case.decider, [played.record.id])
    assert find_unready(runtime)["log"] == "log_unavailable"
    own_exchange.rows(f"ALTER ROLE prx_app IN DATABASE {database} RESET default_transaction_read_only")
    own_exchange.close()
    assert find_unready(runtime)["log"] == "ok"
