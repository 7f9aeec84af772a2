"""Passkeys by Yubico's library: what a browser says is verified as W3C Web Authentication Level 3 §7.1 and §7.2 demand.

The site's own origin, user presence and user verification are always demanded. Attestation is not: which maker's device
somebody has is no question here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Final, cast
from urllib.parse import urlsplit

from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData, PublicKeyCredentialRpEntity, UserVerificationRequirement

from app.domain.passkeys import MadeKey, Passkey, PasskeyRefused

ALGORITHMS: Final = frozenset({-7, -8, -257})
"""ES256, EdDSA, RS256 (RFC 9053, RFC 8812): what every maker of passkeys has."""
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, AssertionError, struct.error)
"""What the library raises of answers that are none."""


class SitePasskeys:
    """The passkeys of one public address."""

    def __init__(self, public_address: str) -> None:
        address = urlsplit(public_address)
        self._origin = f"{address.scheme}://{address.netloc}"
        self._host = None if _is_number(address.hostname or "") else address.hostname

    @property
    def host(self) -> str | None:
        """The relying party's id; None where the address is a number (Level 3 §5.1.3, "effective domain")."""
        return self._host

    def made(self, said: Mapping[str, Any], challenge: bytes) -> MadeKey:
        """The key of a registration. Raises PasskeyRefused."""
        with _refusing():
            made = self._server().register_complete(_state(challenge), said).credential_data
            if made is None or made.public_key.get(3) not in ALGORITHMS:
                raise PasskeyRefused("This device makes a kind of key that is not used here. Try another one.")
            return MadeKey(made.credential_id, cbor.encode(dict(made.public_key)))

    def verify(self, passkey: Passkey, challenge: bytes, said: Mapping[str, Any]) -> None:
        """Raises PasskeyRefused unless this key signed this challenge here."""
        with _refusing():
            server = self._server()
            key = CoseKey.parse(cast("Mapping[int, Any]", cbor.decode(passkey.public_key)))
            credential = AttestedCredentialData.create(Aaguid.NONE, passkey.credential_id, key)
            server.authenticate_complete(_state(challenge), [credential], said)

    def _server(self) -> Fido2Server:
        if self._host is None:
            raise PasskeyRefused("The exchange's address is a number, for which no browser makes passkeys.")
        party = PublicKeyCredentialRpEntity(name="Partner Research Exchange", id=self._host)
        return Fido2Server(party, verify_origin=self._origin.__eq__)


def _state(challenge: bytes) -> Mapping[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.REQUIRED}


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except PasskeyRefused:
        raise
    except UNREADABLE as failure:
        raise PasskeyRefused("That was not signed with this passkey, or not for this. Try again.") from failure


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
