"""Metadata and keys: used only if they fit, kept for a while, asked for again when a key is new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey

from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import SignInRefused
from tests.identity.asking import BACK, CONFIGURATION, finish, in_order
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.made_up_tokens import EC_KEY, NONCE, NOW, claims, public, sign


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"token_endpoint": "http://council.example/token"},
        {"token_endpoint": "file:///etc/hostname"},
        {"token_endpoint": None},
        {"jwks_uri": "https://user@council.example/jwks"},
        {"jwks_uri": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "//council.example"},
        {"code_challenge_methods_supported": ["plain"]},
        {"code_challenge_methods_supported": "S256 "},
        {"response_types_supported": ["id_token"]},
        {"token_endpoint_auth_methods_supported": ["none"]},
    ],
)
def test_metadata_that_do_not_fit_are_not_used(
    openid: OpenIdConnect, there: AwkwardProvider, changes: dict[str, Any]
) -> None:
    there.describe(**changes)
    with pytest.raises(IdentityProviderUnavailable):
        openid.sign_in_address(there.known_as(), return_to=BACK, state="s", nonce="n", verifier="v" * 43, now=NOW)


def test_a_new_key_is_found_by_asking_once_more_but_not_at_every_try(
    openid: OpenIdConnect, there: AwkwardProvider
) -> None:
    fresh = ECKey.generate_key("P-256", parameters={"kid": "fresh", "use": "sig"})
    finish(openid, there)
    there.answer("/token", in_order(there) | {"id_token": sign(claims(iss=there.issuer, name="x"), key=fresh)})
    there.answer("/jwks", {"keys": public(EC_KEY, fresh)})
    with pytest.raises(SignInRefused):
        finish(openid, there)
    later = NOW + timedelta(seconds=31)
    openid.finish(there.known_as(), return_to=BACK, code="c", issuer=None, nonce=NONCE, verifier="v", now=later)
    assert there.asked.count("/jwks") == 2


def test_metadata_and_keys_are_kept_for_ten_minutes(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    for _ in range(3):
        finish(openid, there)
    assert there.asked.count(CONFIGURATION) == 1
    assert there.asked.count("/jwks") == 1
    openid.sign_out_address(there.known_as(), return_to=BACK, now=NOW + timedelta(minutes=11))
    assert there.asked.count(CONFIGURATION) == 2
