"""Which sign-in an e-mail address leads to."""

from __future__ import annotations

from app.domain.errors import InvalidInput
from app.domain.identity import IdentityProvider
from app.services.runtime import Runtime

LONGEST_ADDRESS = 254


def find_provider(runtime: Runtime, email: str) -> IdentityProvider:
    """The identity provider for the domain of a work e-mail address. Raises `InvalidInput` on `email`.

    The domain selects where a person proves who they are; it says nothing about which organisation they act for.
    """
    name, at, domain = email.strip().lower().rpartition("@")
    if not name or not at or "." not in domain or len(email) > LONGEST_ADDRESS or not domain.isprintable():
        raise InvalidInput({"email": "Enter your work e-mail address, like name@example.org"})
    with runtime.database.work(None) as work:
        provider = work.identity.provider_for_domain(domain)
    if provider is None or (provider.development and runtime.production):
        raise InvalidInput(
            {
                "email": "No sign-in is set up for this address. Check it for mistakes, "
                "or ask whoever looks after the exchange in your organisation"
            }
        )
    return provider
