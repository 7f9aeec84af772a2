"""The pretended identity providers of a demonstration."""

from __future__ import annotations

from app.domain.identity import IdentityProvider
from app.services.runtime import Runtime


def list_development_providers(runtime: Runtime) -> tuple[IdentityProvider, ...]:
    """Those a demonstration offers on its sign-in page; none in production, where they are refused."""
    if runtime.production:
        return ()
    with runtime.database.work(None) as work:
        return tuple(provider for provider in work.identity.providers() if provider.development)
