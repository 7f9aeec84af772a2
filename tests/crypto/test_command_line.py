"""`python -m crypto verify`, as somebody outside runs it: no application, no database, another folder."""

import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import crypto
from crypto.__main__ import main
from crypto.canonical import canonical
from crypto.commitments import commit
from crypto.encoding import b64, b64u
from crypto.errors import VerificationError
from crypto.log.receipt import Opening, parse
from crypto.verify import verify_receipt
from tests.crypto.builders import ORIGIN, SmallLog, some_leaves

SALT = bytes(range(32))
LEAF = canonical({"kind": "opened", "to": commit(SALT, "Made-up Council\x1b[2J")})
LOG = SmallLog([*some_leaves(4), LEAF])
PACKAGE = Path(crypto.__file__).parent


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    receipt, key = tmp_path / "receipt.json", tmp_path / "log.key"
    receipt.write_text(LOG.receipt(4, to=Opening(SALT, "Made-up Council\x1b[2J")), encoding="utf-8")
    key.write_text(f"{LOG.key.encode()}\n", encoding="utf-8")
    return receipt, key


def _verify(receipt: Path, key: Path) -> int:
    return main(["verify", str(receipt), "--key", str(key)])


def test_it_says_what_it_checked(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert _verify(*files) == 0
    told = capsys.readouterr()
    assert told.err == ""
    for words in (
        "VERIFIED. Every check",
        f"log {ORIGIN} is signed by {ORIGIN}",
        "held 5 entries",
        "entry number 4",
        'kind: "opened"',
        'to: "Made-up Council',
    ):
        assert words in told.out


def test_nothing_in_a_receipt_can_move_the_cursor(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _verify(*files)
    assert "\x1b" not in capsys.readouterr().out


HOSTILE = ("\x1b[2J\x1b[HVERIFIED", "a\x9b2J", "a\u202eb", "a\u200bb", "a\u2028VERIFIED.", "a\nVERIFIED.", "a\x07")
"""Terminal codes (two spellings), a direction mark, what cannot be seen, line ends, a bell."""


def _with_proof(changed: Callable[[str], str]) -> str:
    body = json.loads(LOG.receipt(4))
    return canonical(body | {"proof": changed(body["proof"])}).decode() + "\n"


def _with_signer(name: str) -> str:
    signature = b64(b"abcd" + bytes(64))
    return _with_proof(lambda proof: f"{proof}— {name} {signature}\n")


def _with_origin(name: str) -> str:
    text = f"{name}\n{LOG.size}\n{b64(LOG.root(LOG.size))}\n"
    signed = f"{text}\n— {ORIGIN} {b64(LOG.key.identity + LOG.signing.sign(text.encode()))}\n"
    return _with_proof(lambda proof: f"{proof.partition(chr(10) * 2)[0]}\n\n{signed}")


def _with_opening(name: str) -> str:
    opening = {"salt": b64u(SALT), "value": 1}
    return canonical(json.loads(LOG.receipt(4)) | {"openings": {name: opening}}).decode() + "\n"


def _with_member(name: str) -> str:
    log = SmallLog([canonical({name: "1"})])
    return log.receipt(0)


@pytest.mark.parametrize("made", [_with_signer, _with_origin, _with_opening, _with_member])
@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_of_a_strangers_acts_on_the_terminal(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], made: Callable[[str], str], name: str
) -> None:
    if not name.isascii() and made in {_with_opening, _with_member}:
        return  # members of canonical JSON have ASCII names
    files[0].write_bytes(made(name).encode())
    code = _verify(*files)
    told = capsys.readouterr()
    lines = (told.out + told.err).removesuffix("\n").split("\n")
    assert all(line.isascii() and line.isprintable() for line in lines)
    assert code == 1 or made is _with_member
    assert told.out == "" or code == 0
    assert [line for line in lines if line.startswith("VERIFIED")] == (lines[:1] if code == 0 else [])


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_that_acts_on_a_terminal_is_refused_when_it_is_read(name: str) -> None:
    for text in (_with_signer(name), _with_origin(name)):
        with pytest.raises(VerificationError) as caught:
            verify_receipt(text, [LOG.key])
        assert name not in str(caught.value)
    if name.isascii():
        with pytest.raises(VerificationError, match="openings"):
            parse(_with_opening(name))


def test_a_report_needs_no_more_than_ascii(
    files: tuple[Path, Path], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    log = SmallLog([LEAF], "früh.example/log")
    files[0].write_text(log.receipt(0), encoding="utf-8")
    files[1].write_text(log.key.encode(), encoding="utf-8")
    assert _verify(*files) == 0
    assert b"fr\\xfch.example/log" in capsysbinary.readouterr().out


def test_a_receipt_without_openings_is_reported_without_them(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_text(LOG.receipt(0), encoding="utf-8")
    assert _verify(*files) == 0
    assert "commits to" not in capsys.readouterr().out


def test_a_changed_receipt_is_refused(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    data = files[0].read_bytes()
    for index in range(len(data)):
        files[0].write_bytes(data[:index] + bytes([data[index] ^ 0x80]) + data[index + 1 :])
        assert _verify(*files) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("NOT VERIFIED. ")


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_file_is_named(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], missing: int) -> None:
    files[missing].unlink()
    assert _verify(*files) == 1
    assert f"{files[missing]} cannot be read" in capsys.readouterr().err


def test_a_file_that_is_no_text_is_named(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    files[1].write_bytes(b"\xff\xfe")
    assert _verify(*files) == 1
    assert f"{files[1]} is not a text file" in capsys.readouterr().err


def test_it_runs_in_an_empty_folder_with_the_package_alone(files: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "alone" / "crypto")
    command = [sys.executable, "-m", "crypto", "verify", str(files[0]), "--key", str(files[1])]
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        command, cwd=tmp_path / "alone", env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    files[0].write_text(files[0].read_text().replace("index 4", "index 3"))
    done = subprocess.run(
        command, cwd=tmp_path / "alone", env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")


def test_checking_needs_neither_the_application_nor_joserfc() -> None:
    code = "import sys, json, crypto.__main__; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=60, check=True
    )
    assert {"app", "policies", "joserfc", "flask", "sqlalchemy"}.isdisjoint(json.loads(done.stdout))


def test_it_is_a_command(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["crypto", "verify", str(files[0]), "--key", str(files[1])])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(PACKAGE / "__main__.py"), run_name="__main__")
    assert caught.value.code == 0


def test_a_wrong_command_is_refused_with_its_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["verify", "receipt.json"])
    assert caught.value.code == 2
    assert "--key" in capsys.readouterr().err
