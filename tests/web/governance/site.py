"""The governance door over a real exchange: its application, and browsers of people signed in to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.identity import Actor, IdentityProvider
from app.domain.web_session import WebSession
from app.factory import create_app
from app.services.collation.open_collation import open_collation
from app.services.identity.open_session import open_session
from app.services.identity.register_provider import register_provider
from app.services.intake.open_case import open_case
from app.web.account.cookies import SESSION_COOKIE
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered, send
from tests.web.pages import ParsedPage, parse, posted

HOST = "localhost"


@dataclass(frozen=True)
class Site:
    """An exchange in which one request has been asked and answered, its pages, and its hub's officers."""

    exchange: Exchange
    app: Flask
    provider: IdentityProvider
    played: Answered
    officer: Actor
    auditor: Actor

    def client(self, actor: Actor) -> FlaskClient:
        """A browser in which this person is signed in."""
        return client_of(self.app, self.exchange, self.provider, actor)

    def kinds(self) -> list[str]:
        """The kinds of all leaves, in order."""
        return [kind for _, _, kind in self.exchange.leaves()]


def client_of(app: Flask, exchange: Exchange, provider: IdentityProvider, actor: Actor) -> FlaskClient:
    """A browser in which this person is signed in to an application."""
    now, runtime = exchange.clock.now(), exchange.runtime
    with runtime.database.work(None) as work:
        token = open_session(
            runtime,
            work,
            WebSession(uuid4(), actor.person_id, provider.id, provider.issuer, str(actor.person_id),
                       None, (), now, now, strong_at=now),
            work.identity.hold_membership(actor.membership_id),
        )  # fmt: skip
        work.commit()
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token, domain=HOST, path="/", secure=True, httponly=True, samesite="Lax")
    return client


def make_doors(exchange: Exchange) -> tuple[Flask, IdentityProvider]:
    """The application over an exchange, and where whoever comes from now on has an account."""
    provider = IdentityProvider(uuid4(), "madeup", "Madeup sign-in", "http://127.0.0.9", "exchange",
                                exchange.clock.now(), development=True)  # fmt: skip
    register_provider(exchange.admin, provider, ("madeup.example",))
    exchange.accounts_at = provider.id
    app = create_app(exchange.settings, exchange.runtime)
    app.config["PREFERRED_URL_SCHEME"] = "https"
    return app, provider


def make_site(exchange: Exchange) -> Site:
    """The door over an exchange, after one case has been played."""
    app, provider = make_doors(exchange)
    played = answered(exchange)
    send(exchange, played.case, "police")
    open_case(exchange.runtime, played.case.collator, played.case.id)
    open_collation(exchange.runtime, played.case.decider, played.case.id)
    officer, auditor = (exchange.person("hub", role) for role in ("ig_officer", "auditor"))
    return Site(exchange, app, provider, played, officer, auditor)


def sound(answer: TestResponse) -> ParsedPage:
    """The page, parsed strictly, with one first heading, labels for all inputs, unique ids, and nothing inline."""
    page = parse(answer.text)
    assert len(list(page.all("h1"))) == 1
    assert [one for one, count in page.ids.items() if count > 1] == []
    labelled = {one.get("for") for one in page.all("label")}
    for one in page.all("input", "textarea", "select"):
        assert one.get("type") == "hidden" or one.get("id") in labelled
    assert all(target in page.ids for target in page.summary_targets)
    assert list(page.all("style")) == []
    assert not any(name == "style" or name.startswith("on") for one in page.root.iter() for name in one.attrib)
    return page


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send the page's form with these fields filled in."""
    form = posted(client.get(path).text)
    for name, typed in fields.items():
        form[name] = typed
    return client.post(path, data=form, headers={"Referer": f"https://{HOST}{path}"})
