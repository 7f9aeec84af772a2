"""Take an identity provider in with the e-mail domains that lead to it, and pin what it signs with.

What is pinned is what its metadata offered an administrator, of what is believed at all. Metadata that offer something
else later change nothing: tokens signed otherwise are refused until an administrator has looked and pinned anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.administered import RowName
from app.domain.errors import IdentityProviderUnavailable, InvalidInput, NotFound, Stale
from app.domain.identity import IdentityProvider
from app.domain.ports import Work
from app.domain.provider_said import ProviderOffer
from app.domain.short_words import short_words
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.runtime import Runtime

KEY: Final = re.compile(r"[a-z0-9-]{1,40}")
CLAIM: Final = re.compile("[!-~]{1,100}")
"""What names a claim of a token."""
"""It stands in addresses and in the file of secrets."""


def register_provider(runtime: Runtime, provider: IdentityProvider, domains: tuple[str, ...] = ()) -> None:
    """Store a provider with its domains.

    Raises Stale when its key or a domain is there already, InvalidInput for a key or a name that is none.
    """
    if not KEY.fullmatch(provider.key):
        raise InvalidInput({"key": "Use up to 40 small letters, digits and hyphens."})
    provider = replace(provider, name=short_words("name", provider.name))
    with runtime.database.work(None) as work:
        if (there := work.identity.provider_to_put_right(provider.key)) is not None:
            raise Stale(f"An identity provider {there.key} is there already: {there.id}")
        for domain in domains:
            if (leads := work.identity.provider_for_domain(domain)) is not None:
                raise Stale(f"The domain {domain} leads to an identity provider already: {leads.key}")
        names = store_provider(work, provider, domains)
        entry = administered(runtime, work, "provider_registered", names)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))


def store_provider(work: Work, provider: IdentityProvider, domains: Sequence[str]) -> Sequence[RowName]:
    """Store it within a transaction; its rows."""
    work.identity.add_provider(provider, tuple(domains))
    return [("identity_provider", str(provider.id)), *(("identity_provider_domain", one) for one in domains)]


def as_offered(runtime: Runtime, provider: IdentityProvider) -> IdentityProvider:
    """The provider with what its metadata offer now. Raises InvalidInput, saying why it could not be asked."""
    offer = offered(runtime, provider)
    return replace(provider, algorithms=offer.algorithms, client_authentication=offer.client_authentication[0])


def known(runtime: Runtime, key: str) -> IdentityProvider:
    """The provider in use that has this key. Raises NotFound."""
    with runtime.database.work(None) as work:
        provider = work.identity.provider_to_put_right(key)
    if provider is None:
        raise NotFound(f"There is no identity provider {key}.")
    return provider


def offered(runtime: Runtime, provider: IdentityProvider) -> ProviderOffer:
    """What its metadata offer now. Raises InvalidInput, saying why it could not be asked."""
    try:
        return runtime.providers.offer(provider)
    except IdentityProviderUnavailable as failure:
        why = failure.cause.replace("_", " ")
        raise InvalidInput({"issuer": f"{provider.issuer} was not believed: {why}. Fix: {failure.fix}."}) from failure


def count_as_strong(runtime: Runtime, key: str, values: Sequence[str]) -> tuple[str, ...]:
    """Count these values of `acr` and `amr` as strong proof of who somebody is there, and no others. None: nobody's is.

    The values that counted before; where they are the same, nothing is written. Raises NotFound for an unknown key,
    InvalidInput for what no token says.
    """
    provider = known(runtime, key)
    if strange := [one for one in values if not one.isascii() or not one.isprintable() or " " in one or not one]:
        raise InvalidInput({"values": f"{strange[0]!r} is no value of acr or amr."})
    if provider.believed and set(values) == set(provider.strong):
        return provider.strong
    with runtime.database.work(None) as work:
        work.identity.count_as_strong(provider.id, values)
        named_rows = [("identity_provider", str(provider.id))]
        entry = administered(runtime, work, "strong_set", named_rows, said={"strong": " ".join(values)})
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return provider.strong


def read_groups_of(runtime: Runtime, key: str, claim: str | None) -> str | None:
    """Read of this claim of a token which groups somebody is in at the provider; None: of no claim.

    The claim before; where it is the same, nothing is written. Raises NotFound for an unknown key, InvalidInput for
    what names no claim.
    """
    provider = known(runtime, key)
    if claim is not None and not CLAIM.fullmatch(claim):
        raise InvalidInput({"claim": f"{claim!r} names no claim."})
    if claim == provider.groups_claim:
        return claim
    with runtime.database.work(None) as work:
        work.identity.read_groups_of(provider.id, claim)
        named_rows = [("identity_provider", str(provider.id))]
        entry = administered(runtime, work, "groups_claim_set", named_rows, said={"claim": claim or ""})
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return provider.groups_claim


def pin_algorithms(runtime: Runtime, provider: IdentityProvider, algorithms: Sequence[str]) -> None:
    """Believe tokens signed with these and no others, from now on. Raises InvalidInput for one that is not offered."""
    offer = offered(runtime, provider).algorithms
    if not algorithms or (strange := sorted(set(algorithms) - set(offer))):
        named = strange[0] if algorithms else "Nothing"
        raise InvalidInput({"algorithms": f"{named} is not offered. Give any of {', '.join(offer)}."})
    with runtime.database.work(None) as work:
        work.identity.pin_algorithms(provider.id, [one for one in offer if one in algorithms])
        named_rows = [("identity_provider", str(provider.id))]
        said = {"algorithms": ", ".join(one for one in offer if one in algorithms)}
        entry = administered(runtime, work, "algorithms_pinned", named_rows, said=said)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
