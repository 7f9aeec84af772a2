"""Why a provider could not be used: the operator's log says it, the visitor's page does not."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.errors import IdentityProviderUnavailable
from tests.identity.asking import BACK, CONFIGURATION
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.made_up_tokens import NOW


def said(openid: OpenIdConnect, there: AwkwardProvider, **row: object) -> str:
    with capture_logs() as logged, pytest.raises(IdentityProviderUnavailable) as failed:
        openid.sign_in_address(there.known_as(**row), return_to=BACK, state="s", nonce="n", verifier="v", now=NOW)
    assert failed.value.message.startswith("Awkward Council sign-in is not answering as it should.")
    [line] = logged
    assert (line["event"], line["provider"]) == ("provider_unavailable", "awkward")
    return str(line["reason_code"])


def test_the_log_says_why(openid: OpenIdConnect, there: AwkwardProvider) -> None:
    assert said(openid, there, issuer="http://127.0.0.1:9") == "connection_refused"
    assert (
        said(
            OpenIdConnect({"awkward": "s"}, allow_development=True, seconds=5),
            there,
            issuer="https://nobody.invalid",
            development=False,
        )
        == "name_not_found"
    )
    assert said(openid, there, issuer=there.issuer.replace("http:", "https:"), development=True) == "tls_not_agreed"
    there.answer(CONFIGURATION, b"<html>")
    assert said(openid, there) == "not_json"
    there.answer(CONFIGURATION, {}, 404)
    assert said(openid, there) == "the_provider_answered_404"
    there.describe(issuer="https://other.example")
    assert said(openid, there) == "the_metadata_name_another_issuer"
    there.describe()
    assert said(OpenIdConnect({}, allow_development=True), there) == "secret_missing"
