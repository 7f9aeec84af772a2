"""A provider tells us that somebody has signed out there (back-channel logout)."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.domain.identity import SignInRefused
from app.services.identity.limit_rate import KEPT_FOR, count_try
from app.services.runtime import Runtime


def end_sessions_at_provider(runtime: Runtime, provider_key: str, logout_token: str) -> int:
    """End the sessions that a verified logout token names; the number ended.

    A token ends the sessions of one moment: sent again, it would end one that began since (Back-Channel Logout 1.0
    §2.6). Raises `NotFound`, `SignInRefused` for a token that is not believed or was used before, and
    `IdentityProviderUnavailable`.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        provider = work.identity.provider(provider_key)
    if provider is None:
        raise NotFound
    notice = runtime.providers.read_logout_token(provider, logout_token, now)
    with runtime.database.work(None) as work:
        if count_try(work, notice.issued_at, "logout_token", f"{provider.id} {notice.token}", KEPT_FOR) > 1:
            raise SignInRefused("token_used")
        ended = work.identity.revoke_sessions_at_provider(provider.id, notice, now)
        work.commit()
    return ended
