"""The account pages. Nothing here is shown of anybody but the person signing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import IdentityProviderUnavailable, InvalidInput
from app.domain.identity import NoMembership, SignInRefused
from app.http import current
from app.http.access import public, signed_in
from app.http.opening import came_from_elsewhere
from app.http.page import ErrorLink, render_page
from app.services.identity.choose_membership import choose_membership
from app.services.identity.end_other_sessions import end_other_sessions
from app.services.identity.end_session import end_session
from app.services.identity.end_sessions_at_provider import end_sessions_at_provider
from app.services.identity.find_provider import find_provider
from app.services.identity.finish_sign_in import SignInAnswer, finish_sign_in
from app.services.identity.list_development_providers import list_development_providers
from app.services.identity.list_memberships import list_memberships
from app.services.identity.next_page import safe_path
from app.services.identity.start_sign_in import start_sign_in
from app.services.research.find_approvals import find_approvals
from app.web.account.cookies import (
    BROWSER_COOKIE,
    SESSION_COOKIE,
    browser_token,
    give_browser,
    give_session,
    keep_forms_of,
    session_token,
    take_back,
)
from app.web.account.surroundings import outside, surroundings
from app.web.clock_words import due_words

account = Blueprint("account", __name__, url_prefix="/account")
_log = structlog.get_logger()


@account.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for a work e-mail address; in a demonstration, list the development providers too."""
    return _sign_in_page()


@account.post("/sign-in")
@public
def start() -> ResponseReturnValue:
    """Send the browser to its organisation's sign-in: by the key of a listed provider, or by e-mail domain.

    The answer is a page that leads on, not a redirect: form-action of our own security policy stays at this site.
    """
    runtime = surroundings().runtime
    key = request.form.get("provider", "")
    if not key:
        try:
            key = find_provider(runtime, request.form.get("email", "")).key
        except InvalidInput as wrong:
            return _sign_in_page(wrong.errors)
    started = start_sign_in(
        runtime,
        provider_key=key,
        return_to=outside("account.returned", provider_key=key),
        next_path=request.form.get("next"),
        browser_token=browser_token(request),
        caller=request.remote_addr or "",
    )
    response = _leading_on("account/going.html", started.address, provider_name=started.provider_name)
    give_browser(response, started.browser_token)
    return response


@account.get("/return/<provider_key>")
@public
def returned(provider_key: str) -> ResponseReturnValue:
    """Where identity providers send the browser back to."""
    answer = SignInAnswer(
        state=request.args.get("state", ""),
        code=request.args.get("code"),
        issuer=request.args.get("iss"),
        error=request.args.get("error"),
    )
    try:
        finished = finish_sign_in(
            surroundings().runtime,
            answer,
            provider_key=provider_key,
            return_to=outside("account.returned", provider_key=provider_key),
            browser_token=browser_token(request),
            earlier_token=session_token(request),
        )
    except SignInRefused as refused:
        _log.warning("sign_in_refused", provider=provider_key, reason_code=refused.reason)
        return render_page("account/refused.html", status=401, message=refused.message)
    except NoMembership as nobody:
        _log.info("sign_in_without_membership", provider=provider_key, person=nobody.reference)
        return render_page("account/no_membership.html", status=403, reference=nobody.reference)
    next_page = finished.next_path
    if finished.membership_id is None:
        next_page = url_for("account.membership", next=None if next_page == "/" else next_page)
    else:
        keep_forms_of(finished.membership_id)
    response = _onwards(next_page)
    take_back(response, BROWSER_COOKIE)
    give_session(response, finished.token)
    return response


@account.get("/organisation")
@signed_in
def membership() -> ResponseReturnValue:
    """Choose which organisation and role to act in."""
    return _membership_page({})


@account.post("/organisation")
@signed_in
def choose() -> ResponseReturnValue:
    """Act under the chosen membership, in a new session."""
    try:
        chosen = UUID(request.form.get("membership", ""))
    except ValueError:
        return _membership_page({"membership": "Choose which organisation and role to act in"})
    token = choose_membership(surroundings().runtime, session_token(request), chosen)
    keep_forms_of(chosen)
    response = Response(status=303, headers={"Location": safe_path(request.form.get("next"))})
    give_session(response, token)
    return response


@account.get("/approvals")
@signed_in
def approvals() -> ResponseReturnValue:
    """What waits for their approval, in each of their organisations; a button acts there and opens it."""
    runtime = surroundings().runtime
    found, now = find_approvals(runtime, session_token(request)), runtime.clock.now()
    return render_page(
        "account/approvals.html",
        places=[
            (one.held, one.count, [(line, due_words(line.due_at, now) if line.due_at else None) for line in one.lines])
            for one in found
        ],
    )


@account.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session here, then lead on to the provider's own sign-out."""
    ended = end_session(surroundings().runtime, session_token(request), return_to=outside("account.signed_out"))
    if ended.address is None:
        response = render_page("account/signed_out.html", provider_name=ended.provider_name)
    else:
        response = _leading_on("account/leaving.html", ended.address, provider_name=ended.provider_name)
    take_back(response, SESSION_COOKIE)
    return response


@account.post("/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """Go on: the page it was pressed on stays as it is. To have asked is to have used the session."""
    return render_page("account/stayed.html")


@account.post("/sign-out-elsewhere")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every other session of this person."""
    ended = end_other_sessions(surroundings().runtime, current.actor())
    return _membership_page({}, ended=ended)


@account.get("/signed-out")
@public
def signed_out() -> ResponseReturnValue:
    """Where providers send the browser after a sign-out."""
    return render_page("account/signed_out.html", provider_name=None)


@account.post("/back-channel/<provider_key>")
@public
def back_channel(provider_key: str) -> ResponseReturnValue:
    """A provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0 §2.5)."""
    try:
        ended = end_sessions_at_provider(surroundings().runtime, provider_key, request.form.get("logout_token", ""))
    except (SignInRefused, IdentityProviderUnavailable) as refused:
        _log.warning(
            "back_channel_refused", provider=provider_key, reason_code=getattr(refused, "reason", refused.code)
        )
        return {"error": "invalid_request"}, 400
    _log.info("back_channel_sign_out", provider=provider_key, size=ended)
    return Response(status=200)


def _sign_in_page(errors: dict[str, str] | None = None) -> Response:
    wrong = errors or {}
    return render_page(
        "account/sign_in.html",
        error_links=[ErrorLink(text, f"#{name}") for name, text in wrong.items()],
        errors=wrong,
        email=request.form.get("email", ""),
        next_path=safe_path(request.values.get("next")),
        providers=list_development_providers(surroundings().runtime),
    )


def _membership_page(errors: dict[str, str], *, ended: int | None = None) -> ResponseReturnValue:
    choice = list_memberships(surroundings().runtime, session_token(request))
    if choice is None:
        return redirect(url_for("account.sign_in"), 303)
    return render_page(
        "account/membership.html",
        error_links=[ErrorLink(text, f"#{name}") for name, text in errors.items()],
        errors=errors,
        choice=choice,
        ended=ended,
        next_path=safe_path(request.values.get("next")),
    )


def _onwards(page: str) -> Response:
    """To the page they signed in for. Theirs is the visit that follows: not the provider's, which led here.

    A browser that is redirected goes on telling that another site led it, so a page of ours leads it instead.
    """
    if came_from_elsewhere(request.headers):
        return _leading_on("account/signed_in.html", page)
    return Response(status=303, headers={"Location": page})


def _leading_on(template: str, address: str, **context: Any) -> Response:
    """A page that goes on by itself, and has a link for those whose browser does not."""
    response = render_page(template, address=address, **context)
    response.headers["Refresh"] = f"0; url={address}"
    return response
