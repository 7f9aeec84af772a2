"""A session with a token behind a PKCS #11 module (OASIS PKCS #11 v2.40): finding it, its PIN, its two keys.

Every failure is a ProviderError that names what to put right; the PIN stands in none of them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any, Final

from crypto.errors import PinRefusedError, ProviderError
from crypto.keys.private_files import read_private
from crypto.keys.provider import LOG, ROOT, KeyFact

with suppress(ModuleNotFoundError):  # an extra: an installation whose keys are credentials does without
    import pkcs11
    from pkcs11.exceptions import PKCS11Error

ONE_AT_A_TIME: Final = RLock()
"""Modules are initialised for one thread (C_Initialize without arguments, §5.4): so one calls them at a time."""
LABELS: Final = {ROOT: "prx-root", LOG: "prx-log"}
ED25519: Final = bytes.fromhex("06032b6570")
"""The curve's object identifier in DER (RFC 8410)."""
FORKED: Final = (
    "This process was forked from one that had opened the token, whose session it may not use: start each by itself "
    "(gunicorn without --preload)."
)
UNLOCK: Final = "its security officer has to set it anew"
_MOST: Final = 256


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
            raise ProviderError(f"{self.module} has no token {self.label}: is it plugged in, or on?") from None
        except pkcs11.exceptions.MultipleTokensReturned:
            raise ProviderError(
                f"{self.module} has several tokens {self.label}: give each a label of its own."
            ) from None
        except PKCS11Error as failure:
            raise ProviderError(f"The module {self.module} cannot be used: {in_words(failure)}.") from None

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
            raise ProviderError(f"The token {self.label} cannot be opened: {in_words(failure)}.") from None

    def open(self, *, insist: bool = False) -> TokenKeys:
        """Its two keys, in a session. Raises ProviderError where one is missing, double, or could leave the token."""
        session = self.log_in(insist=insist)
        try:
            return _find_keys(self.label, session)
        except PKCS11Error as failure:
            raise ProviderError(f"The keys of the token {self.label} cannot be read: {in_words(failure)}.") from None

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


def require_unforked(process: int = os.getpid()) -> None:
    """Raise ProviderError in a child of the process that loaded this: what it has of the module is its parent's."""
    if os.getpid() != process:
        raise ProviderError(FORKED)


def _logged_in(token: Any, pin: str, *, writes: bool) -> Any:
    try:
        return token.open(rw=writes, user_pin=pin)
    except pkcs11.exceptions.UserAlreadyLoggedIn:
        return token.open(rw=writes)  # another session of this process is: a login holds for all of them (§5.6)


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """The keys of the installation, as handles that mean something in their session alone."""

    session: Any
    roots: tuple[Any, ...]
    """The newest first: it wraps, and those before it unwrap until they are retired."""
    signing: Any
    public: bytes

    @property
    def newest(self) -> Any:
        """The root key that wraps."""
        return self.roots[0]

    def found_again(self, label: str) -> TokenKeys:
        """The keys as the token has them now, in the same session."""
        return _find_keys(label, self.session)


def _find_keys(label: str, session: Any) -> TokenKeys:
    kinds = pkcs11.ObjectClass
    roots = tuple(sorted(find_roots(session), key=number_of, reverse=True))
    if not roots:
        raise ProviderError(f"The token {label} has no key {LABELS[ROOT]}: make it with flask keys create.")
    signing = _find(label, session, kinds.PRIVATE_KEY, LABELS[LOG])
    point = _find(label, session, kinds.PUBLIC_KEY, LABELS[LOG])[pkcs11.Attribute.EC_POINT]
    for key in (*roots, signing):
        if key[pkcs11.Attribute.EXTRACTABLE] or not key[pkcs11.Attribute.SENSITIVE]:
            raise ProviderError(f"The key {key.label} can leave the token {label}: it is none for the exchange.")
    # A DER octet string by the standard (v3.0 §2.3.5); some tokens give the 32 bytes as they are.
    return TokenKeys(session, roots, signing, bytes(point[-32:]))


def _find(label: str, session: Any, kind: Any, name: str) -> Any:
    try:
        return session.get_key(object_class=kind, label=name)
    except pkcs11.exceptions.NoSuchKey:
        raise ProviderError(f"The token {label} has no key {name}: make it with flask keys create.") from None
    except pkcs11.exceptions.MultipleObjectsReturned:
        raise ProviderError(f"The token {label} has several keys {name}: it must have one.") from None


def make_keys(session: Any, made_on: date) -> tuple[str, ...]:
    """Make of the two keys whichever the token does not have, never to leave it; the labels of those that were made.

    The day goes into CKA_ID: CKA_START_DATE, which is for it, cannot be read back from every token.
    """
    made = []
    if not find_roots(session):
        make_root(session, made_on)
        made.append(LABELS[ROOT])
    if not _objects(session, pkcs11.ObjectClass.PRIVATE_KEY, LABELS[LOG]):
        curve = {pkcs11.Attribute.EC_PARAMS: ED25519}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, curve, local=True)
        may = pkcs11.MechanismFlag.SIGN | pkcs11.MechanismFlag.VERIFY
        named: dict[str, Any] = {"id": f"1 {made_on}".encode(), "label": LABELS[LOG], "store": True}
        parameters.generate_keypair(private_template=_kept(), capabilities=may, **named)
        made.append(LABELS[LOG])
    return tuple(made)


def make_root(session: Any, made_on: date) -> None:
    """A root key that is newer than all there are, never to leave the token."""
    number = max((number_of(one) for one in find_roots(session)), default=0) + 1
    named: dict[str, Any] = {"id": f"{number} {made_on}".encode(), "label": LABELS[ROOT], "store": True}
    may = pkcs11.MechanismFlag.ENCRYPT | pkcs11.MechanismFlag.DECRYPT
    session.generate_key(pkcs11.KeyType.AES, 256, template=_kept(), capabilities=may, **named)


def find_roots(session: Any) -> list[Any]:
    """The root keys of a token, in no order."""
    return _objects(session, pkcs11.ObjectClass.SECRET_KEY, LABELS[ROOT])


def number_of(root: Any) -> int:
    """Which of its root keys this is, as its CKA_ID says; 0 for one that another tool made."""
    number = name_of(root).partition(" ")[0]
    return int(number) if number.isdecimal() else 0


def name_of(key: Any) -> str:
    """What a key is called: its CKA_ID, which is a number and the day it was made."""
    return bytes(key.id or b"").decode("ascii", "replace")


def _kept() -> dict[Any, bool]:
    return {pkcs11.Attribute.PRIVATE: True, pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}


def _objects(session: Any, kind: Any, name: str) -> list[Any]:
    return list(session.get_objects({pkcs11.Attribute.CLASS: kind, pkcs11.Attribute.LABEL: name}))


def made_on(name: str, key: Any) -> KeyFact:
    """What a key's CKA_ID says of it."""
    _, _, day = name_of(key).partition(" ")
    try:
        return KeyFact(name, date.fromisoformat(day))
    except ValueError:
        return KeyFact(name, None)  # made by another tool


def in_words(failure: Exception) -> str:
    """A failure of the module as it may be told: the name of its error, or the loader's words."""
    return str(failure) or type(failure).__name__
