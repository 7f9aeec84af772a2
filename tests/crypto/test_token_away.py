"""A token that is away is named as that, costs nobody a wait of their own, and works once it is back."""

from __future__ import annotations

from pathlib import Path

import pkcs11
import pytest

from crypto.errors import ProviderAwayError, ProviderError
from crypto.keys import pkcs11_provider
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.token_session import Token, failed
from tests.crypto.builders import a_wrap_place
from tests.crypto.tokens import MadeUpToken, a_token

PLACE = a_wrap_place()


@pytest.fixture
def token(tmp_path: Path) -> MadeUpToken:
    made = a_token(tmp_path / "token")
    made.make_keys()
    return made


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pkcs11_provider, "WAITS", 0.0)


def test_a_token_that_is_away_is_named_and_works_once_it_is_back(token: MadeUpToken) -> None:
    provider = token.open()
    wrapped = provider.wrap(bytes(32), PLACE)
    with token.away():
        for act in (provider.health, lambda: provider.unwrap(wrapped, PLACE), lambda: provider.sign(b"text")):
            with pytest.raises(ProviderError, match=f"has no token {token.label}: is it plugged in, or on") as caught:
                act()
            assert type(caught.value) is ProviderAwayError
    assert provider.unwrap(wrapped, PLACE) == bytes(32)


def test_a_token_that_is_away_at_the_start_is_opened_once_it_is_back(token: MadeUpToken) -> None:
    with token.away():
        with pytest.raises(ProviderAwayError, match="is it plugged in, or on"):
            token.open()
        provider = Pkcs11KeyProvider(token.module, token.label, token.pin, later=True)
        with pytest.raises(ProviderAwayError, match="is it plugged in, or on"):
            provider.health()
    provider.health()
    token.open().health()


@pytest.mark.parametrize("name", ["DeviceError", "DeviceRemoved", "TokenNotPresent", "GeneralError"])
def test_what_passes_by_itself_is_away_and_what_does_not_is_unfit(name: str) -> None:
    assert type(failed(getattr(pkcs11.exceptions, name)(), "x")) is ProviderAwayError
    assert type(failed(pkcs11.exceptions.FunctionNotSupported(), "x")) is ProviderError


def test_nobody_waits_in_a_row_for_a_token_that_is_away(token: MadeUpToken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pkcs11_provider, "WAITS", 3600.0)
    provider, sought, find = token.open(), 0, Token.find

    def counted(self: Token) -> object:
        nonlocal sought
        sought += 1
        return find(self)

    monkeypatch.setattr(Token, "find", counted)
    with token.away():
        for _ in range(5):
            with pytest.raises(ProviderError, match="is it plugged in"):
                provider.sign(b"text")
    assert sought == 1
