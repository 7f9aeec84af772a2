"""The account pages. Nothing here is shown of anybody but the person signing in."""

from __future__ import annotations

from uuid import UUID

import structlog
from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import IdentityProviderUnavailable
from app.domain.identity import SignInRefused
from app.http import current
from app.http.access import NoRole, public, signed_in
from app.http.errors import error_page
from app.http.page import ErrorLink, render_page
from app.services.identity.choose_membership import choose_membership
from app.services.identity.end_other_sessions import end_other_sessions
from app.services.identity.end_session import end_session
from app.services.identity.end_sessions_at_provider import end_sessions_at_provider
from app.services.identity.list_memberships import list_memberships
from app.services.identity.next_page import safe_path
from app.services.research.find_approvals import find_approvals
from app.web.account.cookies import (
    SESSION_COOKIE,
    give_session,
    keep_forms_of,
    session_token,
    take_back,
)
from app.web.account.leading_on import leading_on
from app.web.account.surroundings import outside
from app.web.clock_words import due_words
from app.web.runtime import runtime

account = Blueprint("account", __name__, url_prefix="/account")
_log = structlog.get_logger()


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
    token = choose_membership(runtime(), session_token(request), chosen)
    keep_forms_of(chosen)
    response = Response(status=303, headers={"Location": safe_path(request.form.get("next"))})
    give_session(response, token)
    return response


@account.get("/approvals")
@signed_in
def approvals() -> ResponseReturnValue:
    """What waits for their approval, in each of their organisations; a button acts there and opens it."""
    given = runtime()
    found, now = find_approvals(given, session_token(request)), given.clock.now()
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
    ended = end_session(runtime(), session_token(request), return_to=outside("account.signed_out"))
    if ended.address is None:
        response = render_page("account/signed_out.html", provider_name=ended.provider_name)
    else:
        response = leading_on("account/leaving.html", ended.address, provider_name=ended.provider_name)
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
    ended = end_other_sessions(runtime(), current.actor())
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
        ended = end_sessions_at_provider(runtime(), provider_key, request.form.get("logout_token", ""))
    except (SignInRefused, IdentityProviderUnavailable) as refused:
        _log.warning(
            "back_channel_refused", provider=provider_key, reason_code=getattr(refused, "reason", refused.code)
        )
        return {"error": "invalid_request"}, 400
    _log.info("back_channel_sign_out", provider=provider_key, size=ended)
    return Response(status=200)


def no_role(error: NoRole) -> Response:
    """Who is signed in, whom to ask, and the way out: nothing else here is theirs."""
    visitor = current.known_visitor()
    others = visitor is not None and visitor.actor is not None and visitor.memberships > 1
    return error_page(error.code, template="account/no_role.html", who=visitor, others=others)


def _membership_page(errors: dict[str, str], *, ended: int | None = None) -> ResponseReturnValue:
    choice = list_memberships(runtime(), session_token(request))
    if choice is None:
        return redirect(url_for("account.sign_in"), 303)
    if not choice.memberships:
        raise NoRole
    return render_page(
        "account/membership.html",
        error_links=[ErrorLink(text, f"#{name}") for name, text in errors.items()],
        errors=errors,
        choice=choice,
        ended=ended,
        next_path=safe_path(request.values.get("next")),
    )
