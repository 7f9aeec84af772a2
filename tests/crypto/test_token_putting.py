"""Keys put into a token from outside are no less kept there, are told from its own, and get there whole or again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.errors import ProviderError
from crypto.keys.roots import name_of_root
from crypto.keys.token_facts import ELSEWHERE
from crypto.keys.token_keys import LABELS, find_roots, objects
from crypto.keys.token_putting import put_keys
from crypto.keys.token_session import Token
from crypto.wrapping import unwrap_key
from tests.crypto.builders import a_wrap_place
from tests.crypto.tokens import MADE_ON, MadeUpToken, a_token

PLACE, KEY = a_wrap_place(), bytes(range(32))
ROOT, SIGNING = os.urandom(32), os.urandom(32)
STEPS = 3
"""What is put: the root key, and both halves of the log's."""


class Killed(BaseException):
    """What a process that is killed never comes back from."""


class Stopping:
    """A session in which what puts a key is killed before the one after so many."""

    def __init__(self, session: Any, left: int) -> None:
        self._session, self._left = session, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def create_object(self, attributes: dict[Any, Any]) -> Any:
        if self._left == 0:
            raise Killed
        self._left -= 1
        return self._session.create_object(attributes)


@pytest.fixture
def token(tmp_path: Path) -> MadeUpToken:
    return a_token(tmp_path / "token")


def put(token: MadeUpToken, root: bytes = ROOT, signing: bytes = SIGNING) -> None:
    put_keys(Token(token.module, token.label, token.pin, private=True), root, signing, MADE_ON)


def there(token: MadeUpToken) -> int:
    kinds = pkcs11.ObjectClass
    return Token(token.module, token.label, token.pin, private=True).use(
        lambda session: (
            len(find_roots(session))
            + sum(len(objects(session, kind, "prx-log")) for kind in (kinds.PUBLIC_KEY, kinds.PRIVATE_KEY))
        )
    )


def test_what_is_put_wraps_and_signs_as_outside(token: MadeUpToken) -> None:
    put(token)
    provider = token.open()
    assert unwrap_key(ROOT, provider.wrap(KEY, PLACE), PLACE) == KEY
    assert provider.public_keys() == (Ed25519PrivateKey.from_private_bytes(SIGNING).public_key().public_bytes_raw(),)
    assert provider.root_names() == (name_of_root(ROOT),)
    assert [one.made_on for one in provider.facts().keys] == [MADE_ON, MADE_ON]


def test_it_cannot_be_read_out_of_the_token(token: MadeUpToken) -> None:
    put(token)

    def values(session: Any) -> list[Any]:
        keys = [*find_roots(session), *objects(session, pkcs11.ObjectClass.PRIVATE_KEY, "prx-log")]
        for key in keys:
            with pytest.raises(pkcs11.exceptions.AttributeSensitive):
                key[pkcs11.Attribute.VALUE]
        return keys

    assert len(Token(token.module, token.label, token.pin, private=True).use(values)) == 2
    with pytest.raises(ProviderError, match="cannot leave it"):
        token.open().root_secret()


def test_that_it_was_elsewhere_is_said_until_it_is_exchanged(token: MadeUpToken, tmp_path: Path) -> None:
    put(token)
    provider = token.open()
    said = [one for one in provider.facts().warnings if one.endswith(ELSEWHERE)]
    assert said == [f"its root key {ELSEWHERE}", f"its log signing key {ELSEWHERE}"]
    old = provider.wrap(KEY, PLACE)
    provider.begin_root()
    assert provider.unwrap(old, PLACE) == KEY
    assert provider.root_names() == (f"2 {provider.facts().keys[0].made_on}", name_of_root(ROOT))
    assert not [one for one in provider.facts().warnings if one.startswith("its root")]
    own = a_token(tmp_path / "own")
    own.make_keys()
    assert not [one for one in own.open().facts().warnings if one.endswith(ELSEWHERE)]


@pytest.mark.parametrize("steps", range(STEPS + 1))
def test_killed_at_any_step_it_is_done_again(token: MadeUpToken, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    with monkeypatch.context() as patch, suppress(Killed):
        use = Token.use
        patch.setattr(
            Token, "use", lambda self, act, *, writes: use(self, lambda one: act(Stopping(one, steps)), writes=writes)
        )
        put(token)
    assert there(token) == steps
    put(token)
    assert there(token) == STEPS
    token.open().health()


@pytest.mark.parametrize("other", [{"root": os.urandom(32)}, {"signing": os.urandom(32)}])
def test_a_token_with_other_keys_is_left_as_it_is(token: MadeUpToken, other: dict[str, bytes]) -> None:
    put(token)
    with pytest.raises(ProviderError, match="holds other keys: put these into a new one"):
        put(token, **other)
    assert there(token) == STEPS
    assert token.open().root_names() == (name_of_root(ROOT),)


def test_beside_a_key_of_the_tokens_own_nothing_is_put(token: MadeUpToken) -> None:
    token.make_keys()
    with pytest.raises(ProviderError, match="holds other keys"):
        put(token)
    assert there(token) == STEPS
    assert {*LABELS.values()} == {"prx-root", "prx-log"}


def test_beside_a_public_key_of_another_pair_nothing_is_put(token: MadeUpToken) -> None:
    put(token)
    kinds = pkcs11.ObjectClass

    def leave_the_public_key(session: Any) -> None:
        for key in (*find_roots(session), *objects(session, kinds.PRIVATE_KEY, "prx-log")):
            key.destroy()

    Token(token.module, token.label, token.pin, private=True).use(leave_the_public_key, writes=True)
    with pytest.raises(ProviderError, match="holds other keys"):
        put(token, signing=os.urandom(32))
    assert there(token) == 1
    put(token)
    token.open().health()
