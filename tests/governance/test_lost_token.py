"""The drill of a lost token, line by line as its page says: what shares bring back opens everything."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pkcs11
import pytest

from app.adapters.keys.making import draw_keys
from app.domain.key_source import TokenKeys
from app.services.governance.check_log import check_log
from crypto.keys import token_putting
from crypto.keys.token_session import Token
from tests.clock import show_its_own
from tests.conftest import Database
from tests.crypto.tokens import PIN, MadeUpToken, a_token
from tests.governance.commands import Ran, flask, program
from tests.services.exchange import Exchange, make_exchange
from tests.services.played import answered
from tests.services.rotating import opens

PAGE = Path(__file__).resolve().parents[2] / "app/cli/README.md"
DRILL = PAGE.read_text("utf-8").partition("### A token is lost")[2].partition("\n## ")[0]
LINES = [line.strip() for line in DRILL.splitlines() if line.startswith("    ")]


def told(token: MadeUpToken, *arguments: str) -> Ran:
    return flask(None, *arguments, extra={"PRX_KEYS": token.address})


def typed(printed: str, folder: Path) -> list[str]:
    """Each sheet as somebody typed it into a file."""
    files = [folder / f"share{number}.txt" for number in (1, 2, 3)]
    for file, sheet in zip(files, re.split(r"\n(?=prx-escrow)", printed), strict=True):
        file.write_text(sheet, encoding="utf-8")
    return [str(file) for file in files]


def on_a_token(token: MadeUpToken, database: Database, keystore: Database, folder: Path) -> Exchange:
    source = TokenKeys(token.module, token.label, token.pin, private=True)
    return make_exchange(database, keystore, folder, keys=source)


def test_a_lost_token_comes_back_from_two_sheets(database: Database, keystore: Database, tmp_path: Path) -> None:
    token = a_token(tmp_path / "token")
    made = told(token, "keys", "create", "--escrow", str(tmp_path / "log.key"))
    assert made.code == 0, made.error
    sheets = typed(made.out, tmp_path)
    exchange = on_a_token(token, database, keystore, tmp_path)
    try:
        played = answered(exchange)
        show_its_own(exchange.database.owner_url)
        shutil.rmtree(token.store)  # the token is gone, and so is all it held
        token.store.mkdir()
        token.lose()
        assert told(token, "keys", "status").code == 1
        words = {"LABEL": token.label, "PIN": PIN, "FIRST": sheets[2], "SECOND": sheets[0],
                 "FILE": str(tmp_path / "log.key")}  # fmt: skip
        assert [line.split()[0] for line in LINES] == ["softhsm2-util", "flask", "flask", "flask"]
        for line in LINES:
            command = [words.get(word, word) for word in line.split()]
            if command[0] == "flask":
                ran = program(exchange.settings, *command[1:])
                assert ran.code == 0, (line, ran.out, ran.error)
            else:
                subprocess.run([*command, "--so-pin", "12345678"], capture_output=True, check=True)
                token.lose()
        exchange.clock.moment = datetime.now(UTC)
        assert opens(exchange, played), "in what runs already and in what is started now"
        assert check_log(exchange.runtime).problems == ()
    finally:
        exchange.close()


def test_shares_are_of_the_key_in_the_token_and_shown_once(tmp_path: Path) -> None:
    token = a_token(tmp_path / "token")
    tried = told(token, "keys", "create", "--escrow", str(tmp_path / "log.key"), "--dry-run")
    assert (tried.code, (tmp_path / "log.key").exists()) == (0, False)
    made = told(token, "keys", "create", "--escrow", str(tmp_path / "log.key"))
    first, second, _ = typed(made.out, tmp_path)
    checked = told(token, "keys", "recover", first, second, "--check")
    assert (checked.code, "which is in use" in checked.out) == (0, True), checked.error
    again = told(token, "keys", "create", "--escrow", str(tmp_path / "other.key"))
    assert (again.code, again.out) == (1, "")
    assert "Both keys are there already" in again.error
    assert not (tmp_path / "other.key").exists()
    assert "was put into this token from outside" in told(token, "keys", "status").error


def test_shares_of_keys_that_a_token_did_not_take_put_them_there_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, file = a_token(tmp_path / "token"), str(tmp_path / "log.key")
    with monkeypatch.context() as patch:
        patch.setattr(token_putting, "_put", refuses)
        made = told(token, "keys", "create", "--escrow", file)
    assert (made.code, made.out.count("share ")) == (1, 3)
    assert "may be in the token, whole or in part: keep the sheets" in made.error
    first, second, _ = typed(made.out, tmp_path)
    back = told(token, "keys", "recover", first, second, "--log-key", file, "--into-token")
    assert back.code == 0, back.error
    assert told(token, "keys", "status").code == 0


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_beside_one_key_no_shares_are_made_and_trying_says_so_too(tmp_path: Path, dry_run: tuple[str, ...]) -> None:
    token, file = a_token(tmp_path / "token"), tmp_path / "log.key"
    token.make_keys()
    session = Token(token.module, token.label, token.pin, private=True)
    session.use(
        lambda one: one.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label="prx-log").destroy(), writes=True
    )
    made = told(token, "keys", "create", "--escrow", str(file), *dry_run)
    assert (made.code, made.out, file.exists()) == (1, "", False)
    assert "Where sheets of it were printed, flask keys recover … --into-token puts there what is missing" in made.error


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_a_file_that_is_there_is_never_written_over(tmp_path: Path, dry_run: tuple[str, ...]) -> None:
    token, there = a_token(tmp_path / "token"), tmp_path / "log.key"
    there.write_text("of another key")
    made = told(token, "keys", "create", "--escrow", str(there), *dry_run)
    assert (made.code, made.out, there.read_text()) == (1, "", "of another key")
    assert "cannot be written, as it is there already: name a new file. No share was shown." in made.error
    assert told(token, "keys", "status").code == 1, "and no key is made whose shares nobody has"


def test_a_key_that_came_back_is_as_old_as_its_sheets_say(tmp_path: Path) -> None:
    drawn, own = draw_keys(date(2026, 2, 3)), tmp_path / "log.key"
    own.write_bytes(drawn.log_key)
    first, second, _ = typed("\n".join(drawn.shares), tmp_path)
    token = a_token(tmp_path / "token")
    assert told(token, "keys", "recover", first, second, "--log-key", str(own), "--into-token").code == 0
    assert told(token, "keys", "status").out.count("made on 2026-02-03") == 2


def refuses(*_: object) -> None:
    raise pkcs11.exceptions.FunctionFailed


def test_no_share_is_shown_where_the_logs_key_cannot_be_kept(tmp_path: Path) -> None:
    token, there = a_token(tmp_path / "token"), tmp_path / "no such folder/log.key"
    made = told(token, "keys", "create", "--escrow", str(there))
    assert (made.code, made.out) == (1, "")
    assert "cannot be written" in made.error
    assert told(token, "keys", "status").code == 1, "and no key is made whose shares nobody has"


def test_a_token_of_its_own_keys_is_not_recovered_into(tmp_path: Path) -> None:
    lost, other = a_token(tmp_path / "lost"), tmp_path / "log.key"
    first, second, _ = typed(told(lost, "keys", "create", "--escrow", str(other)).out, tmp_path)
    own = a_token(tmp_path / "own")
    own.make_keys()
    refused = told(own, "keys", "recover", first, second, "--log-key", str(other), "--into-token")
    assert (refused.code, "holds other keys: put these into a new one" in refused.error) == (1, True), refused.error


@pytest.mark.parametrize(
    "command",
    [
        ["create", "--escrow", "log.key"],
        ["create", "--escrow", "new.key", "--dry-run"],
        ["recover", "a", "b", "--into-token"],
    ],
)
def test_what_is_kept_elsewhere_is_split_and_recovered_another_way(tmp_path: Path, command: list[str]) -> None:
    for name in ("a", "b", "log.key"):
        (tmp_path / name).touch()
    words = [str(tmp_path / one) if one in ("a", "b") else one for one in command]
    more = ["--log-key", str(tmp_path / "log.key")] if "--into-token" in command else []
    ran = flask(None, "keys", *words, *more, extra={"PRX_KEYS": f"file:{tmp_path / 'keys'}"})
    assert (ran.code, "PRX_KEYS names no token" in ran.error) == (1, True), ran.error
