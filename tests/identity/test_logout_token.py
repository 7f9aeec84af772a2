"""Back-channel logout tokens: believed only if they are one, for us, and fresh."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.adapters.identity.logout_token import EVENT, verify_logout_token
from app.adapters.identity.signed_token import InvalidToken
from app.domain.provider_said import SignOutNotice
from tests.identity.made_up_tokens import CLIENT, EC_KEY, ISSUER, NONCE, NOW, claims, finder, sign

MOMENT = int(NOW.timestamp())


def logout_claims(**changes: Any) -> dict[str, Any]:
    about: dict[str, Any] = {
        "nonce": None,
        "at_hash": None,
        "jti": "made-up",
        "sid": "session-1",
        "events": {EVENT: {}},
    }
    return claims(**{**about, **changes})


def read(token: str) -> SignOutNotice:
    return verify_logout_token(
        token, issuer=ISSUER, client_id=CLIENT, algorithms=("ES256",), find_key=finder(EC_KEY), now=NOW
    )


def test_a_token_in_order_names_whose_sessions_end() -> None:
    itself = ("made-up", NOW - timedelta(seconds=2))
    assert read(sign(logout_claims(), typ="logout+jwt")) == SignOutNotice("session-1", "made-up-subject", *itself)
    assert read(sign(logout_claims(sid=None))) == SignOutNotice(None, "made-up-subject", *itself)
    assert read(sign(logout_claims(sub=None))) == SignOutNotice("session-1", None, *itself)


@pytest.mark.parametrize(
    "changes,reason",
    [
        ({"events": None}, "event"),
        ({"events": {}}, "event"),
        ({"events": {EVENT: "yes"}}, "event"),
        ({"events": [EVENT]}, "event"),
        ({"nonce": NONCE}, "nonce"),
        ({"jti": None}, "jti"),
        ({"sid": None, "sub": None}, "nobody_named"),
        ({"sid": 7}, "nobody_named"),
        ({"aud": "other"}, "audience"),
        ({"iss": "https://other.example"}, "issuer"),
        ({"exp": MOMENT - 60}, "expired"),
        ({"iat": MOMENT - 900}, "issued_at"),
    ],
)
def test_what_is_out_of_order_ends_nobodys_session(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        read(sign(logout_claims(**changes), typ="logout+jwt"))
    assert refused.value.reason == reason


def test_an_id_token_is_no_logout_token() -> None:
    with pytest.raises(InvalidToken):
        read(sign(claims()))
