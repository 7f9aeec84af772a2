"""Signing in: to an organisation's own sign-in, and back from it."""

from __future__ import annotations

import structlog
from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.domain.identity import NoMembership, SignInRefused
from app.http.access import public
from app.http.opening import came_from_elsewhere
from app.http.page import ErrorLink, render_page
from app.services.administration.trial import is_trial
from app.services.identity.find_provider import chosen_provider, find_provider
from app.services.identity.finish_sign_in import SignInAnswer, finish_sign_in
from app.services.identity.follow import MAILBOX, NAME, Followed
from app.services.identity.list_development_providers import list_development_providers
from app.services.identity.next_page import safe_path
from app.services.identity.slow_down import WAIT, SlowDown
from app.services.identity.start_sign_in import StartedSignIn, start_sign_in
from app.services.identity.way_out import way_out
from app.web.account.cookies import (
    BROWSER_COOKIE,
    browser_token,
    give_browser,
    give_session,
    invitation_link,
    keep_forms_of,
    session_token,
    take_back,
    trial_kept,
)
from app.web.account.leading_on import leading_on
from app.web.account.routes import account
from app.web.account.surroundings import outside
from app.web.runtime import runtime

SAID = {NAME: "Name", MAILBOX: "E-mail address"}
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
    try:
        started = _started()
    except InvalidInput as wrong:
        return _sign_in_page(wrong.errors)
    except SlowDown as slow:
        return _wait_page(slow)
    response = leading_on("account/going.html", started.address, provider_name=started.provider_name)
    give_browser(response, started.browser_token)
    return response


def _started() -> StartedSignIn:
    given, caller = runtime(), request.remote_addr or ""
    key, email, ticket = (request.form.get(name, "") for name in ("provider", "email", "ticket"))
    if key:
        provider = chosen_provider(given, key, caller=caller, ticket=ticket)
    else:
        provider = find_provider(given, email, caller=caller, ticket=ticket)
    return start_sign_in(
        given,
        provider=provider,
        return_to=outside("account.returned", provider_key=provider.key),
        next_path=request.form.get("next"),
        browser_token=browser_token(request),
    )


def _wait_page(slow: SlowDown) -> Response:
    typed = [(name, value) for name in ("provider", "email", "next") if (value := request.form.get(name))]
    response = render_page(
        "account/wait.html", status=429, typed=[*typed, ("ticket", slow.ticket)], seconds=WAIT.seconds
    )
    response.headers["Retry-After"] = str(WAIT.seconds)
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
    if is_trial(runtime(), trial_kept(request), provider_key, answer.state):
        # Nobody signs in by it: whoever tries it is signed in already, and is told there what came.
        came = request.args
        address = url_for(
            "provider_pages.tried",
            state=answer.state,
            code=came.get("code"),
            iss=came.get("iss"),
            error=came.get("error"),
        )
        return leading_on("admin/back.html", address)
    try:
        finished = finish_sign_in(
            runtime(),
            answer,
            provider_key=provider_key,
            return_to=outside("account.returned", provider_key=provider_key),
            browser_token=browser_token(request),
            earlier_token=session_token(request),
            link=invitation_link(request),
        )
    except SignInRefused as refused:
        _log.warning("sign_in_refused", provider=provider_key, reason_code=refused.reason)
        return render_page("account/refused.html", status=401, message=refused.message)
    except NoMembership as nobody:
        _log.info("sign_in_without_membership", provider=provider_key, person=nobody.reference)
        return _no_membership_page(nobody)
    next_page = finished.next_path
    if finished.membership_id is None and next_page != url_for("invited.page"):
        next_page = url_for("account.membership", next=None if next_page == "/" else next_page)
    elif finished.membership_id is not None:
        keep_forms_of(finished.membership_id)
    response = _followed_page(finished.followed, next_page) if finished.followed else _onwards(next_page)
    take_back(response, BROWSER_COOKIE)
    give_session(response, finished.token)
    return response


def _sign_in_page(errors: dict[str, str] | None = None) -> Response:
    wrong = errors or {}
    return render_page(
        "account/sign_in.html",
        error_links=[ErrorLink(text, f"#{name}") for name, text in wrong.items()],
        errors=wrong,
        email=request.form.get("email", ""),
        next_path=safe_path(request.values.get("next")),
        providers=list_development_providers(runtime()),
    )


def _followed_page(followed: tuple[Followed, ...], page: str) -> Response:
    """What their own sign-in says otherwise of them now, before they go on."""
    return render_page("account/followed.html", followed=[(SAID[one.what], one) for one in followed], address=page)


def _no_membership_page(nobody: NoMembership) -> Response:
    out = way_out(runtime(), nobody.provider, return_to=outside("account.signed_out"))
    if nobody.suspended_at:
        return render_page("account/suspended.html", status=403, places=nobody.suspended_at, out=out)
    return render_page("account/no_membership.html", status=403, reference=nobody.reference, out=out)


def _onwards(page: str) -> Response:
    """To the page they signed in for. Theirs is the visit that follows: not the provider's, which led here.

    A browser that is redirected goes on telling that another site led it, so a page of ours leads it instead.
    """
    if came_from_elsewhere(request.headers):
        return leading_on("account/signed_in.html", page)
    return Response(status=303, headers={"Location": page})
