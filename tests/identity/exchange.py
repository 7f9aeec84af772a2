"""An exchange with nothing but its account pages, on a real database, and the made-up people who sign in to it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from app.adapters.identity.openid_connect import OpenIdConnect
from app.domain.identity import Identity, IdentityProvider, Membership, Organisation, Person
from app.http import current
from app.http.access import allow, register_guard
from app.http.current import register_current
from app.http.errors import register_errors
from app.http.headers import register_headers
from app.http.logs import register_logs
from app.http.page import STATIC, EmergencyNumber, Site, register_pages
from app.services.disclosure.strongly import require_strong
from app.services.identity.add_person import add_account, add_person
from app.services.identity.approve_member import approve_member
from app.services.identity.register_organisation import register_organisation
from app.services.identity.register_provider import register_provider
from app.services.runtime import Runtime
from app.web.account.register import load_visitor, register_account, to_choose_membership, to_sign_in
from app.web.runtime import register_runtime
from app.web.template_words import register_words
from policies.engine.loading import load_release
from tests.services.exchange import POLICIES, Exchange

RELEASE = load_release(POLICIES)
SECRET = "made-up-client-secret"
SITE = Site(
    emergency=(EmergencyNumber("the Madeupshire hub", "01632 960 000"),),
    demonstration=True,
    role_labels=lambda: {"hub_collator": "Collator"},
)


@dataclass(frozen=True)
class People:
    """Adds organisations, people and memberships to a whole exchange, as administrators' commands do."""

    base: Exchange

    def provider(self, issuer: str, key: str = "town", **changes: Any) -> IdentityProvider:
        """A development provider, selected by an e-mail domain of its own."""
        known: dict[str, Any] = {
            "id": uuid4(),
            "key": key,
            "name": f"Provider {key}",
            "issuer": issuer,
            "client_id": "exchange",
            "created_at": self.base.clock.now(),
            "development": True,
        }
        provider = IdentityProvider(**{**known, **changes})
        register_provider(self.base.admin, provider, (f"{key}.example",))
        return provider

    def organisation(self, name: str, kind: str = "hub") -> Organisation:
        """An organisation that takes part."""
        now = self.base.clock.now()
        organisation = Organisation(uuid4(), kind, name, "Madeup Council", name, "01632 960 001", now)
        register_organisation(self.base.admin, organisation)
        return organisation

    def person(self, provider: IdentityProvider, subject: str) -> Person:
        """A person with an account at a provider."""
        now = self.base.clock.now()
        person = Person(uuid4(), f"{subject.title()} Example", f"{subject}@town.example", now)
        add_person(self.base.admin, person)
        add_account(self.base.admin, Identity(uuid4(), provider.id, subject, person.id, now))
        return person

    def member(self, person: Person, organisation: Organisation, role: str, **changes: Any) -> Membership:
        """An approved membership, unless `changes` says otherwise."""
        now = self.base.clock.now()
        known = {"approved_by": self.base.registrar_id(), "approved_at": now}
        membership = Membership(uuid4(), person.id, organisation.id, role, now, **{**known, **changes})
        approve_member(self.base.admin, membership)
        return membership


def a_runtime(base: Exchange, *keys: str, production: bool = False) -> Runtime:
    """What serves an exchange whose providers answer soon, or are given up."""
    return replace(
        base.runtime,
        providers=OpenIdConnect(dict.fromkeys(keys, SECRET), allow_development=not production, seconds=2.0),
        production=production,
        public_address="https://prx.example",
    )


def make_exchange(runtime: Runtime, public_address: str) -> Flask:
    """The account pages behind the real guard, headers and error pages, pages to arrive at and a form to send."""
    app = Flask("exchange", static_folder=str(STATIC))
    app.config.update(
        SECRET_KEY="made-up",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_NAME="__Host-prx_form",
        WTF_CSRF_SSL_STRICT=False,
    )
    register_logs(app, io.StringIO())
    register_pages(app, SITE, policy_notice=lambda: None)
    register_words(app, now=runtime.clock.now, release=lambda: RELEASE)
    register_headers(app, https=True)
    CSRFProtect(app)
    register_current(app, load_visitor)
    register_runtime(app, runtime)
    register_account(app, public_address=public_address)
    register_guard(
        app,
        roles_for=lambda _duty: (),
        record_refusal=lambda _actor, _endpoint: None,
        to_sign_in=to_sign_in,
        to_choose_membership=to_choose_membership,
    )
    register_errors(app)

    @app.get("/")
    @app.get("/board")
    @allow(roles=["hub_collator", "police_desk"])
    def here() -> str:
        actor = current.actor()
        return f"{actor.display_name}|{actor.role}|{actor.organisation_name}|{actor.session_id}"

    @app.post("/note")
    @allow(roles=["hub_collator", "police_desk"])
    def note() -> str:
        return f"{current.actor().display_name} wrote {request.form['text']}"

    @app.post("/act")
    @allow(roles=["hub_collator", "police_desk"])
    def act() -> str:
        require_strong(current.actor())
        return f"{current.actor().display_name} did {request.form['text']}"

    return app
