"""The cookies of an account: the session, the mark that ties a started sign-in to its browser, the link of an
invitation, a sign-in that is tried, and whose forms are open in it.
"""

from __future__ import annotations

from uuid import UUID

from flask import Request, Response
from flask import session as forms

from app.services.identity.start_sign_in import ATTEMPT_LIMIT

SESSION_COOKIE = "__Host-prx_session"
BROWSER_COOKIE = "__Host-prx_sign_in"
INVITATION_COOKIE = "__Host-prx_invitation"
TRIAL_COOKIE = "__Host-prx_trial"
ACTING = "acting"


def session_token(request: Request) -> str | None:
    """The token this browser sent, believed to be nothing yet."""
    return request.cookies.get(SESSION_COOKIE)


def browser_token(request: Request) -> str | None:
    """What ties a started sign-in to this browser."""
    return request.cookies.get(BROWSER_COOKIE)


def invitation_link(request: Request) -> str | None:
    """The link of an invitation that was opened in this browser: its id, a stop, its secret."""
    return request.cookies.get(INVITATION_COOKIE)


def give_invitation(response: Response, link: str) -> None:
    """Until the browser is closed, so that the secret stands in no address, and in no row of a started sign-in."""
    _give(response, INVITATION_COOKIE, link)


def trial_kept(request: Request) -> str | None:
    """What a sign-in that is only tried waits for, under a mark of the exchange."""
    return request.cookies.get(TRIAL_COOKIE)


def give_trial(response: Response, kept: str) -> None:
    """For as long as a started sign-in may take."""
    _give(response, TRIAL_COOKIE, kept, seconds=int(ATTEMPT_LIMIT.total_seconds()))


def give_session(response: Response, token: str) -> None:
    """Until the browser is closed; how long it is good for is decided by the server alone."""
    _give(response, SESSION_COOKIE, token)


def give_browser(response: Response, token: str) -> None:
    """For as long as a started sign-in may take."""
    _give(response, BROWSER_COOKIE, token, seconds=int(ATTEMPT_LIMIT.total_seconds()))


def take_back(response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")


def keep_forms_of(membership_id: UUID) -> None:
    """Forms this browser was shown under another membership can be sent no more; those of this one still can.

    Nobody sends what a colleague left open at a shared desk, and nobody acts for the wrong one of their
    organisations. Somebody who signs in again after a break goes on.
    """
    if forms.get(ACTING) != str(membership_id):
        forms.clear()
        forms[ACTING] = str(membership_id)


def _give(response: Response, name: str, token: str, *, seconds: int | None = None) -> None:
    # Lax, not Strict: the way back from an identity provider is a navigation that another site starts.
    response.set_cookie(name, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax")
