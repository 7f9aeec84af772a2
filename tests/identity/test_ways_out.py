"""A provider behind a private authority and an outgoing proxy."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from app.adapters.identity.openid_connect import OpenIdConnect
from app.adapters.identity.transport import Way
from app.domain.errors import IdentityProviderUnavailable
from tests.identity.asking import CONFIGURATION, finish, in_order
from tests.identity.awkward_provider import AwkwardProvider, awkward_provider
from tests.messages.servers import Authority
from tests.tunnel import outgoing_proxy


def asking(way: Way | None, seconds: float = 5.0) -> OpenIdConnect:
    return OpenIdConnect({"awkward": "made-up-secret"}, allow_development=False, seconds=seconds, way=way)


def ready(there: AwkwardProvider) -> AwkwardProvider:
    there.describe()
    there.answer("/token", in_order(there))
    return there


def test_a_private_authority_is_believed_where_it_is_named_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    with awkward_provider(authority.server_side()) as there:
        ready(there)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
        with pytest.raises(IdentityProviderUnavailable):
            finish(asking(None), there, development=False)
        assert there.asked == []
        proven = finish(asking(Way(authority=authority.file)), there, development=False)
        assert proven.display_name == "Bo Example"


def test_a_provider_is_reached_by_the_proxy_that_is_named_and_by_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    with awkward_provider(authority.server_side()) as there, outgoing_proxy() as (proxy, asked):
        ready(there)
        monkeypatch.setenv("HTTPS_PROXY", "http://{}:{}".format(*proxy))
        finish(asking(Way(authority.file)), there, development=False)
        assert asked == []
        proven = finish(asking(Way(authority.file, proxy)), there, development=False)
        assert proven.display_name == "Bo Example"
        assert set(asked) == {there.issuer.removeprefix("https://")}


def test_a_proxy_that_refuses_is_a_provider_that_is_away(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with awkward_provider(authority.server_side()) as there, outgoing_proxy(leads=False) as (proxy, asked):
        ready(there)
        with pytest.raises(IdentityProviderUnavailable):
            finish(asking(Way(authority.file, proxy)), there, development=False)
        assert asked
        assert there.asked == []


def test_headers_that_never_end_are_hung_up_on_behind_a_proxy_too(tmp_path: Path) -> None:
    def for_ever(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.flush_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            return

    authority = Authority(tmp_path)
    with awkward_provider(authority.server_side()) as there, outgoing_proxy() as (proxy, _):
        ready(there).answers[CONFIGURATION] = for_ever
        began = time.monotonic()
        with pytest.raises(IdentityProviderUnavailable):
            finish(asking(Way(authority.file, proxy), seconds=1.0), there, development=False)
        assert time.monotonic() - began < 4
