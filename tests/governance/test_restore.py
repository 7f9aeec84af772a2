"""A restore drill: the exchange refuses, resuming says what is lost, and receipts from before the loss still verify."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import RefusesToStart
from app.services.governance.checkpoints import log_key, publish_checkpoint
from app.services.governance.prove_entry import prove_entry
from app.wiring import started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.governance.commands import dump, flask, program, restore, serving, verify
from tests.services.exchange import Exchange
from tests.services.played import answered


def written(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def started(exchange: Exchange) -> None:
    """Start as serving does, in place of what ran before."""
    exchange.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        exchange.runtime = started_runtime(exchange.settings, exchange.clock)


@pytest.mark.slow
def test_the_drill(cluster: Cluster, own_exchange: Exchange, tmp_path: Path) -> None:
    exchange, settings = own_exchange, own_exchange.settings
    played = answered(exchange)
    receipt = prove_entry(exchange.runtime, played.responder, played.returned.entry.id)
    old_receipt = written(tmp_path, "old.json", receipt)
    old_key = written(tmp_path, "old.key", log_key(exchange.runtime, settings.log_origin).encode())
    kept = len(exchange.leaves())
    backup = dump(cluster, exchange.database.name)

    lost_case = answered(exchange)
    before = publish_checkpoint(exchange.runtime).checkpoint
    lost_receipt = written(
        tmp_path, "lost.json", prove_entry(exchange.runtime, lost_case.responder, lost_case.returned.entry.id)
    )
    exchange.close()
    restore(cluster, exchange.database.name, backup)

    with pytest.raises(RefusesToStart) as refused:
        started(exchange)
    for part in (f"{before.size} leaves", f"{kept} leaves", before.root.hex(), "flask log resume"):
        assert part in str(refused.value)
    served = serving(settings)
    assert served.code == 3  # gunicorn's own for "cannot boot": it does not try again
    assert f"has {before.size} leaves and root {before.root.hex()}; the stored" in served.error
    assert f"log has {kept} leaves and root " in served.error
    assert "Traceback" not in served.error
    check = program(settings, "log", "check")
    assert check.code == 1
    assert f"numbers {kept} to {before.size - 1} are gone" in check.error
    publish = program(settings, "log", "publish")
    assert publish.code == 1
    assert publish.out == ""

    resume = program(settings, "log", "resume")
    assert resume.code == 0, resume.error
    assert f"entries numbers {kept} to {before.size - 1} of {settings.log_origin}" in resume.out
    assert f"{settings.log_origin}/r1" in resume.out
    assert serving(settings).code == 0
    started(exchange)
    new_key = written(tmp_path, "new.key", resume.out.splitlines()[-1])

    assert verify(old_receipt, old_key).code == 0
    assert verify(lost_receipt, old_key).code == 0  # what was lost can still be proven to have been
    number = len(exchange.leaves())
    again = answered(exchange)
    new_receipt = written(tmp_path, "new.json", program(settings, "log", "receipt", str(number)).out)
    assert verify(new_receipt, new_key).code == 0
    assert verify(new_receipt, old_key).code == 1
    assert again.returned.entry.index > number
    leaf = exchange.rows("SELECT convert_from(leaf, 'UTF8')::jsonb FROM log_leaf WHERE kind = 'origin_started'")[0][0]
    assert leaf["lost"] == [kept, before.size - 1]
    assert str(before.size) in leaf["old_checkpoint"].split("\n")
    keys = program(settings, "log", "key").out.splitlines()
    assert keys == [old_key.read_text(), new_key.read_text()]


def test_a_second_restore_goes_on_as_r2(cluster: Cluster, own_exchange: Exchange) -> None:
    exchange, settings = own_exchange, own_exchange.settings
    answered(exchange)
    for number in (1, 2):
        backup = dump(cluster, exchange.database.name)
        answered(exchange)
        publish_checkpoint(exchange.runtime)
        exchange.close()
        restore(cluster, exchange.database.name, backup)
        resume = flask(None, "log", "resume", admin=exchange.admin)
        assert resume.code == 0, resume.error
        assert f"{settings.log_origin}/r{number}" in resume.out
        started(exchange)
    assert flask(exchange.runtime, "log", "check").code == 0


def test_a_backup_from_before_the_first_resume(cluster: Cluster, own_exchange: Exchange) -> None:
    """The name /r1 is taken, though the restored log has never heard of it."""
    exchange, settings = own_exchange, own_exchange.settings
    answered(exchange)
    backup = dump(cluster, exchange.database.name)
    for name in ("r1", "r2"):
        answered(exchange)
        publish_checkpoint(exchange.runtime)
        exchange.close()
        restore(cluster, exchange.database.name, backup)
        assert f"{settings.log_origin}/{name}" in flask(None, "log", "resume", admin=exchange.admin).out
        started(exchange)


def test_where_nothing_is_lost_there_is_nothing_to_resume(own_exchange: Exchange) -> None:
    never = flask(None, "log", "resume", admin=own_exchange.admin)
    assert (never.code, never.out) == (1, "")
    assert "nothing to compare with" in never.error
    publish_checkpoint(own_exchange.runtime)
    whole = flask(None, "log", "resume", admin=own_exchange.admin)
    assert (whole.code, whole.out) == (1, "")
    assert "Nothing is lost" in whole.error


def test_a_server_that_outlived_the_restore_signs_nothing(cluster: Cluster, own_exchange: Exchange) -> None:
    """Its checkpoint would take the place of the one that shows the loss."""
    exchange = own_exchange
    answered(exchange)
    backup = dump(cluster, exchange.database.name)
    answered(exchange)
    publish_checkpoint(exchange.runtime)
    last = (exchange.settings.checkpoints / "last-checkpoint").read_text()
    restore(cluster, exchange.database.name, backup)
    exchange.close()
    played = answered(exchange)  # the pool connects anew, and the log takes entries
    assert flask(exchange.runtime, "log", "publish").code == 1
    assert (exchange.settings.checkpoints / "last-checkpoint").read_text() == last
    assert played.returned.entry.index > 0
    resume = flask(None, "log", "resume", admin=exchange.admin)
    assert resume.code == 1
    assert "written to after a restore" in resume.error
