"""The two keys in a token, as handles that mean something in one session: finding them, and making them in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from crypto.errors import ProviderError
from crypto.keys.provider import LOG, ROOT, KeyFact
from crypto.keys.signing_keys import MOST_SIGNING, NOT_HERE
from crypto.keys.token_session import Token, close_session, failed

with suppress(ModuleNotFoundError):
    import pkcs11
    from pkcs11.exceptions import PKCS11Error

LABELS: Final = {ROOT: "prx-root", LOG: "prx-log"}
ED25519: Final = bytes.fromhex("06032b6570")
"""The curve's object identifier in DER (RFC 8410)."""
LACKING: Final = "make it with flask keys create; a lost one is brought back by flask keys recover."


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """The keys of the installation, as handles that mean something in their session alone."""

    session: Any
    roots: tuple[Any, ...]
    """The newest first: it wraps, and those before it unwrap until they are retired."""
    signing: Mapping[bytes, Any]
    """The log's signing keys by their public halves, the newest first: two while they are exchanged."""

    @property
    def newest(self) -> Any:
        """The root key that wraps."""
        return self.roots[0]

    @property
    def newest_signing(self) -> Any:
        """The log's newest signing key."""
        return next(iter(self.signing.values()))

    def signed(self, data: bytes, public: bytes) -> bytes:
        """The signature by the log's key of this public half. ProviderError where there is none; PKCS11Error."""
        if public not in self.signing:
            raise ProviderError(NOT_HERE)
        return bytes(self.signing[public].sign(data, mechanism=pkcs11.Mechanism.EDDSA))

    def found_again(self, label: str) -> TokenKeys:
        """The keys as the token has them now, in the same session."""
        return _find_keys(label, self.session)


def open_keys(token: Token, *, insist: bool = False) -> TokenKeys:
    """The two keys of a token, in a session. Raises ProviderError where one is missing, double, or could leave it."""
    session = token.log_in(insist=insist)
    try:
        return _find_keys(token.label, session)
    except PKCS11Error as failure:
        close_session(session)
        raise failed(failure, f"The keys of the token {token.label} cannot be read") from None
    except ProviderError:
        close_session(session)
        raise


def _find_keys(label: str, session: Any) -> TokenKeys:
    kinds = pkcs11.ObjectClass
    roots = tuple(sorted(find_roots(session), key=number_of, reverse=True))
    if not roots:
        raise ProviderError(f"The token {label} has no key {LABELS[ROOT]}: {LACKING}")
    signing = _signing_keys(label, objects(session, kinds.PRIVATE_KEY, LABELS[LOG]),
                            objects(session, kinds.PUBLIC_KEY, LABELS[LOG]))  # fmt: skip
    for key in (*roots, *signing.values()):
        if key[pkcs11.Attribute.EXTRACTABLE] or not key[pkcs11.Attribute.SENSITIVE]:
            raise ProviderError(f"The key {key.label} can leave the token {label}: it is none for the exchange.")
    return TokenKeys(session, roots, signing)


def _signing_keys(label: str, private: Sequence[Any], public: Sequence[Any]) -> Mapping[bytes, Any]:
    """The pairs of the log by their public halves, the newest first; of several, halves of a pair have one CKA_ID."""
    if not private or not public:
        raise ProviderError(f"The token {label} has no key {LABELS[LOG]}: {LACKING}")
    newest = sorted(private, key=number_of, reverse=True)
    pairs = [(one, each) for one in newest for each in public if len(private) == len(public) == 1 or one.id == each.id]
    alone = len({one.id for one in private}) == len(private) <= MOST_SIGNING
    if not alone or [one for one, _ in pairs] != newest:
        raise ProviderError(f"The token {label} has several keys {LABELS[LOG]}: it must have one.")
    # A DER octet string by the standard (v3.0 §2.3.5); some tokens give the 32 bytes as they are.
    return {bytes(each[pkcs11.Attribute.EC_POINT][-32:]): one for one, each in pairs}


def missing_keys(token: Token) -> tuple[str, ...]:
    """Which of the two keys a token does not have, by their labels. Raises ProviderError."""
    return token.use(_missing)


def make_keys(token: Token, made_on: date) -> tuple[str, ...]:
    """Make of the two keys whichever the token does not have, never to leave it; the labels of those that were made.

    Raises ProviderError. The day goes into CKA_ID: CKA_START_DATE, which is for it, not every token gives back.
    """
    return token.use(lambda session: _made(session, made_on), writes=True)


def _missing(session: Any) -> tuple[str, ...]:
    kinds = {ROOT: pkcs11.ObjectClass.SECRET_KEY, LOG: pkcs11.ObjectClass.PRIVATE_KEY}
    return tuple(LABELS[name] for name, kind in kinds.items() if not objects(session, kind, LABELS[name]))


def _made(session: Any, made_on: date) -> tuple[str, ...]:
    missing = _missing(session)
    if LABELS[ROOT] in missing:
        make_root(session, made_on)
    if LABELS[LOG] in missing:
        make_signing(session, made_on)
    return missing


def make_signing(session: Any, made_on: date) -> None:
    """A signing key of the log that is newer than all there are, never to leave the token."""
    number = max((number_of(one) for one in find_signing(session)), default=0) + 1
    curve = {pkcs11.Attribute.EC_PARAMS: ED25519}
    parameters = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, curve, local=True)
    may = pkcs11.MechanismFlag.SIGN | pkcs11.MechanismFlag.VERIFY
    named: dict[str, Any] = {"id": f"{number} {made_on}".encode(), "label": LABELS[LOG], "store": True}
    parameters.generate_keypair(private_template=kept_there(), capabilities=may, **named)


def make_root(session: Any, made_on: date) -> None:
    """A root key that is newer than all there are, never to leave the token."""
    number = max((number_of(one) for one in find_roots(session)), default=0) + 1
    named: dict[str, Any] = {"id": f"{number} {made_on}".encode(), "label": LABELS[ROOT], "store": True}
    may = pkcs11.MechanismFlag.ENCRYPT | pkcs11.MechanismFlag.DECRYPT
    session.generate_key(pkcs11.KeyType.AES, 256, template=kept_there(), capabilities=may, **named)


def find_roots(session: Any) -> list[Any]:
    """The root keys of a token, in no order."""
    return objects(session, pkcs11.ObjectClass.SECRET_KEY, LABELS[ROOT])


def find_signing(session: Any) -> list[Any]:
    """Both halves of the log's signing keys in a token, the private ones first."""
    kinds = pkcs11.ObjectClass
    return [one for kind in (kinds.PRIVATE_KEY, kinds.PUBLIC_KEY) for one in objects(session, kind, LABELS[LOG])]


def destroy_older_roots(session: Any) -> None:
    """Destroy all root keys but the newest."""
    for root in sorted(find_roots(session), key=number_of)[:-1]:
        root.destroy()


def destroy_older_signing(session: Any) -> None:
    """Destroy all signing keys of the log but the newest, the private halves first."""
    halves = find_signing(session)
    newest = max(number_of(one) for one in halves)
    for one in halves:
        if number_of(one) < newest:
            one.destroy()


def number_of(key: Any) -> int:
    """Which of several keys of a name this is, as its CKA_ID says; 0 for one that another tool made."""
    number = _said_of(key).partition(" ")[0]
    return int(number) if number.isdecimal() else 0


def name_of(key: Any) -> str:
    """What a root key is called: by number and day or, where it was put there, as it is on its shares."""
    said = _said_of(key)
    return said.split()[2] if said.count(" ") == 2 else said


def made_elsewhere(key: Any) -> bool:
    """Whether a key was put into its token from outside: that, nobody can hide."""
    return not key[pkcs11.Attribute.LOCAL]


def _said_of(key: Any) -> str:
    """Its CKA_ID: a number, the day it was made and, where it was put there, the name that is on its shares."""
    return bytes(key.id or b"").decode("ascii", "replace")


def kept_there() -> dict[Any, bool]:
    """What a key has to be to stay where it is."""
    return {pkcs11.Attribute.PRIVATE: True, pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}


def objects(session: Any, kind: Any, name: str) -> list[Any]:
    """What a token has of a kind under a label."""
    return list(session.get_objects({pkcs11.Attribute.CLASS: kind, pkcs11.Attribute.LABEL: name}))


def made_on(name: str, key: Any) -> KeyFact:
    """What a key's CKA_ID says of it."""
    try:
        return KeyFact(name, date.fromisoformat(_said_of(key).split()[1]))
    except (IndexError, ValueError):
        return KeyFact(name, None)  # made by another tool
