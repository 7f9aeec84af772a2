"""Whom somebody may ask whom nobody has approved, and how they leave their own sign-in again."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import IdentityProvider
from app.services.runtime import Runtime
from policies.engine.vocabulary import HUB


@dataclass(frozen=True, slots=True)
class WhomToAsk:
    """The sign-in they came by, with its help desk's number, hubs with theirs, and where it is signed out of."""

    provider_name: str
    help_telephone: str | None
    hubs: tuple[tuple[str, str], ...]
    sign_out: str | None


def whom_to_ask(runtime: Runtime, provider: IdentityProvider, *, return_to: str) -> WhomToAsk:
    """What the page for such a person says. Never fails because the provider does not answer."""
    with runtime.database.work(None) as work:
        hubs = tuple((one.name, one.telephone) for one in work.identity.organisations(HUB))
    try:
        address = runtime.providers.sign_out_address(provider, return_to=return_to, now=runtime.clock.now())
    except IdentityProviderUnavailable:
        address = None
    return WhomToAsk(provider.name, provider.help_telephone, hubs, address)
