"""Take an identity provider in, and the e-mail domains that lead to it."""

from __future__ import annotations

from app.domain.identity import IdentityProvider
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.runtime import Runtime


def register_provider(runtime: Runtime, provider: IdentityProvider, domains: tuple[str, ...] = ()) -> None:
    """Store a provider with its domains. Raises Stale when its key or a domain is there already."""
    with runtime.database.work(None) as work:
        work.identity.add_provider(provider, domains)
        names = [("identity_provider", str(provider.id)), *(("identity_provider_domain", one) for one in domains)]
        entry = administered(runtime, work, "provider_registered", names)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
