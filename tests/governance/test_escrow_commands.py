"""`flask keys escrow | recover`: printed once, the log first; back from two sheets without a database."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.key_source import FileKeys
from app.services.governance.check_log import check_log
from tests.clock import show_its_own
from tests.governance.commands import Ran, flask, program
from tests.services.exchange import Exchange
from tests.services.played import answered
from tests.services.rotating import opens, rotation

ESCROWED = "SELECT leaf FROM log_leaf WHERE kind = 'administered' ORDER BY idx DESC LIMIT 1"


def _escrow(exchange: Exchange, log_key: Path) -> Ran:
    return program(exchange.settings, "keys", "escrow", "--log-key", str(log_key))


def _typed(printed: str, folder: Path) -> list[str]:
    """Each sheet as somebody typed it into a file."""
    files = []
    for number, sheet in enumerate(re.split(r"\n(?=prx-escrow)", printed), 1):
        path = folder / f"share{number}.txt"
        path.write_text(sheet.lower(), encoding="utf-8")
        files.append(str(path))
    return files


def test_a_lost_installation_comes_back_from_two_sheets(own_exchange: Exchange, tmp_path: Path) -> None:
    played = answered(own_exchange)
    show_its_own(own_exchange.database.owner_url)
    made = _escrow(own_exchange, tmp_path / "log.key")
    assert made.code == 0, made.error
    with rotation(own_exchange) as keys:
        (root,) = keys.root_names()
    assert made.out.count(f"of 3, key {root}, set ") == 3
    body = json.loads(bytes(own_exchange.rows(ESCROWED)[0][0]))
    assert (body["what"], body["root"]) == ("root_escrowed", root)
    status = program(own_exchange.settings, "keys", "status")
    assert f"In escrow since {datetime.now(UTC):%Y-%m-%d}." in status.out, status.error

    lost = own_exchange.settings.keys
    assert isinstance(lost, FileKeys)
    lost.folder.rename(tmp_path / "lost")
    _, second, third = _typed(made.out, tmp_path)
    back = flask(
        None, "keys", "recover", third, second, "--log-key", str(tmp_path / "log.key"), "--into", str(lost.folder)
    )
    assert back.code == 0, back.error
    assert f"Root key {root} and the log's key are in {lost.folder}" in back.out
    assert {path.name: path.stat().st_mode & 0o777 for path in lost.folder.iterdir()} == {
        "root.key": 0o600, "log-signing.key": 0o600}  # fmt: skip
    own_exchange.clock.moment = datetime.now(UTC)
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()


@pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
def test_what_was_typed_wrongly_is_named_and_nothing_is_written(own_exchange: Exchange, tmp_path: Path) -> None:
    show_its_own(own_exchange.database.owner_url)
    printed = _escrow(own_exchange, tmp_path / "log.key").out
    first, second, _ = _typed(printed, tmp_path)
    keys = own_exchange.settings.keys
    assert isinstance(keys, FileKeys)
    checked = flask(None, "keys", "recover", first, second, "--check", extra={"PRX_KEYS": f"file:{keys.folder}"})
    assert (checked.code, "which is in use" in checked.out) == (0, True), checked.error
    into = tmp_path / "into"
    recover = ("keys", "recover", first, second, "--log-key", str(tmp_path / "log.key"), "--into", str(into))
    text = Path(second).read_text(encoding="utf-8")
    lines = text.splitlines()
    wrong = "x" if lines[4][3] != "x" else "y"
    Path(second).write_text("\n".join([*lines[:4], lines[4][:3] + wrong + lines[4][4:], *lines[5:]]), encoding="utf-8")
    ran = flask(None, *recover)
    assert (ran.code, f"{second}: Share 2 is mistyped in line 4: compare with the paper." in ran.error) == (1, True)
    Path(second).write_text(Path(first).read_text(encoding="utf-8"), encoding="utf-8")
    assert "Both are share 1" in flask(None, *recover).error
    Path(second).write_text(text, encoding="utf-8")
    (tmp_path / "log.key").write_bytes(bytes(64))
    assert "not of this root key" in flask(None, *recover).error
    same = flask(None, *recover[:3], first, *recover[4:])
    assert (same.code, "Give two files, each with another share." in same.error) == (2, True), same.error
    assert flask(None, *recover[:4]).code == 2, "neither where to nor to check"
    assert not into.exists()


def test_an_escrow_of_the_key_before_is_told_from_that_in_use(own_exchange: Exchange, tmp_path: Path) -> None:
    show_its_own(own_exchange.database.owner_url)
    first, second, _ = _typed(_escrow(own_exchange, tmp_path / "log.key").out, tmp_path)
    again = _escrow(own_exchange, tmp_path / "log.key")
    assert (again.code, again.out) == (1, ""), "no share is printed where the log's key cannot be written"
    assert program(own_exchange.settings, "keys", "rotate", "root").code == 0
    ran = program(own_exchange.settings, "keys", "recover", first, second, "--check")
    assert (ran.code, "they are of another" in ran.error) == (1, True), ran.error
    assert "is not in escrow" in program(own_exchange.settings, "keys", "status").out
