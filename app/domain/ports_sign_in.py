"""How an identity provider is asked."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from app.domain.identity import IdentityProvider, ProvenIdentity
from app.domain.provider_said import ProviderOffer, SignOutNotice


class IdentityProviders(Protocol):
    """Speaks OpenID Connect to a provider. Raises `IdentityProviderUnavailable` and `SignInRefused`."""

    def turn(self, provider: IdentityProvider) -> AbstractContextManager[None]:
        """The right to ask it within the block: few have it at once. Raises `IdentityProviderBusy` rather than wait."""
        ...

    def offer(self, provider: IdentityProvider) -> ProviderOffer:
        """What it offers now of what is believed, whatever is pinned."""
        ...

    def sign_in_address(
        self,
        provider: IdentityProvider,
        *,
        return_to: str,
        state: str,
        nonce: str,
        verifier: str,
        now: datetime,
        anew: bool = False,
    ) -> str:
        """Where to send the browser; `anew`, for the person to prove once more who they are."""
        ...

    def finish(
        self,
        provider: IdentityProvider,
        *,
        return_to: str,
        code: str,
        issuer: str | None,
        nonce: str,
        verifier: str,
        now: datetime,
    ) -> ProvenIdentity:
        """Exchange the code and verify the id_token; `issuer` is the `iss` parameter of the answer, if it had one."""
        ...

    def require_issuer(self, provider: IdentityProvider, issuer: str | None, now: datetime) -> None:
        """Refuse an answer that does not come from this provider (RFC 9207)."""
        ...

    def sign_out_address(self, provider: IdentityProvider, *, return_to: str, now: datetime) -> str | None:
        """Where the browser ends its session at the provider too; None if it offers no such thing."""
        ...

    def read_logout_token(self, provider: IdentityProvider, token: str, now: datetime) -> SignOutNotice:
        """Verify a back-channel logout token."""
        ...
