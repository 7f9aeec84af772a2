"""What was last signed of all logs: it counts by what it says under its signature, wherever it lies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.adapters.checkpoints import LAST, CheckpointFolder
from app.domain.errors import LogChanged, LogUnavailable, RefusesToStart
from app.domain.log_entry import Log
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.governance.check_start import check_start
from app.services.governance.checkpoints import fresh_checkpoint, publish_checkpoint
from app.services.governance.prove_entry import prove_entry
from app.services.governance.summaries import keep_fresh, publish_summary
from app.services.governance.verifier_keys import verifier_keys
from crypto.log.note import parse_verifier_key
from crypto.verify import verify_receipt
from tests.governance.commands import flask
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered

UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false); "


def log_of(exchange: Exchange, played: Answered) -> Log:
    with exchange.runtime.database.work(None) as work:
        return work.log.log_numbered(played.returned.entry.log)


def test_a_summary_counts_every_log_and_names_none(own_exchange: Exchange) -> None:
    answered(own_exchange)
    published = publish_summary(own_exchange.runtime).checkpoint
    assert published.size == len(own_exchange.leaves())
    last = (own_exchange.settings.checkpoints / LAST).read_text()
    assert not [one for (one,) in own_exchange.rows("SELECT name FROM organisation") if one in last]
    assert not [one for (one,) in own_exchange.rows("SELECT id::text FROM organisation") if one in last]


def test_a_forged_row_of_another_size_and_century_stops_nothing(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    runtime, log = own_exchange.runtime, log_of(own_exchange, played)
    old, text = publish_checkpoint(runtime, log), publish_summary(runtime).text
    own_exchange.rows(
        "INSERT INTO log_checkpoint (log, origin, size, text, signed_at) VALUES (%s, %s, %s, %s, '2100-01-01')",
        log.id, old.checkpoint.origin, 2**50, old.text,
    )  # fmt: skip
    own_exchange.rows(
        "INSERT INTO log_summary (origin, size, text, lines) SELECT origin, %s, %s, lines FROM log_summary", 2**50, text
    )
    open_records(runtime, played.case.decider, [played.record.id])
    own_exchange.clock.forward(seconds=61)
    assert keep_fresh(runtime)
    check_start(runtime)
    size = len(own_exchange.leaves())
    assert publish_summary(runtime).checkpoint.size == size
    newer = fresh_checkpoint(runtime, log, old.checkpoint.size + 1)
    assert newer.checkpoint.size == old.checkpoint.size + 1
    own_exchange.rows("UPDATE log_checkpoint SET signed_at = %s WHERE size = %s", own_exchange.clock.now(), 2**50)
    assert fresh_checkpoint(runtime, log, newer.checkpoint.size).checkpoint == newer.checkpoint
    assert "filed" in "".join(check_log(runtime).problems)


def test_the_newest_counts_though_the_last_was_taken_away_or_put_back(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    last = own_exchange.settings.checkpoints / LAST
    publish_summary(runtime)
    old = last.read_text()
    open_records(runtime, played.case.decider, [played.record.id])
    publish_summary(runtime)
    newest = last.read_text()
    own_exchange.rows(
        UNGUARDED + "DELETE FROM log_leaf WHERE id = "
        "(SELECT id FROM log_leaf ORDER BY xmin::text::bigint DESC, cmin::text::bigint DESC LIMIT 1)"
    )
    for put_back in (None, old):
        last.unlink(missing_ok=True)
        if put_back is not None:
            last.write_text(put_back)
        own_exchange.clock.forward(seconds=61)
        check_start(runtime)
        assert ["the stored one has" in said for said in own_exchange.stopped().values()] == [True]
        with pytest.raises(LogChanged):
            publish_summary(runtime)
        assert last.read_text() == newest, "what is signed anew says the same again of what was cut"
        assert flask(runtime, "log", "check").code == 1


class ReadAMomentAgo(CheckpointFolder):
    """The folder as a worker finds it that had read its last file just before another worker put one."""

    before: str | None = None

    def last(self) -> str | None:
        """What was there before, once; then what is there."""
        read, self.before = self.before, None
        return read or super().last()


def test_a_worker_that_reads_while_another_puts_one_takes_nothing_for_lost(own_exchange: Exchange) -> None:
    """It found the newest by its number, and its lines neither in the file, which it had read, nor yet stored."""
    played, folder = answered(own_exchange), ReadAMomentAgo(own_exchange.settings.checkpoints)
    runtime = replace(own_exchange.runtime, checkpoints=folder)
    publish_summary(runtime)
    old = folder.last()
    open_records(runtime, played.case.decider, [played.record.id])
    newest = publish_summary(runtime).checkpoint
    own_exchange.rows(UNGUARDED + f"DELETE FROM log_summary WHERE size = {newest.size}")
    folder.before = old
    assert publish_summary(runtime).checkpoint == newest


def test_lines_that_were_not_signed_are_not_believed(own_exchange: Exchange) -> None:
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    last = own_exchange.settings.checkpoints / LAST
    last.write_text("\n".join(last.read_text().split("\n")[:-2]) + "\n")
    with pytest.raises(RefusesToStart, match="not those that it was signed for"):
        check_start(own_exchange.runtime)


def test_one_log_that_does_not_fit_leaves_the_receipts_of_others(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    open_records(runtime, played.case.decider, [played.record.id])
    installations = "log = (SELECT id FROM log WHERE hub_id IS NULL)"
    own_exchange.rows(f"{UNGUARDED} UPDATE log_node SET hash = sha256('made up') WHERE {installations}")
    own_exchange.clock.forward(seconds=61)
    with pytest.raises(LogChanged):
        publish_summary(runtime)
    (line,) = verifier_keys(runtime, log_of(own_exchange, played))
    receipt = prove_entry(runtime, played.responder, played.returned.entry.id)
    assert verify_receipt(receipt, [parse_verifier_key(line)]).leaf["id"] == str(played.returned.entry.id)


@pytest.mark.parametrize("leaf", ["no JSON", "[]", '{"origin": "a b"}', '{"origin": 7}'])
def test_an_odd_leaf_is_told_and_never_ends_the_worker(own_exchange: Exchange, leaf: str) -> None:
    answered(own_exchange)
    own_exchange.rows(
        "INSERT INTO log_leaf SELECT log, max(idx) + 1, gen_random_uuid(), 'origin_started', max(at), %s "
        "FROM log_leaf WHERE log = (SELECT id FROM log WHERE hub_id IS NULL) GROUP BY log",
        leaf.encode(),
    )
    once = flask(own_exchange.runtime, "jobs", "work", "--once")
    assert "it was changed" in once.error
    assert own_exchange.rows("SELECT count(*) FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL") == [(0,)]
    assert check_log(own_exchange.runtime).problems


def test_a_log_that_is_gone_is_missed(own_exchange: Exchange) -> None:
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    label = own_exchange.rows("SELECT label FROM log WHERE hub_id <> other_id LIMIT 1")[0][0]
    own_exchange.rows(f"{UNGUARDED} DELETE FROM log WHERE label = '{label}'")
    check_start(own_exchange.runtime)
    assert own_exchange.stopped() == {}, "there is none to stop: nothing can be recorded of its two parties at all"
    with pytest.raises(LogChanged, match=f"log {label} .* there is no such log any more"):
        publish_summary(own_exchange.runtime)


def test_a_log_under_another_label_is_stopped(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    own_exchange.rows("UPDATE log SET label = 'feedfacecafebeef' WHERE id = %s", played.returned.entry.log)
    check_start(runtime)
    assert [*own_exchange.stopped()] == ["feedfacecafebeef"]
    with pytest.raises(LogUnavailable):
        open_records(runtime, played.case.decider, [played.record.id])


def test_breaking_one_log_leaves_no_other_unsigned(own_exchange: Exchange) -> None:
    """Otherwise whoever holds the database breaks one that nobody misses, and then cuts what he likes."""
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    installations = "log = (SELECT id FROM log WHERE hub_id IS NULL)"
    own_exchange.rows(f"{UNGUARDED} UPDATE log_node SET hash = sha256('made up') WHERE {installations}")
    shown = open_records(runtime, played.case.decider, [played.record.id])[0]
    for _ in range(2):
        own_exchange.clock.forward(seconds=61)
        with pytest.raises(LogChanged, match="has been changed"):
            keep_fresh(runtime)
    own_exchange.rows(f"{UNGUARDED} DELETE FROM log_leaf WHERE id = '{shown.entry.id}'")
    check_start(runtime)
    told, label = own_exchange.stopped(), log_of(own_exchange, played).label
    assert len(told) == 2, "both are stopped: the one that was broken, and the one that was cut meanwhile"
    assert f"log {label} with {shown.entry.index + 1} entries" in told[label]


def test_an_odd_beginning_leaves_no_log_unsigned(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    publish_summary(runtime)
    own_exchange.rows(
        "INSERT INTO log_leaf SELECT log, max(idx) + 1, gen_random_uuid(), 'origin_started', max(at), %s "
        "FROM log_leaf WHERE log = (SELECT id FROM log WHERE hub_id IS NULL) GROUP BY log",
        b'{"origin": "a b"}',
    )
    shown = open_records(runtime, played.case.decider, [played.record.id])[0]
    own_exchange.clock.forward(seconds=61)
    with pytest.raises(LogChanged, match="filed as the start of a name and is none"):
        keep_fresh(runtime)
    own_exchange.rows(f"{UNGUARDED} DELETE FROM log_leaf WHERE id = '{shown.entry.id}'")
    check_start(runtime)
    assert log_of(own_exchange, played).label in own_exchange.stopped()


def test_a_tree_that_lacks_its_edge_is_not_signed(own_exchange: Exchange) -> None:
    played, runtime = answered(own_exchange), own_exchange.runtime
    log = log_of(own_exchange, played)
    while (last := open_records(runtime, played.case.decider, [played.record.id])[0].entry).index % 2:
        pass
    own_exchange.rows(f"{UNGUARDED} DELETE FROM log_node WHERE log = {log.id} AND level = 0 AND idx = {last.index}")
    with pytest.raises(LogChanged, match="lacks a hash of its edge"):
        prove_entry(runtime, played.responder, played.returned.entry.id)
    with pytest.raises(LogChanged, match=f"log {log.label} lacks a hash of its edge"):
        publish_summary(runtime)
    assert log.label not in (own_exchange.settings.checkpoints / LAST).read_text()
