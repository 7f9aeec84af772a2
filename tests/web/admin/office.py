"""Administrators of Madeupshire Homes who have begun, and what they do by their pages."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from werkzeug.test import TestResponse

from app.domain.identity import Actor
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin, offer_challenge, offer_passkey
from app.services.identity.find_session import find_session
from app.web.account.cookies import SESSION_COOKIE
from tests.services.authenticator import Authenticator
from tests.web.exchange import HOST, Exchange

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
CHALLENGE = re.compile(r'data-challenge="([^"]+)"')


@dataclass
class Desk:
    """One of them at a browser without scripts, and a device that signs what the page shows."""

    exchange: Exchange
    name: str
    device: Authenticator = field(default_factory=lambda: Authenticator(f"https://{HOST}"))

    def __post_init__(self) -> None:
        self.client = self.exchange.client(self.name)

    @property
    def actor(self) -> Actor:
        """Who is signed in, as the pages know them."""
        cookie = self.client.get_cookie(SESSION_COOKIE, domain=HOST, path="/")
        assert cookie
        found = find_session(self.exchange.runtime, cookie.value)
        assert found
        assert found.actor
        return found.actor

    def get(self, path: str) -> str:
        """A page's text."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def press(self, page: str, path: str, **fields: str | Sequence[str]) -> TestResponse:
        """Send a form of a page, and follow where it leads."""
        found = TOKEN.search(self.get(page))
        assert found
        return self.client.post(path, data={"csrf_token": found.group(1), **fields}, follow_redirects=True)

    def offers(self) -> str:
        """Offer a passkey; says its code."""
        made = self.device.makes(offer_challenge(self.exchange.runtime, self.actor))
        return offer_passkey(self.exchange.runtime, self.actor, made).code

    def signs(self, change: str) -> TestResponse:
        """Sign what a change's page asks the device to sign."""
        found = CHALLENGE.search(self.get(change))
        assert found
        said = self.device.signs(base64.urlsafe_b64decode(found.group(1)))
        return self.press(change, f"{change}/sign", said=json.dumps(said))


def an_hour_later(exchange: Exchange, *desks: Desk) -> int:
    """How many of the changes that are announced now are done then; their people have signed in again."""
    assert apply_changes(exchange.admin) == 0
    exchange.clock.forward(timedelta(hours=1))
    for one in desks:
        one.client = exchange.client(one.name)
    return apply_changes(exchange.admin)


def begun(exchange: Exchange, *names: str) -> tuple[Desk, ...]:
    """These administrators, each with a registered passkey."""
    desks = tuple(Desk(exchange, name) for name in names)
    begin(exchange.admin, exchange.organisations["housing"].id, [one.offers() for one in desks])
    return desks
