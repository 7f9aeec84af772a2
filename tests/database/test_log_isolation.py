"""The disclosure log under writers at once, and against whoever would change it."""

from __future__ import annotations

import random
import threading
from uuid import UUID

import psycopg
import pytest

from app.domain.errors import ExchangeError
from app.domain.log_entry import INSTALLATION, Entry, Whose
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.governance.check_log import check_log
from app.services.governance.checkpoints import nodes_of
from crypto.log import tree
from tests.services.exchange import Exchange, run_sql

WRITERS, APPENDS = 8, 25
LOG = ("log_leaf", "log_node")


def test_writers_at_once_and_rollbacks_leave_no_gap(own_exchange: Exchange) -> None:
    organisation = own_exchange.organisation("housing").id
    before = len(own_exchange.leaves())
    acknowledged: list[tuple[int, UUID, str]] = []

    def append(writer: int) -> None:
        for number in range(APPENDS):
            with own_exchange.runtime.database.work(organisation) as work:
                key = organisation_detail_key(own_exchange.runtime, work, organisation)
                entries = [(Entry(kind="probed", to_id=organisation), key)] * (1 + number % 3)
                recorded = record(own_exchange.runtime, work, entries)
                if number % 5 != writer % 5:  # the others leave without a commit: rolled back
                    make_durable(own_exchange.runtime, work, recorded)
                    acknowledged.extend((one.index, one.id, "probed") for one in recorded)

    threads = [threading.Thread(target=append, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = own_exchange.leaves()
    added = sorted(one for one in stored if one[2] == "probed")
    assert [index for index, _, _ in added] == list(range(len(added)))
    assert sorted(acknowledged) == added
    assert len(stored) == before + len(added)
    assert len(acknowledged) > WRITERS * APPENDS
    checked = check_log(own_exchange.runtime)
    assert (checked.size, checked.problems) == (len(stored), ())
    details = own_exchange.rows("SELECT count(*) FROM log_detail JOIN log_leaf USING (id, log, idx, kind, at)")
    assert details == [(len(stored),)]


def test_writers_to_the_same_logs_never_wait_for_each_other_in_a_ring(own_exchange: Exchange) -> None:
    runtime, hub = own_exchange.runtime, own_exchange.organisation("hub").id
    partners = [own_exchange.another("housing").id for _ in range(11)]
    failures: list[ExchangeError] = []
    with runtime.database.work(hub) as work:
        key = organisation_detail_key(runtime, work, hub)

    def append(writer: int) -> None:
        chance = random.Random(writer)
        for _ in range(APPENDS):
            mine = chance.sample(partners, len(partners))
            entries = [(Entry("probed", tenant_id=hub, from_id=hub, to_id=one), key) for one in mine]
            try:
                with runtime.database.work(hub) as work:
                    recorded = record(runtime, work, entries)
                    make_durable(runtime, work, recorded)
            except ExchangeError as failure:
                failures.append(failure)

    threads = [threading.Thread(target=append, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with runtime.database.work(None) as work:
        logs = [work.log.log(Whose(hub, one)) for one in partners]
        sizes = {standing.size for standing in work.log.standing(None) if standing.log in logs}
    assert sizes == {WRITERS * APPENDS}
    assert check_log(runtime).problems == ()


def test_whoever_looks_before_appending_keeps_the_others_waiting(own_exchange: Exchange) -> None:
    acts: list[str] = []

    def append(name: str) -> None:
        with own_exchange.runtime.database.work(None) as work:
            record(own_exchange.runtime, work, [(Entry(kind="log_read", extra={"by": name}), None)])
            acts.append(name)
            work.commit()

    with own_exchange.runtime.database.work(None) as work:
        log = work.log.log(INSTALLATION)
        work.log.lock(log)
        other = threading.Thread(target=append, args=("other",))
        other.start()
        other.join(0.5)
        acts.append("first")
        (standing,) = work.log.standing(log)
        recorded = record(own_exchange.runtime, work, [(Entry(kind="log_read"), None)])
        work.commit()
    other.join()
    assert acts == ["first", "other"]
    assert [one.index for one in recorded] == [standing.size]


@pytest.mark.parametrize("batch", [1, 2, 7, 64])
def test_the_stored_tree_is_the_one_that_crypto_builds(own_exchange: Exchange, batch: int) -> None:
    for _ in range(3):
        with own_exchange.runtime.database.work(None) as work:
            recorded = record(own_exchange.runtime, work, [(Entry(kind="log_read"), None)] * batch)
            work.commit()
    with own_exchange.runtime.database.work(None) as work:
        log = work.log.log(INSTALLATION)
        assert log is not None
        (standing,) = work.log.standing(log)
        size = standing.size
        leaves = work.log.leaves(log.id, 0, size)
        nodes = nodes_of(work, log)([(level, index) for level in range(10) for index in range(size >> level)])
    built, new = tree.append(0, [], [tree.leaf_hash(leaf.leaf) for leaf in leaves])
    assert [leaf.leaf for leaf in leaves[-batch:]] == [one.leaf for one in recorded]
    assert standing.frontier == tuple(built)
    assert nodes == [node for _, _, node in sorted(new)]
    [(count,)] = own_exchange.rows("SELECT count(*) FROM log_node")
    assert count == len(new)


@pytest.mark.parametrize("table", LOG)
@pytest.mark.parametrize("change", ["UPDATE {} SET idx = idx", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(
    "role, refusal", [("app", psycopg.errors.InsufficientPrivilege), ("owner", psycopg.errors.RaiseException)]
)
def test_nobody_changes_what_is_written(
    exchange: Exchange, table: str, change: str, role: str, refusal: type[psycopg.Error]
) -> None:
    url = exchange.database.app_url if role == "app" else exchange.database.owner_url
    with pytest.raises(refusal):
        run_sql(url, change.format(table))


@pytest.mark.parametrize("table", ["log_checkpoint", "log_detail", "log_summary", "policy_release"])
def test_the_app_changes_no_checkpoint_detail_or_policy_release(exchange: Exchange, table: str) -> None:
    for change in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(exchange.database.app_url, change)


def test_the_app_owns_nothing_and_is_no_superuser(exchange: Exchange) -> None:
    owned = "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'prx_app'"
    assert exchange.rows(owned) == []
    powers = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'prx_app'"
    assert exchange.rows(powers) == [(False,) * 4]
    assert exchange.rows("SELECT has_schema_privilege('prx_app', 'public', 'CREATE')") == [(False,)]


def test_check_sees_a_log_whose_leaf_was_changed(own_exchange: Exchange) -> None:
    own_exchange.organisation("housing")
    own_exchange.rows("ALTER TABLE log_leaf DISABLE TRIGGER append_only")
    own_exchange.rows("UPDATE log_leaf SET leaf = leaf || ' '::bytea WHERE idx = 1")
    assert check_log(own_exchange.runtime).problems != ()
