"""What an identity provider said, besides who somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NAMELESS = "Name not given"
"""What somebody is called whose sign-in says no name that can be shown."""


@dataclass(frozen=True, slots=True)
class ProviderOffer:
    """What a provider's metadata offer of what is believed at all, each in the order of preference."""

    algorithms: tuple[str, ...]
    client_authentication: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignOutNotice:
    """What a verified logout token asks: end the sessions of this provider session, or of this account.

    `token` is its own id, `issued_at` when it was made.
    """

    sid: str | None
    subject: str | None
    token: str
    issued_at: datetime
