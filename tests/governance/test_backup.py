"""A backup set is made, everything is lost, it is restored and proves itself, and the story goes on."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from stat import S_IMODE

import pytest

from app.adapters.database.whole import WholeDatabase
from app.demonstration.database import OWNER, Cluster
from app.services.disclosure.gate import open_records
from app.services.governance.summaries import publish_summary
from app.wiring import started_runtime
from crypto.errors import DevelopmentOnlyWarning
from tests.governance.backups import Operator, addresses, both
from tests.governance.commands import flask, program
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.played import answered


def started(exchange: Exchange) -> None:
    exchange.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        exchange.runtime = started_runtime(exchange.settings, exchange.clock)


@pytest.mark.slow
def test_made_lost_restored_and_the_story_goes_on(
    cluster: Cluster, own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    exchange, folder, extra = own_exchange, tmp_path / "set", addresses(own_exchange.settings, cluster)
    played = answered(exchange)
    publish_summary(exchange.runtime)
    halves = [str(folder / "main"), str(folder / "keys")]
    made = program(exchange.settings, "backup", "make", *halves, extra=extra)
    assert made.code == 0, made.error
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    assert names == ["keys/keystore.dump", "main/checkpoints.tar", "main/main.dump"]
    for path in folder.glob("*/*"):
        assert S_IMODE(path.stat().st_mode) == 0o600
        assert S_IMODE(path.parent.stat().st_mode) == 0o700

    operator.lose_all()
    shutil.rmtree(exchange.settings.checkpoints)
    restored = program(exchange.settings, "backup", "restore", *both(folder), extra=extra)
    assert restored.code == 0, restored.error
    assert "The logs hold" in restored.out
    assert f"all {len(exchange.organisations)} organisations open under the root key" in restored.out
    assert "nobody can tell from here" in restored.out
    started(exchange)
    opened = open_records(exchange.runtime, played.case.decider, [played.record.id])
    assert opened[0].entry.index > played.returned.entry.index
    answered(exchange)
    assert flask(exchange.runtime, "log", "check").code == 0


def test_what_was_signed_after_the_backup_is_named_and_the_rest_is_said_to_be_unknown(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    exchange = own_exchange
    played = answered(exchange)
    publish_summary(exchange.runtime)
    assert operator.make(tmp_path / "set").code == 0
    answered(exchange)
    publish_summary(exchange.runtime)
    answered(exchange)  # nobody signs this
    [(label,)] = exchange.rows(f"SELECT label FROM log WHERE id = {played.returned.entry.log}")
    operator.lose_all()
    restored = operator.restore(*both(tmp_path / "set"))
    assert restored.code == 0, restored.error
    assert f"of log {label}, at least. The next command is `flask log resume`." in restored.out
    assert "What was recorded after it" in restored.out
    exchange.close()
    resumed = flask(None, "log", "resume", admin=exchange.admin)
    assert resumed.code == 0, resumed.error
    started(exchange)
    answered(exchange)
    assert flask(exchange.runtime, "log", "check").code == 0


def test_a_session_that_was_ended_does_not_come_back(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    actor = answered(own_exchange).responder
    own_exchange.rows(
        "INSERT INTO identity_provider (id, key, name, issuer, client_id, client_authentication, algorithms, strong, "
        "scopes, development, created_at) VALUES (gen_random_uuid(), 'made-up', 'x', 'x', 'x', 'client_secret_basic', "
        "'{ES256}', '{}', '{}', true, now())"
    )
    own_exchange.rows(
        "INSERT INTO web_session (id, token_hash, person_id, provider_id, issuer, subject, groups, signed_in_at, "
        "last_seen_at, bound) SELECT gen_random_uuid(), 'hash', %s, id, 'x', 'x', '{}', now(), now(), '' "
        "FROM identity_provider",
        actor.person_id,
    )
    operator.make(tmp_path / "set")
    operator.lose_all()
    assert "1 sessions and begun sign-ins were ended" in operator.restore(*both(tmp_path / "set")).out
    assert own_exchange.rows("SELECT count(*) FROM web_session") == [(0,)]


def test_a_key_store_older_than_the_database_is_called_that(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    answered(own_exchange)
    operator.make(tmp_path / "set")
    before = own_exchange.rows("SELECT count(*) FROM file")[0][0]
    own_exchange.clock.forward(seconds=1)
    answered(own_exchange)
    now = own_exchange.rows("SELECT count(*) FROM file")[0][0]
    operator.lose(own_exchange.keystore.name)
    restored = operator.restore("--keys", str(tmp_path / "set" / "keys"))
    assert restored.code == 1
    told = f"The key store is older than the database, or another one: it has no key of {now - before} of {now} files"
    assert told in restored.error
    checked = flask(own_exchange.runtime, "log", "check")
    assert (checked.code, told in checked.error, "erased unsaid" in checked.error) == (1, True, False)


def test_an_erasure_after_the_backup_is_named_to_be_said_again(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    """The main database alone was lost: the key store knows of it, the restored database does not."""
    played = answered(own_exchange)
    operator.make(tmp_path / "set")
    erase(own_exchange, played.request.file_id)
    operator.lose(own_exchange.database.name)
    restored = operator.restore("--main", str(tmp_path / "set" / "main"))
    assert restored.code == 1
    assert f"flask files erase {played.request.file_id}" in restored.error


def test_an_erasure_during_the_backup_leaves_no_set(
    own_exchange: Exchange, operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played, dump = answered(own_exchange), WholeDatabase.dump

    def meanwhile(database: WholeDatabase) -> object:
        yield from dump(database)
        own_exchange.rows(
            "INSERT INTO erasure SELECT %s, now() WHERE NOT EXISTS (SELECT FROM erasure)", played.request.file_id
        )

    monkeypatch.setattr(WholeDatabase, "dump", meanwhile)
    made = operator.make(tmp_path / "set")
    assert made.code == 1
    assert "A file was erased meanwhile" in made.error
    assert [*(tmp_path / "set").glob("*/*")] == []
    monkeypatch.undo()
    assert operator.make(tmp_path / "set").code == 0


def test_the_owner_cannot_copy_what_is_others_and_leaves_nothing(operator: Operator, tmp_path: Path) -> None:
    made = operator.make(tmp_path / "set", role=OWNER)
    assert made.code == 1
    assert "row-level security" in made.error
    assert [*(tmp_path / "set").glob("*/*")] == []


def test_the_halves_lie_apart(operator: Operator, tmp_path: Path) -> None:
    for folder, other in ((tmp_path, tmp_path), (tmp_path, tmp_path / "keys"), (tmp_path / "main" / "..", tmp_path)):
        ran = operator.make_in(folder, other)
        assert (ran.code, "to lie apart" in ran.error) == (1, True)
