"""What PostgreSQL keeps of a destroyed key: nothing in the table's files, and what its operator can end."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from psycopg import sql

from app.adapters.database import migrate
from app.adapters.database.engine import make_engine
from app.adapters.database.keys import KeyStore
from app.demonstration.database import APP, DESTROYER, OWNER, SUPERUSER, Cluster
from crypto.places import WrapPlace
from crypto.wrapping import wrap_key
from tests.services.erasing import destroyer_url
from tests.services.exchange import Exchange, run_sql
from tests.services.played import answered, ready_case

WRAPPED = "SELECT wrapped FROM file_key WHERE file_id = %s"
TABLE = "SELECT pg_relation_filepath('file_key')"


def on_disk(cluster: Cluster, exchange: Exchange) -> bytes:
    """The table of file keys as its files hold it."""
    cluster.execute(sql.SQL("CHECKPOINT"))
    ((path,),) = run_sql(exchange.keystore.owner_url, TABLE, role=SUPERUSER)
    return Path(cluster.folder, "data", path).read_bytes()


def wrapped(exchange: Exchange, file_id: object) -> bytes:
    """A key as the key store holds it."""
    ((found,),) = run_sql(exchange.keystore.app_url, WRAPPED, file_id)
    return bytes(found)


def test_the_table_is_written_anew_without_it(cluster: Cluster, own_exchange: Exchange) -> None:
    """An update alone leaves the bytes where they were."""
    file_id, other = answered(own_exchange).request.file_id, ready_case(own_exchange).id
    key, kept = wrapped(own_exchange, file_id), wrapped(own_exchange, other)
    assert key in on_disk(cluster, own_exchange)
    run_sql(own_exchange.keystore.owner_url, "SELECT destroy_file_key(%s)", file_id)
    assert key in on_disk(cluster, own_exchange)
    store = KeyStore(make_engine(destroyer_url(own_exchange)))
    store.destroy(file_id)
    store.close()
    assert key not in on_disk(cluster, own_exchange)
    assert kept in on_disk(cluster, own_exchange)
    assert wrapped(own_exchange, other) == kept


def test_the_write_ahead_log_keeps_it_until_the_operator_lets_go_of_its_segments() -> None:
    """By what `crypto/THREATS.md` tells operators to do, on a server of its own."""
    key, file_id = wrap_key(os.urandom(32), os.urandom(32), WrapPlace("file", uuid4(), "file", 1)), uuid4()
    with Cluster(fsync=False, settings={"wal_recycle": "off"}) as cluster:
        cluster.create_database("keystore")
        migrate.upgrade(cluster.url("keystore", OWNER), migrate.KEYSTORE)
        adds, destroys = (KeyStore(make_engine(cluster.url("keystore", role))) for role in (APP, DESTROYER))
        adds.put({file_id: key}, uuid4(), 1, datetime.now(UTC))
        destroys.destroy(file_id)
        adds.close()
        destroys.close()
        assert in_the_write_ahead_log(cluster, key)
        for statement in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
            cluster.execute(sql.SQL(statement))
        assert not in_the_write_ahead_log(cluster, key)


def in_the_write_ahead_log(cluster: Cluster, key: bytes) -> bool:
    """Whether a half of it is in a segment: a page may end within it."""
    segments = [one.read_bytes() for one in Path(cluster.folder, "data", "pg_wal").iterdir() if one.is_file()]
    return any(half in one for one in segments for half in (key[: len(key) // 2], key[len(key) // 2 :]))
