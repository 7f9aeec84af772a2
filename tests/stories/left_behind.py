"""Everything the story left behind in clear: what a thief of disks or mails, or a listener on the wire, would have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from app.demonstration.database import SUPERUSER, Cluster
from app.demonstration.installation import KEYSTORE, MAIN
from tests.stories.canary import rows_as_bytes
from tests.stories.operated import Place, figures, said, sets
from tests.stories.playing import Played


def everything(played: Played) -> Iterator[Place]:
    """Every place there is."""
    cluster = played.installation.cluster
    assert cluster is not None
    for database in (MAIN, KEYSTORE):
        yield from tables(cluster, database)
    yield from logs(played)
    yield from mails(played)
    yield from wire(played)
    yield figures(played.installation)
    yield from said(played.installation)
    yield from sets(played.installation)
    for name in ("checkpoints", "keys"):
        folder = played.installation.folder / name
        yield from ((f"{name}/{path.relative_to(folder)}", contents(path)) for path in sorted(folder.rglob("*")))


def tables(cluster: Cluster, database: str) -> Iterator[Place]:
    """Each table with all its columns, as the superuser sees them."""
    where = f"host={cluster.folder} user={SUPERUSER} dbname={database}"
    with psycopg.connect(where, autocommit=True, row_factory=dict_row) as connection:
        listed = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for row in listed:
            name = sql.Identifier(str(row["schemaname"]), str(row["tablename"]))
            rows = connection.execute(sql.SQL("SELECT * FROM {}").format(name)).fetchall()
            yield f"table {database}.{row['tablename']}", b"\n".join(rows_as_bytes(rows))


def logs(played: Played) -> Iterator[Place]:
    """The logs of server, worker and database."""
    folder = played.installation.folder
    yield from ((path.name, path.read_bytes()) for path in sorted(folder.glob("*.log")))
    if played.installation.cluster is not None:
        yield "database log", (played.installation.cluster.folder / "log").read_bytes()


def mails(played: Played) -> Iterator[Place]:
    """Every mail."""
    yield from ((path.name, path.read_bytes()) for path in sorted(played.installation.mails.glob("*.eml")))


def wire(played: Played) -> Iterator[Place]:
    """Addresses, redirects, headers and cookies of everything asked and answered."""
    for one in played.story.wire.exchanged:
        headers = "\n".join(f"{name}: {value}" for name, value in (*one.sent.items(), *one.received.items()))
        yield f"{one.method} by {one.visitor}", f"{one.address}\n{headers}".encode()


def contents(path: Path) -> bytes:
    """A file with its name; a folder's name alone."""
    return path.name.encode() + (b"\n" + path.read_bytes() if path.is_file() else b"")
