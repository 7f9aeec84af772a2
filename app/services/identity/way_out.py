"""How somebody whom nobody has approved leaves their own sign-in again."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import IdentityProvider
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class WayOut:
    """The sign-in they came by, and where it is signed out of."""

    provider_name: str
    sign_out: str | None


def way_out(runtime: Runtime, provider: IdentityProvider, *, return_to: str) -> WayOut:
    """What the page for such a person says. Never fails because the provider does not answer."""
    try:
        address = runtime.providers.sign_out_address(provider, return_to=return_to, now=runtime.clock.now())
    except IdentityProviderUnavailable:
        address = None
    return WayOut(provider.name, address)
