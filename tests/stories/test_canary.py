"""The story leaves no marked value anywhere but in sealed boxes and on the pages of those who may see it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import psycopg
import pytest

from app.demonstration.database import SUPERUSER, Cluster
from app.demonstration.installation import MAIN
from app.demonstration.processes import children_of
from app.demonstration.story import marks
from app.demonstration.story.visitor import Visitor
from app.schemas.identifiers import identifier_words
from app.services.messages.nights import OF_NIGHTS
from app.serving.hooks import COUNTED_IN
from tests.stories.canary import Hit, search
from tests.stories.left_behind import everything, logs, tables, wire
from tests.stories.operated import figures, ran, sets
from tests.stories.playing import Played

pytestmark = pytest.mark.slow
COUNTS = "import sys, prometheus_client as p; p.Counter('planted', 'x', ['who']).labels(sys.argv[1]).inc()"


@pytest.fixture(scope="module")
def cluster(played: Played) -> Cluster:
    """The story's database server."""
    assert played.installation.cluster is not None
    return played.installation.cluster


@pytest.fixture
def planted(cluster: Cluster) -> Iterator[str]:
    """A table with a mark in it, in bytes; gone afterwards."""
    with psycopg.connect(host=str(cluster.folder), user=SUPERUSER, dbname=MAIN, autocommit=True) as connection:
        connection.execute("CREATE TABLE planted (one bytea)")
        connection.execute("GRANT SELECT ON planted TO prx_backup")  # as it may read whatever the owner makes
        connection.execute("INSERT INTO planted VALUES (%s)", (f"xx {marks.MOTHER} xx".encode("utf-16"),))
        yield "planted"
        connection.execute("DROP TABLE planted")


def test_nothing_is_left_behind(played: Played) -> None:
    places = list(everything(played))
    assert {hit.where for hit in search(["Northmoor"], places)} >= {"table main.organisation", "set main, unpacked"}
    assert sum(name.startswith("table ") for name, _ in places) > 20
    assert any(name.endswith(".eml") for name, _ in places)
    named = dict(places)
    assert b"prx_requests_total{" in named["figures"]
    assert b"COPY public.file_key" in named["set keystore, unpacked"]
    assert b'"event":"request"' in named["server.log"].replace(b": ", b":")
    assert search(marks.all_marks(), places) == []


def test_the_same_search_finds_what_is_planted(cluster: Cluster, planted: str) -> None:
    hits = search(marks.all_marks(), tables(cluster, MAIN))
    assert Hit(marks.MOTHER, "utf-16-le", f"table {MAIN}.{planted}") in hits


def test_a_set_is_searched_as_it_would_be_restored(played: Played, planted: str) -> None:
    """In the archive as it lies there a mark is compressed: unpacked, it is found."""
    del planted
    assert {hit.where for hit in search([marks.MOTHER], sets(played.installation))} == {"set main, unpacked"}


def test_a_value_in_a_figure_is_found(played: Played) -> None:
    """Counted beside the server's workers, in the folder that all of them count in."""
    worker = children_of(played.installation.server.pid)[0]
    counted_in = re.search(r"(/\S+/prx-metrics-\w+)/", Path(f"/proc/{worker}/maps").read_text(encoding="utf-8"))
    assert counted_in
    before = set(Path(counted_in[1]).iterdir())
    given = {**os.environ, COUNTED_IN: counted_in[1]}
    subprocess.run([sys.executable, "-c", COUNTS, marks.MOTHER], env=given, check=True)
    try:
        assert {hit.where for hit in search([marks.MOTHER], [figures(played.installation)])} == {"figures"}
    finally:
        for path in set(Path(counted_in[1]).iterdir()) - before:
            path.unlink()


def test_pages_do_show_the_marks_to_those_who_may_see_them(played: Played) -> None:
    seen = [("pages", "\n".join(one.page.html for one in played.story.wire.pages).encode())]
    found = {hit.mark for hit in search(marks.all_marks(), seen)}
    number = identifier_words("nhs_number", marks.NHS[marks.ELDER])
    assert found >= {marks.MOTHER, marks.HOME["postcode"], marks.TENANCY, number}


def test_mails_and_addresses_name_cases_by_reference_alone(played: Played) -> None:
    mails = [path.read_bytes() for path in played.installation.mails.glob("*.eml")]
    assert mails
    for mail in mails:
        message = message_from_bytes(mail, policy=default)
        body = message.get_content()
        if message["Subject"] in OF_NIGHTS.values():  # it counts cases, and names none
            assert "Reference:" not in body
            continue
        of_a_request = not re.search(r"/cases/[0-9a-f-]{36}\r?$", body, re.MULTILINE)
        named = {"Hub", "Reference", "Rating", *({"Due"} if of_a_request else ())}
        assert named <= {line.split(":")[0] for line in body.splitlines()}


def test_errors_say_nothing_either(played: Played, cluster: Cluster) -> None:
    """Wrong pages, wrong forms and a database that dies in the middle, each with a marked value in what was sent."""
    cora = played.story.person("cora")
    before = len(played.story.wire.exchanged)
    misuse(cora, played.story.case)
    cora.go(played.story.case)
    cluster.kill()
    try:
        cora.post_anyway(f"{played.story.case}/concern", sent(), status=503)
        cora.go(played.story.case, status=503)
        cora.page.must_say("The service cannot reach its database")
        assert "01632 960100" in cora.page.root.line
    finally:
        cluster.start()
    recover(cora, played.story.case)
    statuses = {one.status for one in played.story.wire.exchanged[before:]}
    assert statuses >= {400, 404, 405, 422, 503}
    assert search(marks.all_marks(), [*logs(played), *wire(played)]) == []
    with quoting(cluster, "record"):
        cora.go(f"{played.story.case}/concern")
        cora.press("Save", status=503)
    with quoting(cluster, "membership"):
        membership = next(iter(played.installation.memberships.values()))
        ended = ran(played.installation, "members", "end", str(membership))
    assert ended.code == 1
    assert any(name == "server.log" and b"RaiseException:P0001" in content for name, content in logs(played))
    places = [*logs(played), *wire(played), figures(played.installation), ("a command", ended.error.encode())]
    assert search(marks.all_marks(), [one for one in places if one[0] != "database log"]) == []


@contextmanager
def quoting(cluster: Cluster, table: str) -> Iterator[None]:
    """Whoever writes to this table hears an error that quotes a row, as a broken constraint does."""
    refuse = f"BEGIN RAISE EXCEPTION 'row (%)', '{marks.MOTHER}, {marks.NARRATIVE}'; END"
    with psycopg.connect(host=str(cluster.folder), user=SUPERUSER, dbname=MAIN, autocommit=True) as connection:
        connection.execute(f"CREATE FUNCTION quoting() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$".encode())
        on = f"BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
        connection.execute(f"CREATE TRIGGER quoting {on} EXECUTE FUNCTION quoting()".encode())
        try:
            yield
        finally:
            connection.execute("DROP FUNCTION quoting CASCADE")


def sent() -> dict[str, str]:
    return {"case_concern_narrative": marks.NARRATIVE, "case_received_at-day": marks.MOTHER, "version": "1"}


def misuse(visitor: Visitor, case: str) -> None:
    """What a wrong client, an old page or a curious person would send."""
    visitor.go("/cases")
    visitor.post_anyway(f"{case}/concern", sent(), status=422)
    visitor.post_anyway(case + "/nonsense", sent(), status=404)
    visitor.go("/cases")
    visitor.post_anyway("/cases", sent(), status=405)
    visitor.go("/cases")
    visitor.post_anyway(f"{case}/concern", {**sent(), "csrf_token": "wrong"}, status=400)


def recover(visitor: Visitor, case: str) -> None:
    """Until the exchange answers again: its pool finds out connection by connection."""
    for _ in range(100):
        try:
            visitor.go(case)
        except AssertionError:
            time.sleep(0.2)
        else:
            return
    visitor.go(case)
