"""What every key provider promises, held for each there is: files, credentials, a token."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.errors import DevelopmentOnlyWarning, ProviderError, UnwrapError
from crypto.keys.credential_provider import CredentialKeyProvider
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.provider import LOG, ROOT, KeyProvider
from tests.crypto.builders import a_wrap_place, an_id
from tests.crypto.credentials import new_credentials
from tests.crypto.tokens import a_token

PLACE = a_wrap_place()
Opens = Callable[[], KeyProvider]
"""Opens the same keys, as a process does that starts."""


def _files(folder: Path) -> Opens:
    def opens() -> KeyProvider:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DevelopmentOnlyWarning)
            return FileKeyProvider(folder) if folder.exists() else FileKeyProvider.create(folder)

    return opens


def _credentials(folder: Path) -> Opens:
    new_credentials(folder)
    return lambda: CredentialKeyProvider(folder)


def _token(folder: Path) -> Opens:
    token = a_token(folder)
    token.make_keys()
    return token.open


KINDS = {"files": _files, "credentials": _credentials, "token": _token}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Callable[[Path], Opens]:
    return KINDS[request.param]


@pytest.fixture
def opens(kind: Callable[[Path], Opens], tmp_path: Path) -> Opens:
    return kind(tmp_path / "keys")


@pytest.fixture
def provider(opens: Opens) -> KeyProvider:
    return opens()


def test_a_generated_key_is_the_one_that_unwraps(provider: KeyProvider) -> None:
    key, wrapped = provider.generate(PLACE)
    assert provider.unwrap(wrapped, PLACE) == key
    assert len(key) == 32
    assert key not in wrapped
    assert provider.generate(PLACE)[0] != key


def test_what_is_wrapped_has_one_layout(provider: KeyProvider) -> None:
    wrapped = provider.wrap(bytes(32), PLACE)
    assert (wrapped[:4], len(wrapped)) == (b"PWK1", 64)
    assert provider.wrap(bytes(32), PLACE) != wrapped


@pytest.mark.parametrize("length", [0, 31, 33])
def test_only_a_key_is_wrapped(provider: KeyProvider, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        provider.wrap(bytes(length), PLACE)


def test_a_key_is_wrapped_for_its_place_only(provider: KeyProvider) -> None:
    wrapped = provider.wrap(bytes(32), PLACE)
    assert provider.unwrap(wrapped, PLACE) == bytes(32)
    moves: list[dict[str, Any]] = [{"kind": "other"}, {"owner": an_id(9)}, {"purpose": "other"}, {"version": 2}]
    for move in moves:
        with pytest.raises(UnwrapError):
            provider.unwrap(wrapped, a_wrap_place(**move))


@pytest.mark.parametrize("wrapped", [b"", b"nonsense", bytes(64), b"PWK1" + bytes(60), b"PWK1" + bytes(61)])
def test_nonsense_does_not_unwrap_and_does_no_harm(provider: KeyProvider, wrapped: bytes) -> None:
    sound = provider.wrap(bytes(32), PLACE)
    with pytest.raises(ProviderError) as caught:
        provider.unwrap(wrapped, PLACE)
    assert type(caught.value) is UnwrapError
    assert str(caught.value) == "A wrapped key could not be unwrapped."
    assert provider.unwrap(sound, PLACE) == bytes(32)


def test_no_byte_of_a_wrapped_key_can_be_changed(provider: KeyProvider) -> None:
    wrapped = provider.wrap(bytes(32), PLACE)
    for at in range(len(wrapped)):
        with pytest.raises(UnwrapError):
            provider.unwrap(wrapped[:at] + bytes((wrapped[at] ^ 1,)) + wrapped[at + 1 :], PLACE)


def test_a_signature_verifies_with_the_public_key(provider: KeyProvider) -> None:
    (own,) = provider.public_keys()
    public = Ed25519PublicKey.from_public_bytes(own)
    public.verify(provider.sign(b"text", own), b"text")
    with pytest.raises(InvalidSignature):
        public.verify(provider.sign(b"text", own), b"other")
    with pytest.raises(ProviderError, match="not here"):
        provider.sign(b"text", bytes(32))


def test_a_sound_provider_says_so(provider: KeyProvider) -> None:
    provider.health()


def test_keys_survive_a_restart(opens: Opens) -> None:
    first = opens()
    key, wrapped = first.generate(PLACE)
    second = opens()
    assert second.unwrap(wrapped, PLACE) == key
    assert second.public_keys() == first.public_keys()
    assert first.unwrap(second.wrap(key, PLACE), PLACE) == key


def test_two_installations_do_not_share_keys(kind: Callable[[Path], Opens], tmp_path: Path) -> None:
    one = kind(tmp_path / "one")()
    wrapped, public = one.wrap(bytes(32), PLACE), one.public_keys()
    other = kind(tmp_path / "other")()
    with pytest.raises(UnwrapError):
        other.unwrap(wrapped, PLACE)
    assert other.public_keys() != public


def test_it_tells_both_keys_and_what_it_protects_from_and_no_secret(provider: KeyProvider) -> None:
    facts = provider.facts()
    assert [key.name for key in facts.keys] == [ROOT, LOG]
    assert "from " in facts.protects
    assert facts.where
    assert repr(provider).startswith(f"{type(provider).__name__}('")


def test_a_folder_that_went_away_is_noticed(tmp_path: Path) -> None:
    for kind, name in ((_files, "files"), (_credentials, "credentials")):
        provider = kind(tmp_path / name)()
        shutil.rmtree(tmp_path / name)
        with pytest.raises(ProviderError, match="cannot be read"):
            provider.health()
