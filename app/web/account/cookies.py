"""The two cookies of an account: the session, and the mark that ties a started sign-in to its browser."""

from __future__ import annotations

from flask import Request, Response

from app.domain.identity import ATTEMPT_LIMIT

SESSION_COOKIE = "__Host-prx_session"
BROWSER_COOKIE = "__Host-prx_sign_in"


def session_token(request: Request) -> str | None:
    """The token this browser sent, believed to be nothing yet."""
    return request.cookies.get(SESSION_COOKIE)


def browser_token(request: Request) -> str | None:
    """What ties a started sign-in to this browser."""
    return request.cookies.get(BROWSER_COOKIE)


def give_session(response: Response, token: str) -> None:
    """Until the browser is closed; how long it is good for is decided by the server alone."""
    _give(response, SESSION_COOKIE, token)


def give_browser(response: Response, token: str) -> None:
    """For as long as a started sign-in may take."""
    _give(response, BROWSER_COOKIE, token, seconds=int(ATTEMPT_LIMIT.total_seconds()))


def take_back(response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")


def _give(response: Response, name: str, token: str, *, seconds: int | None = None) -> None:
    # Lax, not Strict: the way back from an identity provider is a navigation that another site starts.
    response.set_cookie(name, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax")
