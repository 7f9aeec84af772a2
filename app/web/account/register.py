"""Joining the account pages to an application."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import PolicyChanged
from app.http.access import NoRole
from app.http.current import Visitor
from app.services.identity.find_session import find_session
from app.services.identity.next_page import safe_path
from app.web.account import confirming, hours, invitation, mails, signing_in
from app.web.account.cookies import session_token
from app.web.account.routes import account, back_channel, no_role
from app.web.account.surroundings import ACCOUNT, AccountSurroundings
from app.web.runtime import begin_under_newest, runtime

PAGES = (confirming, hours, invitation, mails, signing_in)
"""The modules whose views hang on the blueprint; naming them here is what brings them in."""


def register_account(app: Flask, *, public_address: str) -> None:
    """Add the account pages. CSRF protection has to be there already; `load_visitor` is for `register_current`.

    `public_address` is scheme and host alone, as registered with the identity providers; it is never taken from a
    request. Raises ValueError if it is anything else.
    """
    parts = urlsplit(public_address)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise ValueError(f"public address {public_address!r}: scheme and host are needed, like https://prx.example")
    app.extensions[ACCOUNT] = AccountSurroundings(public_address)
    app.register_blueprint(account)
    app.register_blueprint(invitation.invited)
    app.register_error_handler(NoRole, no_role)
    # Identity providers call it, not forms of ours; it proves itself by a signed token.
    app.extensions["csrf"].exempt(f"{back_channel.__module__}.{back_channel.__name__}")


def load_visitor(request: Request) -> Visitor | None:
    """Who has a live session in this browser; from here on the request is under the policy release in force."""
    token = session_token(request)
    try:
        found = find_session(runtime(), token)
    except PolicyChanged:
        found = find_session(begin_under_newest(), token, followed=True)
    if found is None:
        return None
    return Visitor(found.display_name, found.memberships, found.actor, found.ends_at, found.expires_at, found.stopped)


def to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and afterwards back to the page that was asked for."""
    return redirect(url_for("account.sign_in", next=asked_path()), 303)


def to_choose_membership() -> ResponseReturnValue:
    """To the choice of membership, and afterwards back to the page that was asked for."""
    return redirect(url_for("account.membership", next=asked_path()), 303)


def asked_path() -> str | None:
    """The page being asked for, if it is one to come back to."""
    asked = safe_path(request.full_path.rstrip("?"))
    return None if asked == "/" else asked
