"""What is taken away without an entry that names it is found; an entry that names it falsely is found as well."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.demonstration.database import SUPERUSER, Cluster
from app.domain.errors import LogUnavailable
from app.domain.log_entry import Entry
from app.services.disclosure.naming_rows import key_of_rows, signed_rows
from app.services.disclosure.recording import make_durable, record
from app.services.governance.check_log import check_log
from app.services.runtime import Runtime
from tests.services.erasing import destroyer_url, erase
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import exchange_copied
from tests.services.played import Answered, answered

OF_RECORD = "record_id IN (SELECT id FROM record WHERE file_id = '{file}')"
PARTS = {
    "log_detail": "sealed_under = 'file:{file}'",
    "field_box": OF_RECORD,
    "key_grant": OF_RECORD,
    "file_event": "file_id = '{file}'",
}
"""What goes with a file, by table."""


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange of this module's own: what is taken away here is found by whoever verifies its logs."""
    with exchange_copied(cluster, exchange_template, keystore_template, tmp_path_factory.mktemp("unsaid")) as made:
        yield made


@pytest.fixture(scope="module")
def kept(exchange: Exchange) -> Answered:
    """An answered request that nobody erases."""
    return answered(exchange)


@pytest.fixture(scope="module")
def erased(exchange: Exchange) -> Answered:
    """One that is erased as it should be."""
    one = answered(exchange)
    erase(exchange, one.request.file_id)
    return one


@contextmanager
def put_back(url: str, table: str) -> Iterator[None]:
    """The rows of a table are what they were again afterwards; whatever watches it looks away."""
    run_sql(url, f"ALTER TABLE {table} DISABLE TRIGGER ALL", role=SUPERUSER)
    run_sql(url, f"CREATE TABLE kept_rows AS SELECT * FROM {table}", role=SUPERUSER)
    try:
        yield
    finally:
        run_sql(url, f"DELETE FROM {table}", role=SUPERUSER)
        run_sql(url, f"INSERT INTO {table} SELECT * FROM kept_rows", role=SUPERUSER)
        run_sql(url, "DROP TABLE kept_rows", role=SUPERUSER)
        run_sql(url, f"ALTER TABLE {table} ENABLE TRIGGER ALL", role=SUPERUSER)


def problems(exchange: Exchange) -> tuple[str, ...]:
    """What verifying finds."""
    return check_log(exchange.runtime).problems


@pytest.mark.parametrize("table", PARTS)
def test_what_the_owner_takes_from_a_file_that_stands_is_found(exchange: Exchange, kept: Answered, table: str) -> None:
    where, url = PARTS[table].format(file=kept.request.file_id), exchange.database.owner_url
    assert problems(exchange) == ()
    with put_back(url, table):
        exchange.rows(f"DELETE FROM {table} WHERE {where}")
        assert problems(exchange)
    assert problems(exchange) == ()


@pytest.mark.parametrize("table", PARTS)
def test_what_is_taken_from_an_erased_one_is_named_and_so_accepted(
    exchange: Exchange, erased: Answered, table: str
) -> None:
    where, url = PARTS[table].format(file=erased.request.file_id), exchange.database.owner_url
    with put_back(url, table):
        exchange.rows(f"DELETE FROM {table} WHERE {where}")
        assert problems(exchange) == ()


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("log_detail", 'facts = \'{"action": "reveal"}\''),
        ("log_detail", "sealed_under = 'none', role = 'auditor'"),
        ("field_box", "version = version + 1"),
        ("key_grant", "policy_release = policy_release + 1"),
        ("file_event", "about_id = (SELECT id FROM person WHERE id <> about_id LIMIT 1)"),
    ],
)
def test_what_is_left_of_an_erased_one_and_changed_is_found(
    exchange: Exchange, erased: Answered, table: str, edit: str
) -> None:
    """No seal opens any more; what was named has its digest."""
    where, url = PARTS[table].format(file=erased.request.file_id), exchange.database.owner_url
    if table == "log_detail":
        where += " AND kind = 'return_released'"
    with put_back(url, table):
        exchange.rows(f"UPDATE {table} SET {edit} WHERE {where}")
        assert problems(exchange)
    assert problems(exchange) == ()


def test_a_slip_outlives_what_it_counts(exchange: Exchange, erased: Answered) -> None:
    where = f"record_id = '{erased.record.id}'"
    assert exchange.rows(f"SELECT count(*) FROM slip WHERE {where}") == [(1,)]
    with put_back(exchange.database.owner_url, "slip"):
        exchange.rows(f"DELETE FROM slip WHERE {where}")
        assert problems(exchange)


@pytest.mark.parametrize("destroyed", ["DELETE FROM file_key WHERE {}", "SELECT destroy_file_key('{file}')"])
def test_a_key_taken_from_the_key_store_without_an_entry_is_found(
    exchange: Exchange, kept: Answered, destroyed: str
) -> None:
    file_id, url = kept.request.file_id, exchange.keystore.owner_url
    where = f"file_id = '{file_id}'"
    with put_back(url, "file_key"):
        run_sql(url, destroyed.format(where, file=file_id), role=SUPERUSER)
        found = problems(exchange)
        assert any(str(file_id) in problem for problem in found)
        assert any("does not open" in problem for problem in found)


def test_a_key_that_came_back_is_found(exchange: Exchange, kept: Answered, erased: Answered) -> None:
    file_id, url = erased.request.file_id, exchange.keystore.owner_url
    with put_back(url, "file_key"):
        run_sql(
            url,
            "UPDATE file_key SET destroyed_at = NULL, wrapped = (SELECT wrapped FROM file_key WHERE file_id = %s) "
            "WHERE file_id = %s",
            kept.request.file_id, file_id, role=SUPERUSER,
        )  # fmt: skip
        assert any("its key is still there" in problem for problem in problems(exchange))


@pytest.mark.parametrize(
    "edit",
    ["INSERT INTO erasure VALUES ('{kept}', now())", "DELETE FROM erasure WHERE file_id = '{erased}'"],
)
def test_a_file_shown_as_erased_that_is_not_or_the_other_way_is_found(
    exchange: Exchange, kept: Answered, erased: Answered, edit: str
) -> None:
    with put_back(exchange.database.owner_url, "erasure"):
        exchange.rows(edit.format(kept=kept.request.file_id, erased=erased.request.file_id))
        assert problems(exchange)
    assert problems(exchange) == ()


def test_the_applications_roles_erase_nothing(exchange: Exchange, kept: Answered) -> None:
    file_id = kept.request.file_id
    main, keys = exchange.database, exchange.keystore
    for url, tried in (
        (main.app_url, f"SELECT * FROM erase_file('{file_id}')"),
        (main.app_url, f"INSERT INTO erasure VALUES ('{file_id}', now())"),
        (main.admin_url, f"INSERT INTO erasure VALUES ('{file_id}', now())"),
        (keys.app_url, f"SELECT destroy_file_key('{file_id}')"),
        (keys.app_url, "SELECT forget_destroyed()"),
        (keys.app_url, "UPDATE file_key SET wrapped = NULL, destroyed_at = now()"),
        (keys.app_url, f"INSERT INTO file_key (file_id, destroyed_at) VALUES ('{uuid4()}', now())"),
        (keys.admin_url, f"SELECT destroy_file_key('{file_id}')"),
        (destroyer_url(exchange), "SELECT * FROM file_key"),
        (destroyer_url(exchange), "DELETE FROM file_key"),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(url, tried)


def test_the_application_cannot_say_that_something_was_erased(exchange: Exchange, kept: Answered) -> None:
    before = exchange.leaves()
    with pytest.raises(LogUnavailable):
        say_erased(exchange.runtime, kept, {"rows": "x"})
    assert exchange.leaves() == before


def test_an_entry_that_no_command_signed_covers_nothing(own_exchange: Exchange) -> None:
    """Written by somebody with the administering role's address and without the log's key."""
    kept = answered(own_exchange)
    named = json.dumps({"kind": "erased", "rows": [["log_detail", str(uuid4()), None]]})
    say_erased(own_exchange.admin, kept, {"rows": f"prx/administered/v1\n{named}\n\n— prx/administration AAAA\n"})
    own_exchange.rows(f"DELETE FROM log_detail WHERE {PARTS['log_detail']}".format(file=kept.request.file_id))
    found = problems(own_exchange)
    assert any("is not signed by this exchange" in problem for problem in found)
    assert any("has lost its readable part" in problem for problem in found)


def truly_signed(exchange: Exchange, kind: str, file_id: str) -> Mapping[str, Any]:
    """What the exchange signs for a leaf of a kind that names a file's key."""
    with exchange.admin.database.work(None) as work:
        return signed_rows(exchange.admin, key_of_rows(exchange.admin, work), kind, [("file_key", file_id, None)])


def test_a_note_signed_for_another_kind_covers_nothing(own_exchange: Exchange) -> None:
    kept = answered(own_exchange)
    signed = truly_signed(own_exchange, "administered", str(kept.request.file_id))
    say_erased(own_exchange.admin, kept, signed)
    assert any("is not signed by this exchange" in problem for problem in problems(own_exchange))


def test_a_truly_signed_entry_about_what_is_still_there_is_found(own_exchange: Exchange) -> None:
    kept = answered(own_exchange)
    file_id = kept.request.file_id
    say_erased(own_exchange.admin, kept, truly_signed(own_exchange, "erased", str(file_id)))
    found = problems(own_exchange)
    assert any(f"file {file_id} was erased, and its key is still there" in problem for problem in found)


def test_what_came_after_the_entry_is_not_covered_by_it(own_exchange: Exchange) -> None:
    """Only what is named later in the same log may be missing."""
    kept = answered(own_exchange)
    other: UUID = answered(own_exchange).request.file_id
    erase(own_exchange, other)
    own_exchange.rows(f"DELETE FROM log_detail WHERE {PARTS['log_detail']}".format(file=kept.request.file_id))
    assert any("has lost its readable part" in problem for problem in problems(own_exchange))


def say_erased(runtime: Runtime, one: Answered, named: Mapping[str, Any]) -> None:
    """Append an entry that says the request's file was erased."""
    request = one.request
    entry = Entry("erased", tenant_id=request.hub_id, file_id=request.file_id, from_id=request.hub_id,
                  to_id=request.partner_id, extra=named)  # fmt: skip
    with runtime.database.work(None) as work:
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
