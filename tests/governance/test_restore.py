"""A restore drill: the exchange refuses, resuming says what is lost, and receipts from before the loss still verify."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import RefusesToStart
from app.services.governance.prove_entry import prove_entry
from app.services.governance.summaries import publish_summary
from app.services.governance.verifier_keys import every_key
from app.wiring import started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.clock import show_its_own
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


def own_log(exchange: Exchange, entry: UUID) -> tuple[str, int]:
    """The label and size of the log an entry is in."""
    query = "SELECT label, (SELECT count(*) FROM log_leaf WHERE log = log.id) FROM log WHERE id = "
    [(label, size)] = exchange.rows(f"{query} (SELECT log FROM log_leaf WHERE id = %s)", entry)
    return label, size


def key_files(folder: Path, prefix: str, lines: tuple[str, ...]) -> dict[str, Path]:
    """A file for each verifier key line there is among these, by the name of its log."""
    keys = [line for line in lines if line.count("+") >= 2 and " " not in line]
    return {line.split("+")[0]: written(folder, f"{prefix}{number}.key", line) for number, line in enumerate(keys)}


@pytest.mark.slow
def test_the_drill(cluster: Cluster, own_exchange: Exchange, tmp_path: Path) -> None:
    exchange, settings = own_exchange, own_exchange.settings
    played = answered(exchange)
    receipt = prove_entry(exchange.runtime, played.responder, played.returned.entry.id)
    old_receipt = written(tmp_path, "old.json", receipt)
    old_keys = key_files(tmp_path, "old", every_key(exchange.runtime))
    label, kept = own_log(exchange, played.returned.entry.id)
    backup = dump(cluster, exchange.database.name)

    lost_case = answered(exchange)
    before = publish_summary(exchange.runtime).checkpoint
    [(lost_size,)] = exchange.rows(f"SELECT count(*) FROM log_leaf WHERE log = {played.returned.entry.log}")
    lost_receipt = written(
        tmp_path, "lost.json", prove_entry(exchange.runtime, lost_case.responder, lost_case.returned.entry.id)
    )
    exchange.close()
    restore(cluster, exchange.database.name, backup)

    with pytest.raises(RefusesToStart) as refused:
        started(exchange)
    for part in (f"log {label} with {lost_size} entries and root ", f"has {kept} entries", "flask log resume"):
        assert part in str(refused.value)
    served = serving(settings)
    assert served.code == 3  # gunicorn's own for "cannot boot": it does not try again
    assert f"log {label} with {lost_size} entries and root " in served.error
    assert "Traceback" not in served.error
    check = program(settings, "log", "check")
    assert check.code == 1
    assert f"log {label} with {lost_size} entries" in check.error
    publish = program(settings, "log", "publish")
    assert (publish.code, publish.out) == (1, "")

    show_its_own(exchange.database.owner_url)
    resume = program(settings, "log", "resume")
    exchange.clock.moment = datetime.now(UTC)
    assert resume.code == 0, resume.error
    assert f"entries numbers {kept} to {lost_size - 1} of log {label}" in resume.out
    assert f"{settings.log_origin}/summary/r1" in resume.out
    assert serving(settings).code == 0
    started(exchange)
    new_keys = key_files(tmp_path, "new", tuple(resume.out.splitlines()))
    old_key, new_key = old_keys[f"{settings.log_origin}/{label}"], new_keys[f"{settings.log_origin}/{label}/r1"]

    assert verify(old_receipt, old_key).code == 0
    assert verify(lost_receipt, old_key).code == 0  # what was lost can still be proven to have been
    again = answered(exchange)
    new_receipt = written(tmp_path, "new.json", program(settings, "log", "receipt", str(again.returned.entry.id)).out)
    assert verify(new_receipt, new_key).code == 0
    assert verify(new_receipt, old_key).code == 1
    assert again.returned.entry.index > kept
    begun = "SELECT convert_from(leaf, 'UTF8')::jsonb FROM log_leaf WHERE kind = 'origin_started' ORDER BY log"
    leaves = [leaf for (leaf,) in exchange.rows(begun)]
    assert len(leaves) == exchange.rows("SELECT count(*) FROM log")[0][0]
    [mine] = [leaf for leaf in leaves if label in leaf["origin"]]
    assert mine["lost"] == [kept, lost_size - 1]
    assert str(before.size) in leaves[0]["old_checkpoint"].split("\n")
    assert {old_key.read_text(), new_key.read_text()} <= {*program(settings, "log", "key").out.splitlines()}


def test_a_second_restore_goes_on_as_r2(cluster: Cluster, own_exchange: Exchange) -> None:
    exchange, settings = own_exchange, own_exchange.settings
    answered(exchange)
    for number in (1, 2):
        backup = dump(cluster, exchange.database.name)
        answered(exchange)
        publish_summary(exchange.runtime)
        exchange.close()
        restore(cluster, exchange.database.name, backup)
        resume = flask(None, "log", "resume", admin=exchange.admin)
        assert resume.code == 0, resume.error
        assert f"{settings.log_origin}/summary/r{number}" in resume.out
        started(exchange)
    assert flask(exchange.runtime, "log", "check").code == 0


def test_a_backup_from_before_the_first_resume(cluster: Cluster, own_exchange: Exchange) -> None:
    """The name /r1 is taken, though the restored log has never heard of it."""
    exchange, settings = own_exchange, own_exchange.settings
    answered(exchange)
    backup = dump(cluster, exchange.database.name)
    for name in ("r1", "r2"):
        answered(exchange)
        publish_summary(exchange.runtime)
        exchange.close()
        restore(cluster, exchange.database.name, backup)
        assert f"{settings.log_origin}/summary/{name}" in flask(None, "log", "resume", admin=exchange.admin).out
        started(exchange)


def test_where_nothing_is_lost_there_is_nothing_to_resume(own_exchange: Exchange) -> None:
    never = flask(None, "log", "resume", admin=own_exchange.admin)
    assert (never.code, never.out) == (1, "")
    assert "nothing to compare with" in never.error
    publish_summary(own_exchange.runtime)
    whole = flask(None, "log", "resume", admin=own_exchange.admin)
    assert (whole.code, whole.out) == (1, "")
    assert "Nothing that was signed is lost" in whole.error
    assert "nothing here can tell" in whole.error


def test_a_server_that_outlived_the_restore_signs_nothing(cluster: Cluster, own_exchange: Exchange) -> None:
    """Its checkpoint would take the place of the one that shows the loss."""
    exchange = own_exchange
    answered(exchange)
    backup = dump(cluster, exchange.database.name)
    answered(exchange)
    publish_summary(exchange.runtime)
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
