"""A token that is away is named as that, costs nobody a wait of their own, and works once it is back."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pkcs11
import pytest

from crypto.errors import ProviderAwayError, ProviderError
from crypto.keys import pkcs11_provider, token_wrapping
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.token_session import Token, failed
from tests.crypto.builders import a_wrap_place
from tests.crypto.tokens import MadeUpToken, a_token

pytestmark = pytest.mark.usefixtures("without_waiting")
PLACE = a_wrap_place()


def test_a_token_that_is_away_is_named_and_works_once_it_is_back(token: MadeUpToken) -> None:
    provider = token.open()
    wrapped = provider.wrap(bytes(32), PLACE)
    with token.away():
        for act in (
            provider.health,
            lambda: provider.unwrap(wrapped, PLACE),
            lambda: provider.sign(b"text", bytes(32)),
        ):
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


@pytest.mark.parametrize(
    "name", ["SessionClosed", "SessionHandleInvalid", "DeviceError", "DeviceRemoved", "TokenNotPresent", "GeneralError"]
)
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
                provider.sign(b"text", bytes(32))
    assert sought == 1


def test_a_token_that_cannot_do_what_is_asked_is_not_waited_for(
    token: MadeUpToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> NoReturn:
        raise pkcs11.exceptions.MechanismInvalid

    monkeypatch.setattr(token_wrapping, "_gcm", cannot)
    with pytest.raises(ProviderError, match="does not answer again: MechanismInvalid") as caught:
        token.open()
    assert type(caught.value) is ProviderError


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The sessions that were opened from now on."""
    sessions, log_in = [], Token.log_in

    def recorded(self: Token, **how: bool) -> Any:
        sessions.append(log_in(self, **how))
        return sessions[-1]

    monkeypatch.setattr(Token, "log_in", recorded)
    return sessions


def open_still(sessions: list[Any]) -> list[Any]:
    """Those that the token still keeps."""
    kept = []
    for session in sessions:
        with suppress(pkcs11.exceptions.SessionHandleInvalid):
            session.generate_random(64)
            kept.append(session)
    return kept


def test_a_closed_provider_leaves_no_session_and_opens_one_when_used(token: MadeUpToken, opened: list[Any]) -> None:
    provider = token.open()
    assert len(open_still(opened)) == 1
    provider.close()
    provider.close()
    assert (len(opened), open_still(opened)) == (1, [])
    provider.health()
    assert len(opened) == 2


def test_whoever_is_refused_leaves_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Any]
) -> None:
    bare = a_token(tmp_path / "bare")
    with pytest.raises(ProviderError, match="a lost one is brought back by flask keys recover"):
        bare.open()
    assert (len(opened), open_still(opened)) == (1, [])
    bare.make_keys()
    monkeypatch.setattr(pkcs11_provider, "answers", lambda _: False)
    with pytest.raises(ProviderError, match="is not sound"):
        bare.open()
    assert (len(opened), open_still(opened)) == (3, [])


def test_what_is_remembered_of_a_refused_pin_is_words_alone(token: MadeUpToken) -> None:
    provider: Any = Pkcs11KeyProvider(token.module, token.label, token.pin, later=True)
    token.pin.write_text("wrong-pin\n")
    with suppress(ProviderError):
        provider.health()
    gc.collect()
    assert [one for one in gc.get_objects() if isinstance(one, ProviderError)] == []
    with pytest.raises(ProviderError, match="refuses the PIN"):
        provider.health()
