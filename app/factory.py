"""Builds the Flask application: settings and runtime in, pages out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final, NoReturn, cast

from flask import Flask, has_app_context
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.http import current
from app.http.access import register_guard
from app.http.checkpoints import register_checkpoints
from app.http.current import register_current
from app.http.errors import register_errors
from app.http.headers import register_headers
from app.http.logs import register_logs
from app.http.measures import register_measures
from app.http.page import STATIC, EmergencyNumber, Site, register_pages
from app.services.disclosure.duties import roles_for
from app.services.disclosure.record_refusal import record_refusal
from app.services.governance.summaries import keep_fresh
from app.services.policy_control.as_relied import as_relied
from app.services.runtime import PolicyInForce, Runtime
from app.settings import Settings, from_environment
from app.web.account.register import load_visitor, register_account, to_choose_membership, to_sign_in
from app.web.admin.register import register_admin
from app.web.blank_fields import register_blank_fields
from app.web.covering.register import register_covering
from app.web.governance.register import register_governance
from app.web.health import register_health
from app.web.help.register import SUPPORT, register_help
from app.web.home import register_home
from app.web.hub.register import register_hub
from app.web.my_work.register import register_my_work
from app.web.partner.register import register_partner
from app.web.runtime import RUNTIME, register_runtime
from app.web.runtime import runtime as answering
from app.web.schemas import register_schemas
from app.web.stopped import register_stopped
from app.web.template_words import register_words
from app.wiring import page_runtime

LARGEST_FORM = 2 * 1024 * 1024


STARTER: Final = "Starter legal texts and fields – for approval by accountable owners"
ONE_WAITS: Final = (
    "An item of the policy is not in use at your organisation: its accountable owner has not approved it yet"
)
MORE_WAIT: Final = (
    "{} items of the policy are not in use at your organisation: its accountable owner has not approved them yet"
)


def create_app(settings: Settings | None = None, runtime: Runtime | None = None) -> Flask:
    """The exchange. Without arguments, from the environment. Raises RefusesToStart."""
    settings = settings or from_environment()
    runtime = runtime or page_runtime(settings)
    app = Flask("app", static_folder=str(STATIC))
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        SESSION_COOKIE_NAME="__Host-form",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    register_runtime(app, runtime)

    def policy() -> PolicyInForce:
        """That of the request being answered; with none under way, that in force."""
        return (answering() if has_app_context() else cast("Runtime", app.extensions[RUNTIME])).policy

    if settings.trusted_proxies:  # the visitor's address only: scheme and host are the settings' own
        vars(app)["wsgi_app"] = ProxyFix(app.wsgi_app, settings.trusted_proxies, x_proto=0)
    register_logs(app)
    register_measures(app)
    register_pages(app, _site(settings, policy), policy_notice=lambda: _notice(policy()))
    register_words(app, now=runtime.clock.now, release=lambda: policy().release)
    register_blank_fields(app)
    register_headers(app, https=settings.public_address.startswith("https://"))
    register_current(app, load_visitor)
    CSRFProtect(app)
    register_guard(
        app,
        roles_for=lambda duty: roles_for(policy().release, duty),
        record_refusal=lambda actor, endpoint: record_refusal(answering(), actor, endpoint),
        to_sign_in=to_sign_in,
        to_choose_membership=to_choose_membership,
    )
    register_account(app, public_address=settings.public_address)
    register_errors(app)
    register_checkpoints(app, now=runtime.clock.now, keep_fresh=lambda: keep_fresh(runtime))
    register_my_work(app)  # first in the navigation, so that everybody lands there
    register_covering(app)
    register_admin(app)
    register_governance(app)
    register_health(app)
    register_help(app, settings.pages)
    register_home(app)
    register_hub(app)
    register_partner(app)
    register_schemas(app)
    register_stopped(app)
    return app


def compile_templates() -> None:
    """Compile every template of the pages, for this process and those forked from it. Nothing is shown, or opened."""
    app = Flask("app")
    nobody = Site(emergency=(), demonstration=False, role_labels=dict)
    register_pages(app, nobody, policy_notice=str)
    register_words(app, now=_not_asked, release=_not_asked)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def _not_asked() -> NoReturn:
    raise AssertionError("a template that is compiled is not shown")


def _notice(policy: PolicyInForce) -> str | None:
    """What every page says of the policy: outside production that it is a starter set, there how much waits."""
    if policy.approvals is None:
        return STARTER
    visitor = current.known_visitor()
    waits = len(as_relied(policy, visitor.actor).not_in_use) if visitor and visitor.actor else 0
    return (ONE_WAITS if waits == 1 else MORE_WAIT.format(waits)) if waits else None


def _site(settings: Settings, policy: Callable[[], PolicyInForce]) -> Site:
    return Site(
        emergency=tuple(EmergencyNumber(name, number) for name, number in settings.emergency_numbers),
        demonstration=not settings.production,
        role_labels=lambda: {key: role.label for key, role in policy().release.roles.items()},
        support=SUPPORT,
    )
