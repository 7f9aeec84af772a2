"""A session with a token behind a PKCS #11 module (OASIS PKCS #11 v2.40): finding it, and its PIN.

Every failure is a ProviderError that names what to put right; the PIN stands in none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar

from crypto.errors import PinRefusedError, ProviderAwayError, ProviderError
from crypto.keys.private_files import read_private

with suppress(ModuleNotFoundError):  # an extra: an installation whose keys are credentials does without
    import pkcs11
    from pkcs11.exceptions import PKCS11Error

T = TypeVar("T")
ONE_AT_A_TIME: Final = RLock()
"""Modules are initialised for one thread (C_Initialize without arguments, §5.4): so one calls them at a time."""
FORKED: Final = (
    "This process was forked from one that had opened the token, whose session it may not use: start each by itself "
    "(gunicorn without --preload)."
)
_USED: Final[dict[str, int]] = {}
"""In which process a module was first used. Loading this file uses none: the web server's master does only that."""
UNLOCK: Final = "its security officer has to set it anew"
_MOST: Final = 256
_AWAY: Final = frozenset({
    "DeviceError", "DeviceRemoved", "FunctionFailed", "GeneralError", "NoSuchToken", "SessionClosed",
    "SessionHandleInvalid", "SlotIDInvalid", "TokenNotPresent",
})  # fmt: skip
"""Failures of a module (§11.1) that pass once its token, or the way to it, is there again."""


@dataclass(frozen=True, slots=True)
class Token:
    """Which token: the module's path, the token's label, the file of its PIN, and whether that is this user's alone."""

    module: Path
    label: str
    pin: Path
    private: bool

    def find(self) -> Any:
        """The token in its slot. Raises ProviderError."""
        if find_spec("pkcs11") is None:
            raise ProviderError("A token needs the package python-pkcs11: install the exchange with its extra pkcs11.")
        require_unforked()
        try:
            return pkcs11.lib(str(self.module)).get_token(token_label=self.label)
        except pkcs11.exceptions.NoSuchToken:
            raise ProviderAwayError(f"{self.module} has no token {self.label}: is it plugged in, or on?") from None
        except pkcs11.exceptions.MultipleTokensReturned:
            raise ProviderError(
                f"{self.module} has several tokens {self.label}: give each a label of its own."
            ) from None
        except PKCS11Error as failure:
            raise failed(failure, f"The module {self.module} cannot be used") from None

    def log_in(self, *, writes: bool = False, insist: bool = False) -> Any:
        """A session with the token, logged in. A PIN is given once, and not again once one was refused.

        `insist` gives it even so: for a person who knows that it is right now.
        """
        token = self.find()
        if pkcs11.TokenFlag.USER_PIN_LOCKED in token.flags:
            raise ProviderError(f"The PIN of the token {self.label} is locked: {UNLOCK}.")
        low = pkcs11.TokenFlag.USER_PIN_COUNT_LOW | pkcs11.TokenFlag.USER_PIN_FINAL_TRY
        if token.flags & low and not insist:
            raise ProviderError(
                f"The token {self.label} was given a wrong PIN since it was last opened. It is given no other, which "
                f"might lock it: put the right PIN in {self.pin}, then run flask keys status --try-pin."
            )
        pin = self._read_pin()
        try:
            return _logged_in(token, pin, writes=writes)
        except pkcs11.exceptions.PinLocked:
            raise PinRefusedError(f"The PIN of the token {self.label} is locked: {UNLOCK}.") from None
        except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinInvalid, pkcs11.exceptions.PinLenRange):
            raise PinRefusedError(
                f"The token {self.label} refuses the PIN in {self.pin}. It is not tried again, as tokens lock: put "
                "the right one there, run flask keys status --try-pin, then start the servers again."
            ) from None
        except PKCS11Error as failure:
            raise failed(failure, f"The token {self.label} cannot be opened") from None

    def use(self, act: Callable[[Any], T], *, writes: bool = False) -> T:
        """What `act` gives in a session of its own, that is closed after it. Raises ProviderError."""
        require_unforked()
        with ONE_AT_A_TIME:
            session = self.log_in(writes=writes)
            try:
                return act(session)
            except PKCS11Error as failure:
                raise failed(failure, f"The token {self.label} refuses") from None
            finally:
                close_session(session)

    def _read_pin(self) -> str:
        try:
            data = read_private(self.pin, _MOST) if self.private else self.pin.read_bytes()
            pin = data.decode().removesuffix("\n")
        except (OSError, UnicodeDecodeError) as failure:
            said = failure.strerror if isinstance(failure, OSError) else "it is not text"
            raise ProviderError(f"The PIN in {self.pin} cannot be read: {said}.") from None
        if not pin:
            raise ProviderError(f"{self.pin} is empty: it must hold the token's PIN alone.")
        return pin


def close_session(session: Any) -> None:
    """End a session, also one that is lost already."""
    with suppress(PKCS11Error):
        session.close()


def require_unforked() -> None:
    """Raise ProviderError in a child of the process that first used a module: what it has of it is its parent's."""
    if _USED.setdefault("in process", os.getpid()) != os.getpid():
        raise ProviderError(FORKED)


def _logged_in(token: Any, pin: str, *, writes: bool) -> Any:
    try:
        return token.open(rw=writes, user_pin=pin)
    except pkcs11.exceptions.UserAlreadyLoggedIn:
        return token.open(rw=writes)  # another session of this process is: a login holds for all of them (§5.6)


def failed(failure: Exception, what: str) -> ProviderError:
    """What a failure of the module is to whoever called: away, or not fit."""
    kind = ProviderAwayError if type(failure).__name__ in _AWAY else ProviderError
    return kind(f"{what}: {in_words(failure)}.")


def in_words(failure: Exception) -> str:
    """A failure of the module as it may be told: the name of its error, or the loader's words."""
    return str(failure) or type(failure).__name__
