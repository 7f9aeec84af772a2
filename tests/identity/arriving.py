"""A browser at an exchange whose identity provider says whatever the test wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.adapters.database.work import SqlDatabase
from app.demonstration.identity_provider.visitor import Form
from app.domain.identity import IdentityProvider
from app.services.runtime import Runtime
from tests.clock import SetClock
from tests.identity.awkward_provider import AwkwardProvider
from tests.identity.exchange import People
from tests.identity.made_up_tokens import ACCESS_TOKEN, claims, sign

ADDRESS = "https://prx.example"


@dataclass(frozen=True)
class Asked:
    """What the exchange sent the browser to the provider with."""

    state: str
    nonce: str


@dataclass
class Arriving:
    """The exchange, its provider, its clock and one browser. `owner` may change what the exchange itself may not."""

    app: Flask
    runtime: Runtime
    database: SqlDatabase
    owner: Engine
    clock: SetClock
    people: People
    provider: IdentityProvider
    there: AwkwardProvider
    browser: FlaskClient

    def another_browser(self) -> FlaskClient:
        """One without any of the cookies."""
        return self.app.test_client()

    def get(self, path: str, browser: FlaskClient | None = None) -> TestResponse:
        """As a person follows a link."""
        return (browser or self.browser).get(path, base_url=ADDRESS)

    def post(self, path: str, values: dict[str, str], browser: FlaskClient | None = None) -> TestResponse:
        """As a person sends a form of ours, with its mark."""
        one = browser or self.browser
        mark = Form(one.get("/account/sign-in", base_url=ADDRESS).text).hidden["csrf_token"]
        return one.post(path, data={"csrf_token": mark, **values}, base_url=ADDRESS)

    def start(self, next_path: str = "/", browser: FlaskClient | None = None) -> Asked:
        """Press the button of the provider."""
        page = self.post("/account/sign-in", {"provider": "town", "next": next_path}, browser)
        assert page.status_code == 200, page.text
        onwards = Form(page.text).onwards
        assert onwards is not None
        asked = parse_qs(urlsplit(onwards).query)
        return Asked(asked["state"][0], asked["nonce"][0])

    def come_back(
        self, asked: Asked, subject: str = "amina", browser: FlaskClient | None = None, **changes: Any
    ) -> TestResponse:
        """Return from the provider, which gives a token for `subject` with these claims changed."""
        now = int(self.clock.now().timestamp())
        about = {"iss": self.there.issuer, "sub": subject, "nonce": asked.nonce, "name": f"{subject.title()} Example"}
        token = sign(claims(**{**about, "iat": now, "exp": now + 300, **changes}))
        self.there.answer("/token", {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": token})
        return self.get(f"/account/return/town?code=made-up&state={asked.state}", browser)

    def sign_in(self, subject: str = "amina", browser: FlaskClient | None = None, **changes: Any) -> TestResponse:
        """All of it."""
        return self.come_back(self.start(browser=browser), subject, browser, **changes)

    def is_signed_in(self, browser: FlaskClient | None = None) -> bool:
        """Whether a page behind the guard is shown."""
        return self.get("/board", browser).status_code == 200

    def later(self, **step: float) -> None:
        """Move the clock."""
        self.clock.forward(timedelta(**step))
