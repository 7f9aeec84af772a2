"""The adapter against a real HTTP server: in order, down, slow, too long, nonsense, and lying about who it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import ProvenIdentity, SignInRefused
from tests.identity.asking import BACK, CONFIGURATION, finish, in_order
from tests.identity.awkward_provider import AwkwardProvider, drip, endless, silence
from tests.identity.made_up_tokens import ACCESS_TOKEN, CLIENT, NOW, claims, sign


def test_the_browser_is_sent_with_state_nonce_and_pkce(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    address = openid.sign_in_address(
        there.known_as(), return_to=BACK, state="st", nonce="no", verifier="v" * 43, now=NOW
    )
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{there.issuer}/authorize?")
    assert asked["response_type"] == ["code"]
    assert asked["state"] == ["st"]
    assert asked["nonce"] == ["no"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert "v" * 43 not in address
    assert "made-up-secret" not in address


def test_a_code_becomes_a_proven_identity(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    proven = finish(openid, there, issuer=there.issuer)
    assert proven == ProvenIdentity("made-up-subject", "Bo Example", "bo@council.example", "s1", ())
    assert parse_qs(there.forms[0])["code_verifier"] == ["v" * 43]


def test_groups_come_from_the_named_claim_only(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    there.answer("/token", in_order(there, groups=["mash", 7, "", "mash"], roles=["x"]))
    assert finish(openid, there).groups == ()
    assert finish(openid, there, groups_claim="groups").groups == ("mash",)
    assert finish(openid, there, groups_claim="name").groups == ()


def test_a_name_that_cannot_be_shown_is_replaced(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    for name in ("a\0b", "\ud800", "", 7, None, "line\nbreak"):
        token = sign(claims(iss=there.issuer, email=["x"]) | {"name": name})
        there.answer("/token", in_order(there) | {"id_token": token})
        assert finish(openid, there).display_name == "Name not given"


@pytest.mark.parametrize("answer", [drip, endless, silence])
@pytest.mark.parametrize("path", [CONFIGURATION, "/jwks", "/token"])
def test_slow_silent_and_endless_answers_end_soon(
    openid: OpenIdConnect, there: AwkwardProvider, path: str, answer: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    there.answers[path] = answer
    with pytest.raises(IdentityProviderUnavailable) as failed:
        finish(openid, there)
    assert "01632 960001" in failed.value.message


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"7", b"<html>", b"\xff\xfe", b'{"a":1,"a":2}', b"[" * 100_000, b'{"keys": 7}', b'"x"'],
)
@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("path", [CONFIGURATION, "/jwks", "/token"])
def test_nonsense_is_unavailable_or_refused_and_nothing_else(
    openid: OpenIdConnect, there: AwkwardProvider, path: str, status: int, body: bytes
) -> None:
    there.answer(path, body, status)
    with pytest.raises((IdentityProviderUnavailable, SignInRefused)):
        finish(openid, there)


@pytest.mark.parametrize("path", [CONFIGURATION, "/jwks", "/token"])
def test_no_redirect_is_followed(openid: OpenIdConnect, there: AwkwardProvider, path: str) -> None:
    there.answers[path] = (302, {"Location": f"{there.issuer}/elsewhere"}, b"")
    with pytest.raises(IdentityProviderUnavailable):
        finish(openid, there)
    assert "/elsewhere" not in there.asked


def test_a_compressed_answer_is_not_unpacked(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    there.answers[CONFIGURATION] = (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b")
    with pytest.raises(IdentityProviderUnavailable):
        finish(openid, there)


@pytest.mark.parametrize(
    "answer", [{}, {"id_token": None}, {"id_token": 7}, {"id_token": "a.b.c"}, {"id_token": ["x"]}]
)
def test_an_answer_without_a_believable_id_token_is_refused(
    openid: OpenIdConnect, there: AwkwardProvider, answer: dict[str, Any]
) -> None:
    there.answer("/token", {"access_token": ACCESS_TOKEN, "token_type": "Bearer", **answer})
    with pytest.raises(SignInRefused):
        finish(openid, there)


@pytest.mark.parametrize("value", ["never", [], {}, 10**400, -1])
def test_a_strange_lifetime_of_the_access_token_raises_nothing_else(
    openid: OpenIdConnect, there: AwkwardProvider, value: object
) -> None:
    there.answer("/token", in_order(there) | {"expires_in": value})
    with suppress(IdentityProviderUnavailable, SignInRefused):
        assert finish(openid, there).subject == "made-up-subject"


def test_a_refused_code_is_about_this_sign_in_and_a_refused_client_about_the_provider(
    openid: OpenIdConnect, there: AwkwardProvider
) -> None:
    there.answer("/token", {"error": "invalid_grant"}, 400)
    with pytest.raises(SignInRefused):
        finish(openid, there)
    there.answer("/token", {"error": "invalid_client"}, 401)
    with pytest.raises(IdentityProviderUnavailable):
        finish(openid, there)


def test_an_answer_from_another_issuer_is_refused_before_the_code_is_sent(
    openid: OpenIdConnect, there: AwkwardProvider
) -> None:
    with pytest.raises(SignInRefused) as refused:
        finish(openid, there, issuer="https://other.example")
    assert refused.value.reason == "answer_from_another_issuer"
    there.describe(authorization_response_iss_parameter_supported=True)
    with pytest.raises(SignInRefused):
        finish(OpenIdConnect({"awkward": "s"}, allow_development=True, seconds=0.3), there, issuer=None)
    assert there.forms == []


def test_a_name_missing_from_the_id_token_is_asked_for_but_only_of_the_same_account(
    openid: OpenIdConnect, there: AwkwardProvider
) -> None:
    there.describe(userinfo_endpoint=f"{there.issuer}/me")
    there.answer("/token", in_order(there) | {"id_token": sign(claims(iss=there.issuer))})
    there.answer("/me", {"sub": "made-up-subject", "name": "Bo Example", "groups": ["mash"]})
    proven = finish(openid, there, groups_claim="groups")
    assert proven.display_name == "Bo Example"
    assert proven.groups == ()
    there.answer("/me", {"sub": "somebody else", "name": "Bo Example"})
    with pytest.raises(SignInRefused):
        finish(openid, there)
    there.answer("/me", b"{")
    with pytest.raises(IdentityProviderUnavailable):
        finish(openid, there)


def test_signing_out_leads_to_the_provider_and_back(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    address = openid.sign_out_address(there.known_as(), return_to="http://127.0.0.1:8000/x", now=NOW)
    assert address is not None
    assert address.startswith(f"{there.issuer}/end?")
    assert parse_qs(urlsplit(address).query)["client_id"] == [CLIENT]


def test_without_its_secret_or_where_development_is_not_allowed_nothing_is_asked(there: AwkwardProvider) -> None:
    nobody = OpenIdConnect({}, allow_development=True, seconds=0.3)
    strict = OpenIdConnect({"awkward": "s"}, allow_development=False, seconds=0.3)
    with pytest.raises(IdentityProviderUnavailable):
        finish(nobody, there)
    there.asked.clear()
    with pytest.raises(IdentityProviderUnavailable):
        finish(strict, there)
    with pytest.raises(IdentityProviderUnavailable):
        finish(strict, there, development=False)
    assert there.asked == []


def test_nobody_there_at_all_is_unavailable(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    with pytest.raises(IdentityProviderUnavailable):
        openid.sign_out_address(there.known_as(issuer="http://127.0.0.1:9"), return_to=BACK, now=NOW)
