"""A person's passkey (W3C Web Authentication): offered in a browser, and believed once others have registered it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.domain.errors import ExchangeError

CODE_BYTES, IN_A_GROUP = 15, 4
"""120 bits of the key's digest: nobody makes another key of the same code."""


@dataclass(frozen=True, slots=True)
class PasskeyOffer:
    """A public key that somebody's browser made for them. Nothing is signed with it until it is registered."""

    id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    offered_at: datetime

    @property
    def code(self) -> str:
        """What its owner reads out, and whoever registers it compares."""
        return code_of(self.credential_id, self.public_key)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A registered one, which signs for the organisation whose administrators registered it, and for no other.

    `public_key` is a COSE key (RFC 9052 §7); `entry_id` the entry of the log that names this row.
    """

    id: UUID
    person_id: UUID
    organisation_id: UUID
    credential_id: bytes
    public_key: bytes
    registered_at: datetime
    entry_id: UUID
    ended_at: datetime | None = None

    @property
    def code(self) -> str:
        """As its offer's."""
        return code_of(self.credential_id, self.public_key)


class MadeKey(NamedTuple):
    """What a browser made: the id by which it finds the private key again, and the public key."""

    credential_id: bytes
    public_key: bytes


class PasskeyRefused(ExchangeError):
    """What a browser sent is not this passkey's word for this change, or was not made on this site by a person."""

    code = "passkey_refused"


class Passkeys(Protocol):
    """Reads what browsers make of passkeys. All is verified anew wherever something depends on it."""

    @property
    def host(self) -> str | None:
        """Whose passkeys they are; None where the public address is a number, for which no browser makes any."""
        ...

    def made(self, said: Mapping[str, Any], challenge: bytes) -> MadeKey:
        """Raises PasskeyRefused unless a person made it on this site, for this challenge."""
        ...

    def verify(self, passkey: Passkey, challenge: bytes, said: Mapping[str, Any]) -> None:
        """Raises PasskeyRefused unless this passkey signed this challenge on this site, and checked who held it."""
        ...


def code_of(credential_id: bytes, public_key: bytes) -> str:
    """24 letters and digits in groups of four, the same for the same key."""
    digest = hashlib.sha256(b"prx/passkey/v1\n" + len(credential_id).to_bytes(2) + credential_id + public_key).digest()
    text = base64.b32encode(digest[:CODE_BYTES]).decode()
    return "-".join(text[at : at + IN_A_GROUP] for at in range(0, len(text), IN_A_GROUP))
