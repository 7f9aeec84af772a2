"""Proving once more who one is, before an act that needs it: why, off to one's own sign-in, and back to the act."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.http.access import signed_in
from app.http.page import render_page
from app.services.identity.confirm import start_confirming, who_confirms
from app.web.account.cookies import browser_token, give_browser, session_token
from app.web.account.leading_on import leading_on
from app.web.account.routes import account
from app.web.account.surroundings import outside
from app.web.runtime import runtime


@account.get("/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    """Why, and by which sign-in; or what to do where that says nothing of a second factor."""
    return render_page("account/confirm.html", provider=who_confirms(runtime(), session_token(request)))


@account.post("/confirm")
@signed_in
def start_to_confirm() -> ResponseReturnValue:
    """Off to their own sign-in."""
    given, token = runtime(), session_token(request)
    provider = who_confirms(given, token)
    started = start_confirming(
        given,
        provider=provider,
        return_to=outside("account.returned", provider_key=provider.key),
        browser_token=browser_token(request),
    )
    response = leading_on("account/going.html", started.address, provider_name=started.provider_name)
    give_browser(response, started.browser_token)
    return response


@account.get("/confirmed")
@signed_in
def confirmed() -> ResponseReturnValue:
    """It is proved; the act waits in the other tab."""
    return render_page("account/confirmed.html")
