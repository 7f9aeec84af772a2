"""Law 1 when a part fails: key provider, key store, the log, the disk. Nothing is shown, nothing half is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.errors import DiskFull

from app.adapters.keys.remembered import Remembered
from app.domain.errors import KeysUnavailable, LogUnavailable, Unavailable
from app.services.disclosure.gate import open_records
from crypto.errors import ProviderError
from crypto.keys.file_provider import FileKeyProvider
from tests.services.durable import attempt
from tests.services.exchange import Exchange
from tests.services.faults import AFTER, BEFORE, Steps, watched
from tests.services.played import answered


def test_a_failing_key_provider_shows_nothing_at_any_of_its_calls(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = answered(own_exchange)
    calls, real = [0], FileKeyProvider.unwrap
    failing: list[int | None] = [None]

    def unwrap(self: FileKeyProvider, *given: Any) -> bytes:
        calls[0] += 1
        if calls[0] == failing[0]:
            raise ProviderError("made-up fault")
        return real(self, *given)

    monkeypatch.setattr(FileKeyProvider, "unwrap", unwrap)
    monkeypatch.setattr(Remembered, "once", lambda _, _what, unwrap: unwrap())  # so that every call is made
    raised = leaves = 0
    while True:
        calls[0], failing[0] = 0, raised + 1
        before = len(own_exchange.leaves())
        tried = attempt(
            own_exchange, lambda: open_records(own_exchange.runtime, played.case.decider, [played.record.id]), None
        )
        assert tried.unsealed.without_leaf == []
        leaves += len(own_exchange.leaves()) - before
        if tried.raised is None:
            break
        assert isinstance(tried.raised, KeysUnavailable)
        raised += 1
    assert raised >= 2, "one for the file's key, one for the organisation's"
    assert leaves == 1, "what was granted is read before the leaf, so only the whole opening has one"


@pytest.mark.parametrize("moment", [BEFORE, AFTER])
def test_a_failing_key_store_shows_nothing(own_exchange: Exchange, moment: str) -> None:
    played = answered(own_exchange)
    before = len(own_exchange.leaves())

    def fail(number: int, when: str, text: str, connection: Any) -> None:
        if "file_key" in text and when == moment:
            raise psycopg.OperationalError("made-up fault")

    tried = attempt(
        own_exchange, lambda: open_records(own_exchange.runtime, played.case.decider, [played.record.id]), fail
    )
    assert isinstance(tried.raised, KeysUnavailable)
    assert (tried.unsealed.times, len(own_exchange.leaves())) == (0, before)


@contextmanager
def read_only_log(exchange: Exchange) -> Any:
    exchange.rows("REVOKE EXECUTE ON FUNCTION log_append FROM prx_app")
    yield
    exchange.rows("GRANT EXECUTE ON FUNCTION log_append TO prx_app")


@contextmanager
def full_disk(exchange: Exchange) -> Any:
    def fail(number: int, when: str, text: str, connection: Any) -> None:
        if "log_append" in text and when == BEFORE:
            raise DiskFull("could not extend file: no space left on device")

    with watched(exchange, Steps(at=fail)):
        yield


@contextmanager
def no_log_table(exchange: Exchange) -> Any:
    exchange.rows("ALTER TABLE log_leaf RENAME TO log_leaf_gone")
    yield
    exchange.rows("ALTER TABLE log_leaf_gone RENAME TO log_leaf")


@pytest.mark.parametrize("broken", [read_only_log, full_disk, no_log_table])
def test_a_log_that_cannot_be_written_shows_nothing(
    own_exchange: Exchange, broken: Callable[[Exchange], AbstractContextManager[None]]
) -> None:
    played = answered(own_exchange)
    before = own_exchange.leaves()
    with broken(own_exchange), pytest.raises(Unavailable):
        open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    assert own_exchange.leaves() == before
    assert (
        open_records(own_exchange.runtime, played.case.decider, [played.record.id])[0].value("housing_known") == "yes"
    )


def test_a_tree_that_lacks_a_hash_takes_no_leaf(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    last = played.returned.entry
    if last.index % 2:
        last = open_records(own_exchange.runtime, played.case.decider, [played.record.id])[0].entry
    before = own_exchange.leaves()
    own_exchange.rows("ALTER TABLE log_node DISABLE TRIGGER append_only")
    own_exchange.rows("DELETE FROM log_node WHERE log = %s AND level = 0 AND idx = %s", last.log, last.index)
    with pytest.raises(LogUnavailable, match="lacks a hash"):
        open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    assert own_exchange.leaves() == before
