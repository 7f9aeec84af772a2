"""The id_token verifier. Each refused row was accepted by, or is a known attack on, one library or another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc.jwk import ECKey

from app.adapters.identity.id_token import verify_id_token
from app.adapters.identity.signed_token import InvalidToken, choose_key
from tests.identity.made_up_tokens import (
    CLIENT,
    EC_KEY,
    NOW,
    RSA_KEY,
    SECRET,
    STRANGER,
    at_hash,
    by_hand,
    claims,
    expected,
    finder,
    public,
    shared_secret_key,
    sign,
    unpadded,
    unsigned,
)

MOMENT = int(NOW.timestamp())


def refusal(token: object, **changes: Any) -> str:
    with pytest.raises(InvalidToken) as refused:
        verify_id_token(token, expected(**changes), finder(EC_KEY), NOW)
    return refused.value.reason


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": [CLIENT]},
        {"azp": CLIENT},
        {"at_hash": None},
        {"exp": MOMENT - 29},
        {"iat": MOMENT + 29},
        {"iat": MOMENT - 329},
        {"nbf": MOMENT},
        {"iat": MOMENT + 0.5},
    ],
)
def test_a_token_in_order_is_believed(changes: dict[str, Any]) -> None:
    assert verify_id_token(sign(claims(**changes)), expected(), finder(EC_KEY), NOW)["sub"] == "made-up-subject"


@pytest.mark.parametrize(
    "changes,reason",
    [
        ({"aud": ["other"], "azp": CLIENT}, "audience"),
        ({"aud": [CLIENT, "other"], "azp": CLIENT}, "audience"),
        ({"aud": "other"}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": {CLIENT: 1}}, "audience"),
        ({"azp": "other"}, "authorised_party"),
        ({"iss": "https://other.example"}, "issuer"),
        ({"iss": "https://sign-in.council.example/"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"sub": None}, "subject"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "nul\0"}, "subject"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": ["a-made-up-nonce"]}, "nonce"),
        ({"exp": MOMENT - 60}, "expired"),
        ({"exp": MOMENT - 30}, "expired"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 10**400}, "exp"),
        ({"iat": MOMENT - 2 * 86400}, "issued_at"),
        ({"iat": MOMENT - 331}, "issued_at"),
        ({"iat": MOMENT + 31}, "issued_at"),
        ({"iat": None}, "iat"),
        ({"nbf": MOMENT + 31}, "not_yet_valid"),
        ({"at_hash": at_hash("another access token")}, "at_hash"),
        ({"at_hash": 7}, "at_hash"),
    ],
)
def test_a_claim_out_of_order_is_refused(changes: dict[str, Any], reason: str) -> None:
    assert refusal(sign(claims(**changes))) == reason


@pytest.mark.parametrize("token", [None, "", "a.b", "a.b.c", "a.b.c.d", 7, {}, "x" * 40_000, "é.é.é"])
def test_what_is_no_token_is_refused(token: object) -> None:
    assert refusal(token) in {"id_token_missing", "not_a_token"}


def test_an_unsigned_token_is_refused_even_if_none_were_configured() -> None:
    assert refusal(unsigned(claims())) == "not_a_token"
    assert refusal(unsigned(claims()) + "AA") == "algorithm"
    assert refusal(unsigned(claims()) + "AA", algorithms=("none", "ES256")) == "algorithm"


def test_a_shared_secret_is_no_signature_for_us() -> None:
    with_secret = sign(claims(), key=shared_secret_key(SECRET), alg="HS256", kid="ec")
    with_public_key = sign(claims(), key=shared_secret_key(json.dumps(EC_KEY.as_dict(private=False))), alg="HS256")
    for token in (with_secret, with_public_key):
        assert refusal(token) == "algorithm"
        assert refusal(token, algorithms=("HS256", "ES256")) == "algorithm"


def test_another_key_with_the_same_id_is_refused() -> None:
    assert refusal(sign(claims(), key=STRANGER)) == "signature"


def test_an_algorithm_that_was_not_agreed_is_refused_though_the_key_is_the_providers() -> None:
    token = sign(claims(), key=RSA_KEY, alg="RS256")
    with pytest.raises(InvalidToken) as refused:
        verify_id_token(token, expected(), finder(EC_KEY, RSA_KEY), NOW)
    assert refused.value.reason == "algorithm"


def test_rsa_and_pss_are_believed_where_they_were_agreed() -> None:
    for alg in ("RS256", "PS256"):
        token = sign(claims(), key=RSA_KEY, alg=alg)
        assert verify_id_token(token, expected(algorithms=(alg,)), finder(EC_KEY, RSA_KEY), NOW)["aud"] == CLIENT


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"crit": ["https://made-up.example/extension"]},
        {"jwk": STRANGER.as_dict(private=False)},
        {"jku": "https://attacker.example/keys"},
        {"x5u": "https://attacker.example/certificate"},
        {"x5c": ["MIIB"]},
    ],
)
def test_a_header_that_changes_the_rules_is_refused(header: dict[str, Any]) -> None:
    assert refusal(sign(claims(), **header)) == "header_not_understood"


@pytest.mark.parametrize("typ", ["at+jwt", "logout+jwt", "dpop+jwt", 7])
def test_another_kind_of_token_is_refused(typ: object) -> None:
    assert refusal(sign(claims(), typ=typ)) == "type"


def test_a_token_without_key_id_is_believed_only_where_there_is_no_choice() -> None:
    other = ECKey.generate_key("P-256", parameters={"kid": "other", "use": "sig"})
    token = sign(claims(), kid=None)
    assert verify_id_token(token, expected(), finder(EC_KEY, RSA_KEY), NOW)["aud"] == CLIENT
    with pytest.raises(InvalidToken) as refused:
        verify_id_token(token, expected(), finder(EC_KEY, other), NOW)
    assert refused.value.reason == "key_ambiguous"


def test_an_unknown_key_id_is_refused() -> None:
    assert refusal(sign(claims(), kid="nobody's")) == "key_unknown"
    assert refusal(sign(claims(), kid=["ec"])) == "key_id"


@pytest.mark.parametrize(
    "key,algorithm",
    [
        ({**public(EC_KEY)[0], "use": "enc"}, "ES256"),
        ({**public(EC_KEY)[0], "alg": "ES384"}, "ES256"),
        ({**public(EC_KEY)[0], "key_ops": ["sign"]}, "ES256"),
        ({**public(EC_KEY)[0], "key_ops": 7}, "ES256"),
        ({**public(RSA_KEY)[0], "n": unpadded(b"\x7f" * 128)}, "RS256"),
        ({**public(RSA_KEY)[0], "n": None}, "RS256"),
        ({"kty": "oct", "k": unpadded(b"shared"), "kid": "ec"}, "ES256"),
        ({}, "ES256"),
    ],
)
def test_a_key_that_is_not_for_verifying_verifies_nothing(key: dict[str, Any], algorithm: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        choose_key([key], None, algorithm)
    assert refused.value.reason == "key_unknown"


def test_a_key_that_makes_no_sense_is_refused_without_another_exception() -> None:
    for nonsense in ({"x": "AA"}, {"x": 7}, {"y": None}):
        with pytest.raises(InvalidToken) as refused:
            choose_key([{**public(EC_KEY)[0], **nonsense}], "ec", "ES256")
        assert refused.value.reason == "key_unusable"


def test_nothing_expected_is_never_fulfilled() -> None:
    token = sign(claims(nonce=""))
    for nothing in ({"nonce": ""}, {"issuer": ""}, {"client_id": ""}):
        assert refusal(token, **nothing) == "nothing_expected"


def test_an_access_token_hash_without_an_access_token_is_refused() -> None:
    assert refusal(sign(claims()), access_token=None) == "at_hash"


def test_signing_in_long_ago_is_refused_where_a_maximum_age_is_asked() -> None:
    assert refusal(sign(claims(auth_time=MOMENT - 4000)), max_age=3600) == "auth_time"
    assert refusal(sign(claims()), max_age=3600) == "auth_time"
    recent = sign(claims(auth_time=MOMENT - 3000))
    assert verify_id_token(recent, expected(max_age=3600), finder(EC_KEY), NOW)["aud"] == CLIENT


@pytest.mark.parametrize(
    "payload", [b"[]", b'"text"', b"{", b'{"sub":"a","sub":"b"}', b'{"exp":NaN}', b"\xff", b"[" * 9000]
)
def test_a_payload_that_is_no_plain_object_is_refused(payload: bytes) -> None:
    assert refusal(sign(payload)) == "not_a_token"


def test_every_changed_character_of_the_signed_part_is_noticed() -> None:
    head, body, signature = sign(claims()).split(".")
    for place in range(0, len(body), 7):
        changed = body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
        assert refusal(f"{head}.{changed}.{signature}") in {"signature", "not_a_token"}


def test_a_header_with_a_name_twice_is_refused() -> None:
    head = unpadded(b'{"alg":"ES256","kid":"ec","alg":"ES256"}')
    assert refusal(by_hand(head, unpadded(json.dumps(claims()).encode()), EC_KEY, "ES256")) == "not_a_token"
