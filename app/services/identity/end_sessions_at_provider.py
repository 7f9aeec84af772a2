"""A provider tells us that somebody has signed out there (back-channel logout)."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.services.runtime import Runtime


def end_sessions_at_provider(runtime: Runtime, provider_key: str, logout_token: str) -> int:
    """End the sessions that a verified logout token names; the number ended.

    Raises `NotFound`, `SignInRefused` for a token that is not believed, `IdentityProviderUnavailable`.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        provider = work.identity.provider(provider_key)
    if provider is None:
        raise NotFound
    notice = runtime.providers.read_logout_token(provider, logout_token, now)
    with runtime.database.work(None) as work:
        ended = work.identity.revoke_sessions_at_provider(provider.id, notice, now)
        work.commit()
    return ended
