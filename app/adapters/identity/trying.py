"""Whether a provider could be used as it is registered, tried before anybody signs in: for whoever sets it up."""

from __future__ import annotations

from collections.abc import Iterator

import requests

from app.adapters.identity.causes import cause_of
from app.adapters.identity.discovery import WELL_KNOWN, read_metadata
from app.adapters.identity.transport import BoundedTransport, fetch_object
from app.domain.identity import IdentityProvider
from app.domain.problems import Problem

FIXES = {
    "certificate_not_believed": "have it show a certificate for this name, of an authority that is trusted here",
    "tls_not_agreed": "have it speak TLS 1.2 or 1.3",
    "name_not_found": "register the right issuer, or look after this machine’s DNS",
    "connection_refused": "register the right issuer, or open the network’s way to it",
    "timed_out": "open the network’s way to it",
    "the_provider_answered_404": "register the issuer exactly as its own metadata name it",
    "it_signs_with_none_of_the_pinned": "have it sign for this client as it did when it was registered",
    "the_metadata_name_another_issuer": "register the issuer exactly as its own metadata name it",
}
"""By the beginning of what `cause_of` says."""
ELSE = "ask whoever runs it"


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
        fix = next((fix for begins, fix in FIXES.items() if code.startswith(begins)), ELSE)
        yield Problem(where, code.replace("_", " "), fix)
        return
    if not isinstance(keys, list) or not keys:
        yield Problem(where, "it has no keys that could verify a sign-in", ELSE)
