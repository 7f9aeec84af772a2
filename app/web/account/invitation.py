"""An invitation, for whoever opens its link: signing in by their own organisation's sign-in, reading it, answering it.

The secret of the link is taken out of the address at once, into a cookie.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Stale, WrongState
from app.domain.invitations import ACCEPTED
from app.http.access import public
from app.http.page import render_page
from app.services.administration.answer_invitation import WHY_NOT, answer_invitation, leads_somewhere, see_invitation
from app.services.identity.find_provider import chosen_provider
from app.services.identity.slow_down import WAIT, SlowDown
from app.services.identity.start_sign_in import start_sign_in
from app.web.account.cookies import (
    browser_token,
    give_browser,
    give_invitation,
    invitation_link,
    session_token,
)
from app.web.account.leading_on import leading_on
from app.web.account.surroundings import outside
from app.web.runtime import runtime

invited = Blueprint("invited", __name__, url_prefix="/invitation")
LOOKED_AGAIN: Final = "3"
"""Seconds after which the page that waits for the role is shown anew."""


@invited.get("/<uuid:change_id>/<secret>")
@public
def follow(change_id: UUID, secret: str) -> ResponseReturnValue:
    """Keep the link in this browser, and go on without it in the address."""
    response = Response(status=303, headers={"Location": url_for("invited.page")})
    give_invitation(response, f"{change_id}.{secret}")
    return response


@invited.get("")
@public
def page() -> ResponseReturnValue:
    """What it is about, to whoever is signed in; to others, the way to sign in."""
    return _page()


@invited.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """To the sign-in that the invited mailbox leads to."""
    given = runtime()
    key = leads_somewhere(given, invitation_link(request))
    if key is None:
        return _page()
    try:
        provider = chosen_provider(given, key, caller=request.remote_addr or "", ticket=request.form.get("ticket", ""))
    except SlowDown as slow:
        return _page(slow)
    except NotFound:  # its sign-in takes part no more
        return _unknown()
    started = start_sign_in(
        given,
        provider=provider,
        return_to=outside("account.returned", provider_key=provider.key),
        next_path=url_for("invited.page"),
        browser_token=browser_token(request),
    )
    response = leading_on("account/going.html", started.address, provider_name=started.provider_name)
    give_browser(response, started.browser_token)
    return response


@invited.post("/accept")
@public
def accept() -> ResponseReturnValue:
    """Take on the role."""
    return _answered(accepts=True)


@invited.post("/decline")
@public
def decline() -> ResponseReturnValue:
    """Leave it, and tell those who invited."""
    return _answered(accepts=False)


def _answered(*, accepts: bool) -> ResponseReturnValue:
    try:
        answer_invitation(runtime(), session_token(request), invitation_link(request), accepts=accepts)
    except (NotFound, Stale, WrongState):  # the page says why
        return _page()
    return redirect(url_for("invited.page"), 303)


def _page(slow: SlowDown | None = None) -> Response:
    given, link = runtime(), invitation_link(request)
    if leads_somewhere(given, link) is None:
        return _unknown()
    seen = see_invitation(given, session_token(request), link)
    if seen is None:
        ticket = None if slow is None else slow.ticket
        status = 200 if slow is None else 429
        return render_page("account/invitation_sign_in.html", status=status, ticket=ticket, seconds=WAIT.seconds)
    role = given.policy.release.roles.get(str(seen.change.body["role"]))
    response = render_page(
        "account/invitation.html",
        status=409 if seen.why_not else 200,
        seen=seen,
        role=role,
        why_not=WHY_NOT.get(seen.why_not or ""),
    )
    if seen.state == ACCEPTED and seen.joined is None:
        response.headers["Refresh"] = LOOKED_AGAIN
    return response


def _unknown() -> Response:
    return render_page("account/invitation_unknown.html", status=404)
