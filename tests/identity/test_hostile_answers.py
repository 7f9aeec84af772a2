"""Whatever a provider, or whoever pretends to be one, answers with: refused in the way its door promises."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.identity.id_token import verify_id_token
from app.adapters.identity.logout_token import verify_logout_token
from app.adapters.identity.openid_connect import OpenIdConnect
from app.adapters.identity.signed_token import InvalidToken, choose_key
from app.adapters.identity.strict_json import BadJson, read_object
from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import SignInRefused
from tests.identity.asking import finish, in_order
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.made_up_tokens import (
    CLIENT,
    EC_KEY,
    ISSUER,
    NOW,
    RSA_KEY,
    by_hand,
    claims,
    expected,
    finder,
    public,
    sign,
    unpadded,
)
from tests.strangers import HOSTILE_JSON, hostile_values

HALF = "half\ud800"


@pytest.mark.parametrize("data", [data for name, data in HOSTILE_JSON.items() if not name.startswith("half")])
def test_json_made_to_break_a_reader_is_bad_json(data: bytes) -> None:
    for text in (data, b'{"a":%s}' % data, b'{"a":[{"b":%s}]}' % data):
        with pytest.raises(BadJson):
            read_object(text)


@given(hostile_values)
def test_any_json_at_all_is_an_object_or_refused(value: Any) -> None:
    for text in (json.dumps(value), json.dumps({"a": value})):
        try:
            assert read_object(text) == json.loads(text)
        except BadJson:
            continue


@pytest.mark.parametrize("name", ["nonce", "at_hash", "sub", "iss", "aud", "azp"])
def test_half_a_character_in_a_claim_is_refused(name: str) -> None:
    with pytest.raises(InvalidToken):
        verify_id_token(sign(claims(**{name: HALF})), expected(), finder(EC_KEY), NOW)


@given(hostile_values, st.sampled_from(["iss", "sub", "aud", "azp", "iat", "exp", "nbf", "nonce", "at_hash"]))
def test_any_claim_at_all_is_believed_or_refused(value: Any, name: str) -> None:
    token = sign(json.dumps(claims() | {name: value}).encode())
    with contextlib.suppress(InvalidToken):
        assert verify_id_token(token, expected(), finder(EC_KEY), NOW)["sub"]
    with pytest.raises(InvalidToken):
        verify_logout_token(
            token, issuer=ISSUER, client_id=CLIENT, algorithms=("ES256",), find_key=finder(EC_KEY), now=NOW
        )


@given(hostile_values, st.sampled_from(["alg", "kid", "typ", "crit", "x5u"]))
def test_any_header_at_all_is_believed_or_refused(value: Any, name: str) -> None:
    head = json.dumps({"alg": "ES256", "typ": "JWT", "kid": "ec", name: value}).encode()
    token = by_hand(unpadded(head), unpadded(json.dumps(claims()).encode()), EC_KEY, "ES256")
    with contextlib.suppress(InvalidToken):
        verify_id_token(token, expected(), finder(EC_KEY), NOW)


@given(hostile_values, st.sampled_from(["kty", "crv", "x", "y", "n", "e", "use", "alg", "key_ops", "kid"]))
def test_any_published_key_at_all_is_used_or_refused(value: Any, part: str) -> None:
    for key, alg in ((EC_KEY, "ES256"), (RSA_KEY, "RS256")):
        try:
            choose_key([public(key)[0] | {part: value}], key.kid, alg)
        except InvalidToken:
            continue


@pytest.mark.parametrize("name", ["access_token", "id_token", "error"])
@pytest.mark.parametrize("value", [HALF, 10**4000, [[[]]] * 400])
def test_an_answer_made_to_break_a_reader_signs_nobody_in(
    openid: OpenIdConnect, there: AwkwardProvider, name: str, value: Any
) -> None:
    there.describe()
    there.answer("/token", in_order(there) | {name: value})
    with pytest.raises((SignInRefused, IdentityProviderUnavailable)):
        finish(openid, there)
