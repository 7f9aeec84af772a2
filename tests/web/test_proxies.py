"""The network address that sign-in attempts are counted by: a visitor's own, and none that somebody claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import request

from app.factory import create_app
from app.http.access import public
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

PROXY = {"REMOTE_ADDR": "10.0.0.1"}


def seen(exchange: Exchange, proxies: int, forwarded: str | None) -> str:
    """The address that a request by way of a proxy at 10.0.0.1 is taken to come from."""
    app = create_app(replace(exchange.settings, trusted_proxies=proxies), exchange.runtime)

    @public
    def address() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    app.add_url_rule("/address", view_func=address)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    headers |= {"X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "forged.example"}
    told = app.test_client().get("/address", headers=headers, environ_overrides=PROXY).text
    came_from, scheme, host = told.split()
    assert (scheme, host) == ("http", "localhost")  # never believed
    return came_from


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.7", "10.0.0.1"),
        (0, "203.0.113.7, 10.0.0.9", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (1, None, "10.0.0.1"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_added_is_believed(
    own_exchange: Exchange, proxies: int, forwarded: str | None, expected: str
) -> None:
    assert seen(own_exchange, proxies, forwarded) == expected
