"""The key that signs for the logs is exchanged under way: what was signed holds, and what a thief signs does not."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.errors import KeysUnavailable, WrongState
from app.domain.log_entry import Entry
from app.services.disclosure.log_signing import REPLACED
from app.services.disclosure.naming_rows import signed_rows
from app.services.disclosure.recording import make_durable, record
from app.services.governance.check_log import check_log
from app.services.governance.checkpoints import publish_checkpoint
from app.services.governance.download_log import download_log
from app.services.governance.find_attention import find_attention
from app.services.governance.summaries import publish_summary
from app.services.governance.verifier_keys import every_key
from app.services.keys.escrow_root import escrow_root
from app.services.keys.rotate_log import look_at_log_key, rotate_log
from crypto.errors import VerificationError
from crypto.log.checkpoint import verify
from crypto.log.handover import parse_keys, read_handover
from crypto.log.whole_log import verify_log
from crypto.verify import verify_receipt
from tests.services.exchange import Exchange
from tests.services.log_key import by_the_readme, key_file, log_of, provider_of, receipt_of, rotated
from tests.services.played import Answered, answered
from tests.services.rotating import Opening, killed_at_each_step, opens, rotation


@pytest.fixture
def played(own_exchange: Exchange) -> Answered:
    return answered(own_exchange)


def test_what_was_signed_before_and_since_verifies_from_either_key(own_exchange: Exchange, played: Answered) -> None:
    before, old_keys = receipt_of(own_exchange, played), key_file(own_exchange, played)
    rotated(own_exchange)
    since, new_keys = receipt_of(own_exchange, played), key_file(own_exchange, played)
    assert since != before
    handovers = new_keys[new_keys.index("prx/log-key/v1") :]
    for keys in (new_keys, old_keys + handovers):
        assert verify_receipt(before, parse_keys(keys)).replaced_at is not None
        assert verify_receipt(since, parse_keys(keys)).replaced_at is None
        by_the_readme(before, keys)
        by_the_readme(since, keys)
    with pytest.raises(VerificationError, match="no given key"):
        verify_receipt(since, parse_keys(old_keys))
    assert check_log(own_exchange.runtime).problems == ()
    reader = own_exchange.person("housing", "partner_ig_officer")
    lines = "".join(download_log(own_exchange.runtime, reader, log_of(own_exchange, played).label).lines)
    assert verify_log(lines.splitlines(keepends=True), parse_keys(new_keys)).kinds[REPLACED] == 1


def test_each_log_says_so_where_the_new_key_begins(own_exchange: Exchange, played: Answered) -> None:
    own_exchange.another("police")
    rotated(own_exchange)
    logs = own_exchange.rows("SELECT id, label FROM log ORDER BY id")
    leaves = own_exchange.rows("SELECT log, idx, leaf FROM log_leaf WHERE kind = %s ORDER BY log", REPLACED)
    assert [row[0] for row in leaves] == [row[0] for row in logs]
    for (_, label), (_, index, leaf) in zip(logs, leaves, strict=True):
        said = read_handover(json.loads(bytes(leaf))["handover"])
        assert (said.checkpoint.size, said.checkpoint.origin.endswith(f"/{label}")) == (index, True)
    assert [("summary" in json.loads(bytes(leaf))) for *_, leaf in leaves].count(True) == 1
    kept = parse_keys("".join(f"{one}\n" for one in every_key(own_exchange.runtime)))
    assert verify((own_exchange.runtime.checkpoints.last() or "").split("\n\n[")[0] + "\n", kept).size > 0


def test_a_look_changes_nothing(own_exchange: Exchange, played: Answered) -> None:
    before = own_exchange.rows("SELECT count(*) FROM log_leaf")
    with rotation(own_exchange) as keys:
        publics = keys.log_public_keys()
        found = look_at_log_key(own_exchange.admin, keys)
        assert (found.begun, found.switched, found.logs) == (False, False, len(own_exchange.rows("SELECT id FROM log")))
        assert (keys.log_public_keys(), own_exchange.rows("SELECT count(*) FROM log_leaf")) == (publics, before)
        keys.begin_log_key()
        found = look_at_log_key(own_exchange.admin, keys)
        assert (found.begun, found.switched) == (True, False)
        with pytest.raises(WrongState, match="rotate log"):
            escrow_root(own_exchange.admin, keys)


def test_stopped_at_any_step_it_is_gone_on_with(own_exchange: Exchange, played: Answered) -> None:
    receipts = [receipt_of(own_exchange, played)]

    def holds(number: int) -> None:
        assert opens(own_exchange, played), number
        publish_summary(own_exchange.runtime)
        receipts.append(receipt_of(own_exchange, played))
        keys = parse_keys(key_file(own_exchange, played))
        for one in receipts:
            verify_receipt(one, keys)

    steps = killed_at_each_step(own_exchange, lambda keys: rotate_log(own_exchange.admin, keys), holds)
    assert {"begin_log_key", "do_execute", "do_commit", "flush_to_disk", "retire_log_keys"} <= {*steps}
    with rotation(own_exchange) as keys:
        assert len(keys.log_public_keys()) == 1
    assert check_log(own_exchange.runtime).problems == ()
    by_the_readme(receipts[0], key_file(own_exchange, played))


def test_who_works_meanwhile_is_not_refused(own_exchange: Exchange, played: Answered) -> None:
    """Servers that run open, sign receipts and summaries, and sign in leaves, by whichever key it is."""
    opening, over = Opening(own_exchange, played), threading.Event()

    def signing() -> None:
        log = log_of(own_exchange, played)
        while not over.is_set():
            publish_checkpoint(own_exchange.runtime, log)
            publish_summary(own_exchange.runtime)
            receipt_of(own_exchange, played)

    def administering() -> None:
        while not over.is_set():
            _named(own_exchange)

    with ThreadPoolExecutor(2) as pool, opening.beside():
        jobs = [pool.submit(signing), pool.submit(administering)]
        try:
            for _ in range(3):
                rotated(own_exchange)
        finally:
            over.set()
        for job in jobs:
            job.result()
    assert opening.failures == []
    assert check_log(own_exchange.runtime).problems == ()


def _named(exchange: Exchange) -> None:
    """An entry of administration that is signed in its leaf, about nothing."""
    with exchange.admin.database.work(None) as work:
        extra = {"what": "tried", **signed_rows(exchange.admin, work, "administered", [])}
        entry = Entry(kind="administered", policy_release=1, policy_digest="", extra=extra)
        make_durable(exchange.admin, work, record(exchange.admin, work, [(entry, None)]))


def test_a_server_that_holds_only_the_old_key_signs_nothing(own_exchange: Exchange, played: Answered) -> None:
    """A unit whose credentials are of before: it says so, and whoever needs no signature goes on."""
    keeper = own_exchange.runtime.keys
    frozen = provider_of(own_exchange)
    rotated(own_exchange)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "_provider", frozen)
        patch.setattr(frozen, "_look_again", lambda: True)
        with pytest.raises(KeysUnavailable, match="Restart this process"):
            publish_checkpoint(own_exchange.runtime, log_of(own_exchange, played))
        with pytest.raises(KeysUnavailable, match="Restart this process"):
            publish_summary(own_exchange.runtime)
        assert "restart it" in find_attention(own_exchange.runtime)["log_key"]
    assert opens(own_exchange, played)
    assert "log_key" not in find_attention(own_exchange.runtime)
