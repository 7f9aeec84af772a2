"""A new signing key of the log beside the one there is, for each provider that can make one, and the old one gone."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.errors import DevelopmentOnlyWarning, ProviderError
from crypto.keys.credential_provider import CredentialKeyProvider
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.provider import RotatingProvider
from crypto.keys.token_keys import find_signing
from crypto.keys.token_session import Token
from tests.crypto.builders import a_wrap_place
from tests.crypto.credentials import new_credentials
from tests.crypto.test_root_rotation import Killed, _kill_after
from tests.crypto.tokens import a_token

Opens = Callable[[], RotatingProvider]


def _files(folder: Path) -> FileKeyProvider:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        return FileKeyProvider(folder) if folder.exists() else FileKeyProvider.create(folder)


@pytest.fixture(params=["files", "token"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Opens:
    """Opens the same keys, as a process does that starts."""
    if request.param == "files":
        return lambda: _files(tmp_path / "keys")
    token = a_token(tmp_path / "keys")
    token.make_keys()
    return token.open


def _signs(provider: RotatingProvider, public: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(provider.sign(b"text", public), b"text")


def test_both_sign_until_the_old_one_is_forgotten(opens: Opens) -> None:
    command = opens()
    (old,) = command.public_keys()
    command.begin_log_key()
    new, before = command.public_keys()
    assert before == old != new
    for provider in (command, opens()):
        provider.health()
        for public in (new, old):
            _signs(provider, public)
    with pytest.raises(ProviderError, match="finish the rotation"):
        command.begin_log_key()
    command.retire_log_keys()
    for provider in (command, opens()):
        provider.health()
        assert provider.public_keys(again=True) == (new,)
        _signs(provider, new)
    with pytest.raises(ProviderError, match="not here"):
        opens().sign(b"text", old)


def test_what_runs_already_finds_the_new_one_by_itself(opens: Opens) -> None:
    running, command = opens(), opens()
    (old,) = running.public_keys()
    command.begin_log_key()
    new = command.public_keys(again=True)[0]
    _signs(running, new)
    command.retire_log_keys()
    assert running.public_keys(again=True) == (new,)
    running.health()
    assert old not in opens().public_keys()


def test_what_slept_through_all_of_it_goes_on(opens: Opens) -> None:
    running, command = opens(), opens()
    command.begin_log_key()
    command.retire_log_keys()
    _signs(running, command.public_keys(again=True)[0])
    running.health()


def test_what_slept_through_exchanges_of_both_keys_goes_on(tmp_path: Path) -> None:
    """Nothing it holds is in use any more; each log key signed the next."""
    running, command = _files(tmp_path / "keys"), _files(tmp_path / "keys")
    for _ in range(3):
        command.begin_root()
        command.retire_roots()
        command.begin_log_key()
        command.retire_log_keys()
    wrapped = command.wrap(bytes(32), a_wrap_place())
    assert running.unwrap(wrapped, a_wrap_place()) == bytes(32)
    _signs(running, command.public_keys(again=True)[0])


def test_a_root_key_exchanged_meanwhile_wraps_both(opens: Opens) -> None:
    provider = opens()
    wrapped = provider.wrap(bytes(32), a_wrap_place())
    provider.begin_log_key()
    both = provider.public_keys(again=True)
    provider.begin_root()
    provider.retire_roots()
    assert opens().public_keys() == both
    with pytest.raises(ProviderError):
        opens().unwrap(wrapped, a_wrap_place())


def test_other_keys_in_the_place_of_these_are_taken_in_by_nobody(tmp_path: Path) -> None:
    running, other = _files(tmp_path / "keys"), _files(tmp_path / "other")
    for path in (tmp_path / "other").iterdir():
        (tmp_path / "keys" / path.name).write_bytes(path.read_bytes())
    assert running.public_keys(again=True) != other.public_keys()
    other.begin_log_key()  # signed by a key that this process never held
    for path in (tmp_path / "other").iterdir():
        (tmp_path / "keys" / path.name).write_bytes(path.read_bytes())
    assert not {*running.public_keys(again=True)} & {*other.public_keys()}
    with pytest.raises(ProviderError):
        running.health()


@pytest.mark.parametrize("act", ["begin_log_key", "retire_log_keys"])
def test_stopped_at_any_step_it_is_done_again(tmp_path: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for steps in range(50):
        folder = tmp_path / f"{act}{steps}"
        provider = _files(folder)
        (old,) = provider.public_keys()
        if act == "retire_log_keys":
            provider.begin_log_key()
        with monkeypatch.context() as patched:
            left = _kill_after(steps, patched)
            with suppress(Killed):
                getattr(provider, act)()
        again = _files(folder)
        again.health()
        assert act == "retire_log_keys" or old in again.public_keys(), f"killed at step {steps}"
        if act == "retire_log_keys":
            again.retire_log_keys()
        elif len(again.public_keys()) == 1:
            again.begin_log_key()
        restarted = _files(folder)
        assert len(restarted.public_keys()) == (1 if act == "retire_log_keys" else 2)
        assert (old in restarted.public_keys()) == (act == "begin_log_key")
        assert {path.name for path in folder.iterdir()} == {"root.key", "log-signing.key"}
        if left():
            assert steps >= 3
            return
    pytest.fail("it never came to its end")


def test_a_log_key_that_another_signed_is_taken_in_by_nobody(tmp_path: Path) -> None:
    """Whoever writes the files cannot sign by the key that went."""
    running, command = _files(tmp_path / "keys"), _files(tmp_path / "keys")
    command.begin_log_key()
    command.retire_log_keys()
    kept = (tmp_path / "keys" / "log-signing.key").read_bytes()
    for at in range(64, len(kept)):
        (tmp_path / "keys" / "log-signing.key").write_bytes(kept[:at] + bytes((kept[at] ^ 1,)) + kept[at + 1 :])
        assert running.public_keys(again=True) != command.public_keys()
    (tmp_path / "keys" / "log-signing.key").write_bytes(kept)
    assert running.public_keys(again=True) == command.public_keys()


def test_a_unit_is_told_who_can(tmp_path: Path) -> None:
    new_credentials(tmp_path / "credentials")
    unit = CredentialKeyProvider(tmp_path / "credentials")
    for act in (unit.begin_log_key, unit.retire_log_keys):
        with pytest.raises(ProviderError, match="as root"):
            act()


def test_a_half_of_an_old_pair_left_in_a_token_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    """Killed between destroying the private half and the public one."""
    token = a_token(tmp_path / "keys")
    token.make_keys()
    command = token.open()
    command.begin_log_key()
    new = command.public_keys(again=True)[0]
    there = Token(token.module, token.label, token.pin, private=True)
    there.use(lambda session: find_signing(session)[0].destroy(), writes=True)
    restarted = token.open()
    assert restarted.public_keys() == (new,)
    restarted.begin_log_key()
    restarted.retire_log_keys()
    assert len(token.open().public_keys()) == 1
