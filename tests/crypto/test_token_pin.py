"""A wrong PIN is given to a token once, by nobody again until a person says so; one that cannot be read, never."""

from __future__ import annotations

import os

import pytest

from crypto.errors import PinRefusedError, ProviderError
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.token_session import Token
from tests.crypto.tokens import PIN, MadeUpToken

pytestmark = pytest.mark.usefixtures("without_waiting")


def test_a_wrong_pin_is_given_once(token: MadeUpToken) -> None:
    token.pin.write_text("wrong-pin\n")
    with pytest.raises(PinRefusedError, match="refuses the PIN") as caught:
        token.open()
    assert "wrong-pin" not in str(caught.value)
    assert token.pin_was_refused()
    token.pin.write_text(PIN)  # right now, and still not given: what was refused is for a person to look at
    with pytest.raises(ProviderError, match="--try-pin") as again:
        token.open()
    assert type(again.value) is ProviderError
    Pkcs11KeyProvider(token.module, token.label, token.pin, insist=True).health()
    assert not token.pin_was_refused()
    token.open().health()


def test_a_pin_that_became_wrong_is_given_once_by_a_running_server(
    token: MadeUpToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, log_in = 0, Token.log_in

    def counted(self: Token, **how: bool) -> object:
        nonlocal given
        given += 1
        return log_in(self, **how)

    provider = token.open()
    monkeypatch.setattr(Token, "log_in", counted)
    token.pin.write_text("wrong-pin")
    for _ in range(5):
        token.lose()
        with pytest.raises(ProviderError, match="refuses the PIN"):
            provider.sign(b"text", bytes(32))
    assert given == 1


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda pin: pin.unlink(), "cannot be read: No such file"),
        (lambda pin: pin.write_bytes(b"\n"), "is empty"),
        (lambda pin: pin.write_bytes(b"\xff\xfe"), "it is not text"),
        (lambda pin: pin.chmod(0o640), "chmod it to 0600"),
    ],
)
def test_a_pin_that_cannot_be_read_is_named(token: MadeUpToken, spoil: object, told: str) -> None:
    assert callable(spoil)
    spoil(token.pin)
    with pytest.raises(ProviderError, match=told):
        token.open()
    assert not token.pin_was_refused()


def test_another_users_pin_is_refused(token: MadeUpToken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: token.pin.stat().st_uid + 1)
    with pytest.raises(ProviderError, match="run it as"):
        token.open()
