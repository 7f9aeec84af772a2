"""Whether a provider could be used as it is registered, tried before anybody signs in: for whoever sets it up."""

from __future__ import annotations

from collections.abc import Iterator

import requests

from app.adapters.identity.causes import ELSE, cause_of, fix_of
from app.adapters.identity.discovery import WELL_KNOWN, read_metadata
from app.adapters.identity.transport import BoundedTransport, fetch_object
from app.domain.identity import IdentityProvider
from app.domain.problems import Problem


def problems_of(provider: IdentityProvider, transport: BoundedTransport, *, knows_secret: bool) -> Iterator[Problem]:
    """Each problem that a first sign-in would meet: its secret, metadata, keys and algorithms."""
    where = f"provider {provider.key} ({provider.issuer})"
    if not knows_secret:
        yield Problem(where, "there is no client secret for it", f"add the line {provider.key}=SECRET to the file that "
                      "PRX_PROVIDER_SECRETS names")  # fmt: skip
    try:
        found = fetch_object(transport, provider.issuer.rstrip("/") + WELL_KNOWN)
        keys = fetch_object(transport, read_metadata(found, provider).jwks_uri).get("keys")
    except (requests.RequestException, ValueError) as failure:
        code = cause_of(failure)
        yield Problem(where, code.replace("_", " "), fix_of(code))
        return
    if not isinstance(keys, list) or not keys:
        yield Problem(where, "it has no keys that could verify a sign-in", ELSE)
