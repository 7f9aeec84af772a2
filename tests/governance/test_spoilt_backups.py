"""A backup set that is not what was made, or is named or filled wrongly, is refused by name before anything is run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.adapters.database.whole import WholeDatabase
from tests.governance.backups import Operator, both
from tests.services.exchange import Exchange


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def other_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


SPOILT: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a part is missing": ("main/main.dump", Path.unlink, "the part main.dump is missing"),
    "checkpoints are missing": ("main/checkpoints.tar", Path.unlink, "the part checkpoints.tar is missing"),
    "a part was cut": ("keys/keystore.dump", cut, "keystore.dump has "),
    "a byte was changed": ("main/main.dump", other_byte, "main.dump is not what it was when it was made"),
    "the manifest is missing": ("main/manifest", Path.unlink, "holds no manifest"),
    "the manifest was changed": ("main/manifest", other_byte, "the manifest was changed, or cut short"),
    "the manifest was cut": ("keys/manifest", cut, "the manifest was changed, or cut short"),
}


def test_a_spoilt_set_is_refused_by_name_before_anything_of_it_is_run(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    operator.make(tmp_path / "set")
    operator.make(tmp_path / "other")
    operator.lose_all()
    for number, (file, spoil, told) in enumerate(SPOILT.values()):
        spoilt = tmp_path / f"spoilt{number}"
        shutil.copytree(tmp_path / "set", spoilt)
        spoil(spoilt / file)
        refused = operator.restore(*both(spoilt))
        assert (refused.code, told in refused.error) == (1, True), refused.error
    main, keys, other = (str(tmp_path / name) for name in ("set/main", "set/keys", "other/keys"))
    for halves, told in (
        (("--main", main, "--keys", other), "not of one set"),
        (("--main", keys), "holds the keystore half"),
        (("--keys", main), "holds the main half"),
    ):
        refused = operator.restore(*halves)
        assert (refused.code, told in refused.error) == (1, True), refused.error
    assert own_exchange.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    assert operator.restore(*both(tmp_path / "set")).code == 0
    again = operator.restore(*both(tmp_path / "set"))
    assert (again.code, "is not empty" in again.error) == (1, True)


def test_a_set_of_a_newer_version_is_refused(
    own_exchange: Exchange, operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(WholeDatabase, "schema", lambda self: "0999")
        newer.setattr(WholeDatabase, "knows", lambda self, schema: True)
        assert operator.make(tmp_path / "set").code == 0
    operator.lose_all()
    refused = operator.restore(*both(tmp_path / "set"))
    assert (refused.code, "schema 0999, which is newer than this version" in refused.error) == (1, True)


def test_what_is_filled_is_what_is_proven(operator: Operator, tmp_path: Path) -> None:
    operator.make(tmp_path / "set")
    operator.lose_all()
    operator.also = {"DATABASE_URL": "postgresql+psycopg://prx_app@/another?host=/elsewhere"}
    refused = operator.restore(*both(tmp_path / "set"))
    told = "OWNER_DATABASE_URL and DATABASE_URL name two databases"
    assert (refused.code, told in refused.error) == (1, True), refused.error


def test_a_password_is_told_to_the_program_alone(operator: Operator, tmp_path: Path) -> None:
    """Whatever stands in a command any user of the machine can read."""
    programs = tmp_path / "programs"
    programs.mkdir()
    pretended = programs / "pg_dump"
    pretended.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said; echo $PGPASSWORD > {tmp_path}/told; exit 7\n')
    pretended.chmod(0o755)
    url = make_url(operator.given()["BACKUP_DATABASE_URL"]).set(password="canary-4711").render_as_string(False)
    operator.also = {"PG_BIN": str(programs), "BACKUP_DATABASE_URL": url}
    made = operator.make(tmp_path / "set")
    assert (made.code, "pg_dump failed on the main database" in made.error) == (1, True)
    assert "canary-4711" not in (tmp_path / "said").read_text() + made.error + made.out
    assert (tmp_path / "told").read_text() == "canary-4711\n"
    assert [*(tmp_path / "set").glob("*/*")] == []
    operator.also = {"PG_BIN": str(tmp_path)}
    assert "name their folder in PG_BIN" in operator.make(tmp_path / "again").error


def test_a_set_of_another_installation_is_refused(own_exchange: Exchange, operator: Operator, tmp_path: Path) -> None:
    operator.make(tmp_path / "set")
    manifest = tmp_path / "set" / "main" / "manifest"
    manifest.write_text(manifest.read_text().replace("madeup.example", "another.example"))
    operator.lose_all()
    refused = operator.restore(*both(tmp_path / "set"))
    assert (refused.code, "is not signed by this exchange" in refused.error) == (1, True)


def test_programs_of_another_version_are_named_with_the_setting_that_says_where_others_are(
    operator: Operator, tmp_path: Path
) -> None:
    """What an older `pg_dump` says, word for word."""
    older = tmp_path / "pg_dump"
    older.write_text('#!/bin/sh\necho "pg_dump: error: aborting because of server version mismatch" >&2; exit 1\n')
    older.chmod(0o755)
    operator.also = {"PG_BIN": str(tmp_path)}
    made = operator.make(tmp_path / "set")
    assert (made.code, "version mismatch" in made.error) == (1, True)
    assert "Fix: name the folder of PostgreSQL's client programs of the server's version in PG_BIN." in made.error
