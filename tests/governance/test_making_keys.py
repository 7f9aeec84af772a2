"""`flask keys create | status`, as a program and within this one, for each place where keys can be."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.errors import ProviderError
from crypto.keys.sealed_provider import SealedKeyProvider
from tests.crypto.builders import a_wrap_place
from tests.crypto.tokens import PIN, a_token
from tests.governance.commands import Ran, flask

PLACE = a_wrap_place()
Where = Callable[[Path], str]


def told(*arguments: str) -> Ran:
    """A command, whose environment says where the keys are and nothing else."""
    return flask(None, *arguments, extra={"PRX_KEYS": os.environ["PRX_KEYS"]})


def _files(folder: Path) -> str:
    return f"file:{folder / 'keys'}"


def _credentials(folder: Path) -> str:
    return f"credential:{folder / 'sealed'}"


def _token(folder: Path) -> str:
    return a_token(folder / "token").address


@pytest.fixture(params=[_files, _credentials, _token])
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    place: Where = request.param
    monkeypatch.setenv("PRX_KEYS", place(tmp_path))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return os.environ["PRX_KEYS"]


@pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
def test_keys_are_made_told_and_found_again(where: str) -> None:
    before = told("keys", "status")
    assert before.code == 1
    assert "PRX_KEYS: " in before.error
    tried = create("--dry-run")
    assert tried.out.startswith("Would make: ")
    assert told("keys", "status").code == 1
    made = create()
    assert made.code == 0
    assert made.out.startswith("Made: ")
    status = told("keys", "status")
    assert (status.code, status.out.count(f"made on {datetime.now(UTC).date()}, 0 days ago")) == (0, 2)
    assert "They wrap, unwrap and sign." in status.out
    assert "Warning: " in status.error  # files, the host's key on the same disk, a token in software: none is all right
    again = told("setup", "keys")
    assert again.code == 0
    assert again.out.startswith("Both keys are there already. Nothing was made.")
    assert PIN not in made.out + status.out + status.error


def create(*more: str) -> Ran:
    """`flask keys create`, sealing by what every machine has: its own key."""
    return told("keys", "create", "--seal", "host", *more)


def test_without_a_tpm_a_seal_by_one_is_refused_with_the_way_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRX_KEYS", _credentials(tmp_path))
    refused = told("keys", "create")
    assert refused.code == 1
    assert "--seal host" in refused.error
    assert not list((tmp_path).rglob("prx-*"))


def test_sealed_credentials_are_named_for_the_unit_and_lie_nowhere_in_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRX_KEYS", _credentials(tmp_path))
    made, sealed = create(), tmp_path / "sealed"
    for name in ("prx-root", "prx-log"):
        assert f"LoadCredentialEncrypted={name}:{sealed / name}" in made.out
        assert (sealed / name).stat().st_mode & 0o777 == 0o600
    root = SealedKeyProvider(sealed).root_secret()
    unsealed = tmp_path / "unsealed"
    command = ["systemd-creds", "decrypt", "--name=prx-root", str(sealed / "prx-root"), str(unsealed)]
    subprocess.run(command, capture_output=True, check=True)
    assert unsealed.read_bytes() == root
    assert root not in (sealed / "prx-root").read_bytes()


def test_half_of_the_credentials_are_never_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRX_KEYS", _credentials(tmp_path))
    create()
    (tmp_path / "sealed" / "prx-root").unlink()
    kept = (tmp_path / "sealed" / "prx-log").read_bytes()
    refused = create()
    assert refused.code == 1
    assert "has prx-log, and not both: restore the other" in refused.error
    assert (tmp_path / "sealed" / "prx-log").read_bytes() == kept


def test_root_exchanges_a_sealed_root_key_after_units_were_given_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRX_KEYS", _credentials(tmp_path))
    create()
    sealed = tmp_path / "sealed"
    provider = SealedKeyProvider(sealed)
    old, public = provider.wrap(bytes(32), PLACE), provider.public_keys()
    refused = pytest.raises(Exception, match="Restart every server and worker")
    with refused:
        provider.begin_root()
    assert "Root keys: 2" in told("keys", "status").out
    unit = SealedKeyProvider(sealed)  # what systemd unseals for a unit that was started again
    new = unit.wrap(unit.unwrap(old, PLACE), PLACE)
    assert provider.under_newest(new, PLACE)
    provider.retire_roots()
    for opened in (provider, unit, SealedKeyProvider(sealed)):
        assert opened.unwrap(new, PLACE) == bytes(32)
        assert opened.public_keys() == public
    assert "Root keys" not in told("keys", "status").out
    assert not (sealed / "prx-root.new").exists()


def test_root_exchanges_a_sealed_log_key_after_units_were_given_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRX_KEYS", _credentials(tmp_path))
    create()
    sealed = tmp_path / "sealed"
    provider = SealedKeyProvider(sealed)
    (old,) = provider.public_keys()
    with pytest.raises(ProviderError, match=r"new log key .* signs nothing yet\. Restart every server and worker"):
        provider.begin_log_key()
    unit = SealedKeyProvider(sealed)  # what systemd unseals for a unit that was started again
    new, before = unit.public_keys()
    assert before == old != new
    assert len(unit.sign(b"text", old) + unit.sign(b"text", new)) == 128
    provider.retire_log_keys()
    unit.health()
    assert SealedKeyProvider(sealed).public_keys() == (new,)
    assert not (sealed / "prx-log.new").exists()


def test_a_wrong_pin_is_given_again_only_by_whoever_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = a_token(tmp_path / "token")
    monkeypatch.setenv("PRX_KEYS", token.address)
    create()
    token.lose()  # a login holds for a whole process: the next command is another
    token.pin.write_text("wrong-pin")
    assert "refuses the PIN" in told("keys", "status").error
    token.pin.write_text(PIN)
    held = told("keys", "status")
    assert (held.code, "--try-pin" in held.error) == (1, True)
    assert told("keys", "status", "--try-pin").code == 0
    assert told("keys", "status").code == 0


def test_a_folder_of_another_user_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRX_KEYS", _files(tmp_path))
    (tmp_path / "keys").mkdir(mode=0o700)
    owner = (tmp_path / "keys").stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    refused = create()
    assert refused.code == 1
    assert "belongs to " in refused.error
    assert "run it as " in refused.error
    assert "chown" not in refused.error


@pytest.mark.parametrize("text", ["", "/keys", "files:/keys", "pkcs11:/m.so?token=x&pin-value=7391"])
def test_a_wrong_setting_is_named_with_its_fix_and_without_the_pin(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRX_KEYS", text)
    for command in ("create", "status"):
        refused = told("keys", command)
        assert refused.code == 1
        assert "PRX_KEYS: " in refused.error
        assert "7391" not in refused.error
