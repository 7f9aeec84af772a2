"""The key provider for a token behind PKCS #11: a hardware module, or a cloud's key service by its own module.

The token wraps with AES-256-GCM (CKM_AES_GCM, a nonce of 12 bytes given by us) and signs with Ed25519 (CKM_EDDSA); both
keys never leave it. What is wrapped has the layout of every other provider's.

A lost session is opened again, once for each call; a refused PIN is never given again; a forked process is refused, as
it would talk in its parent's session (PKCS #11 v2.40 §5.4).
"""

import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.errors import PinRefusedError, ProviderAwayError, ProviderError, UnwrapError
from crypto.keys.provider import ProviderFacts
from crypto.keys.roots import MOST
from crypto.keys.signing_keys import MOST_SIGNING
from crypto.keys.token_facts import facts_of_keys, facts_of_token
from crypto.keys.token_keys import (
    TokenKeys,
    destroy_older_roots,
    destroy_older_signing,
    make_keys,
    make_root,
    make_signing,
    name_of,
    open_keys,
)
from crypto.keys.token_session import ONE_AT_A_TIME, Token, close_session, failed, in_words, require_unforked
from crypto.keys.token_wrapping import answers, unwrapped_by, unwrapped_by_any, wrapped_by
from crypto.places import WrapPlace

with suppress(ModuleNotFoundError):
    import pkcs11
    from pkcs11.exceptions import PKCS11Error

T = TypeVar("T")
WAITS: Final = 2.0
"""Seconds after a token could not be opened in which nobody tries again, so that nobody waits for it in a row."""


class Pkcs11KeyProvider:
    """Wraps and signs in a token. Raises ProviderError, naming what to put right, unless it opens and is sound.

    `later`: it is not opened before it is used, for a token that is away now and may be back.
    """

    def __init__(
        self, module: Path, token: str, pin: Path, *, private: bool = True, insist: bool = False, later: bool = False
    ) -> None:
        self._token = Token(module, token, pin, private)
        self._failed: tuple[float, type[ProviderError], str] | None = None  # an error itself keeps frames with the PIN
        self._keys: TokenKeys | None = None
        if later:
            return
        with ONE_AT_A_TIME:
            try:
                self._keys = open_keys(self._token, insist=insist)
            except ProviderAwayError:
                self._forget()  # whoever tries again meets a module that begins anew
                raise
        try:
            self.health()
        except ProviderError:
            self.close()
            raise

    @classmethod
    def create(cls, module: Path, token: str, pin: Path, today: date, *, private: bool = True) -> tuple[str, ...]:
        """Make in the token whichever of the two keys it lacks; the labels of those made. Raises ProviderError."""
        return make_keys(Token(module, token, pin, private), today)

    def __repr__(self) -> str:
        return f"Pkcs11KeyProvider({self._token.label!r})"

    def generate(self, place: WrapPlace) -> tuple[bytes, bytes]:
        """A new random 32-byte key, and the same key wrapped for `place`."""
        key = os.urandom(32)
        return key, self.wrap(key, place)

    def wrap(self, key: bytes, place: WrapPlace) -> bytes:
        """`key` (32 bytes) wrapped under the root key, bound to `place`."""
        return self._use(lambda keys: wrapped_by(keys.newest, key, place), newly=True)

    def unwrap(self, wrapped: bytes, place: WrapPlace) -> bytes:
        """The key in `wrapped`; UnwrapError if it was made elsewhere, for another place, or changed."""
        for newly in (False, True):  # another process may have begun a new root key
            with suppress(UnwrapError):
                return self._use(
                    lambda keys: unwrapped_by_any(keys, wrapped, place), lambda _: UnwrapError(), newly=newly
                )
        raise UnwrapError

    def root_names(self) -> tuple[str, ...]:
        """What its root keys are called, the newest first: by number and day, or as on their shares."""
        return self._use(lambda keys: tuple(name_of(root) for root in keys.roots), newly=True)

    def begin_root(self) -> None:
        """Make a root key in the token that wraps from now on, before those there are."""
        if len(self.root_names()) == MOST:
            raise ProviderError(
                f"The token {self._token.label} holds {MOST} root keys, and no more: finish the rotation first."
            )
        self._write(lambda session: make_root(session, datetime.now(UTC).date()))

    def under_newest(self, wrapped: bytes, place: WrapPlace) -> bool:
        """Whether `wrapped` opens under the newest root key."""
        try:
            self._use(lambda keys: unwrapped_by(keys.newest, wrapped, place), _not_under_it)
        except UnwrapError:
            return False
        return True

    def retire_roots(self) -> None:
        """Destroy all root keys in the token but the newest."""
        self._write(destroy_older_roots)

    def begin_log_key(self) -> None:
        """Make a signing key of the log in the token, beside the one there is."""
        if len(self.public_keys(again=True)) == MOST_SIGNING:
            raise ProviderError(
                f"The token {self._token.label} holds two signing keys of the log, and no more: finish the rotation."
            )
        self._write(lambda session: make_signing(session, datetime.now(UTC).date()))

    def retire_log_keys(self) -> None:
        """Destroy all signing keys of the log in the token but the newest."""
        self._write(destroy_older_signing)

    def root_secret(self) -> bytes:
        """Refuse: it cannot leave the token."""
        raise ProviderError(
            f"The root key of the token {self._token.label} cannot leave it, so cannot be split now: back it up as the "
            "token's maker says. Shares are made with the keys alone: flask keys create --escrow."
        )

    def log_key_wrapped(self) -> bytes:
        """Refuse likewise."""
        return self.root_secret()

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `data` with the log's signing key of this public half."""
        newly = public not in self.public_keys()  # another process may have begun it
        return self._use(lambda keys: keys.signed(data, public), newly=newly)

    def public_keys(self, *, again: bool = False) -> tuple[bytes, ...]:
        """The raw Ed25519 public keys (32 bytes) of the log, the newest first; with `again`, as they are there now."""
        return self._use(lambda keys: tuple(keys.signing), newly=again)

    def health(self) -> None:
        """Return when the token wraps, unwraps and signs at this moment; raise ProviderError otherwise."""
        if not self._use(answers):
            raise ProviderError(
                f"The token {self._token.label} does not unwrap what it wrapped: its root key is not sound."
            )
        try:
            for public in self.public_keys(again=True):
                Ed25519PublicKey.from_public_bytes(public).verify(self.sign(b"health", public), b"health")
        except (InvalidSignature, ValueError):
            raise ProviderError(f"The public and private key prx-log of {self._token.label} are no pair.") from None

    def close(self) -> None:
        """Give the token its session back, as it has few; whoever uses this again opens another."""
        require_unforked()
        with ONE_AT_A_TIME:
            if self._keys is not None:
                close_session(self._keys.session)
            self._keys = None

    def facts(self) -> ProviderFacts:
        """Which token, when its keys were made, what they are protected from, and whether it is software."""
        told = self._use(facts_of_keys)
        with ONE_AT_A_TIME:
            maker = str(self._token.find().manufacturer_id)
        return facts_of_token(f"the token {self._token.label} behind {self._token.module}", maker, told)

    def _use(
        self,
        act: Callable[[TokenKeys], T],
        refused: Callable[[Exception], ProviderError] | None = None,
        *,
        newly: bool = False,
    ) -> T:
        """What `act` gives. A token that answers and still refuses is right: only a lost one is opened again, once.

        `newly`: on the keys as the token has them now, which another process may have added to.
        """
        require_unforked()
        with ONE_AT_A_TIME:
            opened_again = False
            while True:
                keys = self._opened()
                try:
                    if newly:
                        answers(keys)  # raises where the session is lost: a search that fails to begin is never ended
                        self._keys = keys = keys.found_again(self._token.label)
                    return act(keys)
                except PKCS11Error as failure:
                    if self._still_answers(keys):
                        raise (refused or self._refusal)(failure) from None
                    self._forget()
                    if opened_again:
                        what = f"The token {self._token.label} was opened again and does not answer again"
                        raise failed(failure, what) from None
                    opened_again = True

    def _refusal(self, failure: Exception) -> ProviderError:
        return ProviderError(f"The token {self._token.label} refuses: {in_words(failure)}.")

    def _still_answers(self, keys: TokenKeys) -> bool:
        try:
            return answers(keys)
        except PKCS11Error:
            return False

    def _opened(self) -> TokenKeys:
        if self._keys is None:
            if self._failed and time.monotonic() < self._failed[0]:
                raise self._failed[1](self._failed[2])
            try:
                self._keys = open_keys(self._token)
            except ProviderError as failure:
                waits = math.inf if isinstance(failure, PinRefusedError) else WAITS
                self._failed = (time.monotonic() + waits, type(failure), str(failure))
                self._forget()
                raise
        return self._keys

    def _write(self, act: Callable[[Any], None]) -> None:
        self._token.use(act, writes=True)
        self._use(lambda _: None, newly=True)  # in the session there is: it is not dropped, as tokens have few

    def _forget(self) -> None:
        """Let go of a lost session, and have the module begin anew: a token that was away is often seen only then."""
        self._keys = None
        with suppress(PKCS11Error):
            pkcs11.lib(str(self._token.module)).finalize()


def _not_under_it(_: Exception) -> ProviderError:
    return UnwrapError()
