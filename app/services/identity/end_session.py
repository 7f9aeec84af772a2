"""Signing out, here and at the organisation's own sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import IdentityProviderUnavailable
from app.services.identity.tokens import hash_token
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Where the browser ends its session at the provider too; `address` is None if it cannot be asked to."""

    provider_name: str | None
    address: str | None


def end_session(runtime: Runtime, token: str | None, *, return_to: str) -> SignedOut:
    """End the session of this token for good. Never fails because the provider is down: ours is over first."""
    if not token:
        return SignedOut(None, None)
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        found = work.identity.session(hash_token(runtime.session_key, token))
        if found is None:
            return SignedOut(None, None)
        work.identity.revoke_session(found.session.id, now)
        work.commit()
    try:
        address = runtime.providers.sign_out_address(found.provider, return_to=return_to, now=now)
    except IdentityProviderUnavailable:
        address = None
    return SignedOut(found.provider.name, address)
