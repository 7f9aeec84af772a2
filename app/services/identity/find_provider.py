"""Which sign-in somebody is led to: by their e-mail address, or by the one they chose of a list."""

from __future__ import annotations

from datetime import timedelta

from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import IdentityProvider
from app.services.identity.slow_down import Limit, slow_down
from app.services.runtime import Runtime

LONGEST_ADDRESS = 254
ASKED = Limit("email", 100, timedelta(minutes=10))
"""By network address: nobody tries a list of domains in a second to learn who takes part."""
STARTS = Limit("sign_in", 300, timedelta(minutes=10))
"""By provider and network address, once it is known that there is such a provider."""


def find_provider(runtime: Runtime, email: str, *, caller: str, ticket: str = "") -> IdentityProvider:
    """The identity provider for the domain of a work e-mail address. Raises `InvalidInput` on `email`, `SlowDown`.

    The domain selects where a person proves who they are; it says nothing about which organisation they act for.
    """
    name, at, domain = email.strip().lower().rpartition("@")
    if not name or not at or "." not in domain or len(email) > LONGEST_ADDRESS or not domain.isprintable():
        raise InvalidInput({"email": "Enter your work e-mail address, like name@example.org"})
    slow_down(runtime, ASKED, caller, ticket)
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


def chosen_provider(runtime: Runtime, key: str, *, caller: str, ticket: str = "") -> IdentityProvider:
    """The provider of this key. Raises `NotFound` for an unknown one, which counts for nobody, and `SlowDown`."""
    with runtime.database.work(None) as work:
        provider = work.identity.provider(key)
    if provider is None:
        raise NotFound
    slow_down(runtime, STARTS, f"{provider.id} {caller}", ticket)
    return provider
