"""Finishing a sign-in at the awkward provider."""

from __future__ import annotations

from typing import Any

from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.identity import ProvenIdentity
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.made_up_tokens import ACCESS_TOKEN, NONCE, NOW, claims, sign

BACK = "http://127.0.0.1:8000/account/return/awkward"
CONFIGURATION = "/.well-known/openid-configuration"


def in_order(there: AwkwardProvider, **changes: Any) -> dict[str, Any]:
    token = sign(claims(iss=there.issuer, name="Bo Example", email="bo@council.example", sid="s1", **changes))
    return {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "id_token": token}


def finish(openid: OpenIdConnect, there: AwkwardProvider, issuer: str | None = None, **row: Any) -> ProvenIdentity:
    return openid.finish(
        there.known_as(**row), return_to=BACK, code="c", issuer=issuer, nonce=NONCE, verifier="v" * 43, now=NOW
    )
