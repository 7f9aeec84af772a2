"""What a provider signs with is asked once, pinned, and changed by an administrator alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.adapters.identity.signed_token import KEY_TYPES
from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import IdentityProvider
from app.services.governance.check_log import check_log
from tests.governance.commands import Ran, flask
from tests.governance.town import Town
from tests.services.exchange import Exchange


def command(exchange: Exchange, town: Town, *words: str) -> Ran:
    admin = replace(exchange.admin, providers=town.providers)
    serving = replace(exchange.runtime, providers=town.providers)
    return flask(serving, "providers", *words, admin=admin)


def registered(exchange: Exchange, town: Town) -> IdentityProvider:
    ran = command(exchange, town, "register", "town", "Town", town.there.issuer, "prx")
    assert ran.code == 0, ran.error
    return stored(exchange)


def stored(exchange: Exchange) -> IdentityProvider:
    with exchange.runtime.database.work(None) as work:
        found = work.identity.provider("town")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("offered", "pinned"),
    [
        (["RS256"], ("RS256",)),  # Entra ID, CIS2
        (["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256"],
         ("RS256", "RS384", "PS256", "PS384", "ES256", "ES384", "EdDSA")),  # Keycloak
        (["none", "HS256", "ES256", 7, None], ("ES256",)),
    ],
)  # fmt: skip
def test_what_it_offers_of_what_is_believed_is_pinned(
    own_exchange: Exchange, town: Town, offered: list[str], pinned: tuple[str, ...]
) -> None:
    town.sign_with(*offered)
    assert registered(own_exchange, town).algorithms == pinned
    assert check_log(own_exchange.runtime).problems == ()


def test_no_secret_shared_with_it_is_ever_believed() -> None:
    assert not [one for one in KEY_TYPES if one == "none" or one.startswith("HS")]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs with no algorithm that is believed"),
        ({"issuer": "https://other.example"}, "the metadata name another issuer"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "it takes no client secret"),
    ],
)
def test_why_it_is_not_taken_in_is_said(
    own_exchange: Exchange, town: Town, changes: dict[str, object], why: str
) -> None:
    town.there.describe(**changes)
    ran = command(own_exchange, town, "register", "town", "Town", town.there.issuer, "prx")
    assert ran.code == 1
    assert why in ran.error
    with own_exchange.runtime.database.work(None) as work:
        assert work.identity.provider("town") is None


def test_one_that_takes_the_secret_in_the_form_alone_is_given_it_so(own_exchange: Exchange, town: Town) -> None:
    town.there.describe(token_endpoint_auth_methods_supported=["private_key_jwt", "client_secret_post"])
    assert registered(own_exchange, town).client_authentication == "client_secret_post"


def test_a_change_is_refused_until_an_administrator_pins_it(own_exchange: Exchange, town: Town) -> None:
    asked: Any = {"return_to": "https://prx.example/r", "state": "s", "nonce": "n", "verifier": "v" * 43}
    now = own_exchange.clock.now()
    provider = registered(own_exchange, town)
    assert command(own_exchange, town, "check", "town").out == "Pinned: RS256.\nOffered: RS256.\n"
    town.sign_with("PS256", "HS256")
    with pytest.raises(IdentityProviderUnavailable) as refused:
        town.providers.sign_in_address(provider, now=now, **asked)
    assert refused.value.cause == "it_signs_with_none_of_the_pinned_algorithms_any_more"
    checked = command(own_exchange, town, "check", "town")
    assert checked.code == 1
    assert "flask providers pin town PS256" in checked.error
    assert "HS256 is not offered. Give any of PS256." in command(own_exchange, town, "pin", "town", "HS256").error
    assert command(own_exchange, town, "pin", "town", "PS256").out == "Pinned.\n"
    pinned = stored(own_exchange)
    assert pinned.algorithms == ("PS256",)
    assert town.providers.sign_in_address(pinned, now=now, **asked).startswith(town.there.issuer)
    assert check_log(own_exchange.runtime).problems == ()
    assert "no identity provider nowhere" in command(own_exchange, town, "check", "nowhere").error
    assert UUID(str(pinned.id)) == provider.id
