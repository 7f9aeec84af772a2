"""A log is downloaded in batches: nothing is held between them, what was signed comes, and erasing stops nothing."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from app.domain.log_entry import Log, Whose
from app.services.disclosure.gate import open_records
from app.services.governance import download_log as downloading
from app.services.governance.close_entry import close_entry
from app.services.governance.download_log import download_log
from app.services.governance.verifier_keys import verifier_keys
from crypto.log.note import VerifierKey, parse_verifier_key
from crypto.log.whole_log import VerifiedLog, verify_log
from tests.services.exchange import Exchange, run_sql
from tests.services.played import Answered, answered

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
)


@pytest.fixture
def played(own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> Answered:
    """A case whose return the hub opened three times; batches are of two entries."""
    monkeypatch.setattr(downloading, "BATCH", 2)
    found = answered(own_exchange)
    for _ in range(3):
        open_records(own_exchange.runtime, found.case.decider, [found.record.id])
    return found


def log_and_key(exchange: Exchange, played: Answered) -> tuple[Log, VerifierKey]:
    with exchange.runtime.database.work(None) as work:
        log = work.log.log(Whose(played.request.hub_id, played.request.partner_id))
        assert log is not None
    return log, parse_verifier_key(verifier_keys(exchange.runtime, log)[-1])


def verified(pieces: Iterable[str], key: VerifierKey) -> VerifiedLog:
    """What the checker says of a file that came in pieces."""
    return verify_log("".join(pieces).splitlines(keepends=True), [key])


def test_nothing_is_held_while_the_reader_is_slow_and_what_comes_after_the_signature_stays_out(
    own_exchange: Exchange, played: Answered
) -> None:
    reader = own_exchange.person("housing", "partner_ig_officer")
    log, key = log_and_key(own_exchange, played)
    download = download_log(own_exchange.runtime, reader, log.label)
    lines = [next(download.lines) for _ in range(3)]
    assert own_exchange.rows(WAITING) == [(0,)]
    open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    hub = own_exchange.person("hub", "ig_officer")
    last = own_exchange.rows("SELECT id FROM log_leaf WHERE log = %s AND idx = 4", log.id)[0][0]
    close_entry(own_exchange.runtime, hub, last, "entry", None, "While it is being downloaded.")
    found = verified([*lines, *download.lines], key)
    assert (download.size, found.checkpoint.size, found.closed) == (5, 5, 1)
    assert own_exchange.rows(WAITING) == [(0,)]


def test_what_is_erased_is_not_opened_and_the_log_holds(own_exchange: Exchange, played: Answered) -> None:
    reader = own_exchange.person("housing", "partner_ig_officer")
    other = answered(own_exchange)
    log, key = log_and_key(own_exchange, played)
    assert verified(download_log(own_exchange.runtime, reader, log.label).lines, key).opened == 2
    run_sql(own_exchange.keystore.owner_url, "DELETE FROM file_key WHERE file_id = %s", other.request.file_id)
    assert verified(download_log(own_exchange.runtime, reader, log.label).lines, key).opened == 1
