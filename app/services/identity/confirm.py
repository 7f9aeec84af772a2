"""Somebody signed in is asked by their organisation to prove once more who they are."""

from __future__ import annotations

from app.domain.errors import NotPermitted
from app.domain.identity import IdentityProvider, SignInRefused
from app.services.identity.choose_membership import SESSION_OVER
from app.services.identity.session_in_use import read_session
from app.services.identity.start_sign_in import StartedSignIn, start_sign_in
from app.services.runtime import Runtime

NOT_SET_UP = "Nobody has entered what counts as a second factor there."


def who_confirms(runtime: Runtime, token: str | None) -> IdentityProvider:
    """The provider of this session. Raises `SignInRefused` if the session is over."""
    with runtime.database.work(None) as work:
        found = read_session(runtime, work, token, runtime.clock.now())
    if found is None:
        raise SignInRefused("session_over", SESSION_OVER)
    return found.provider


def start_confirming(
    runtime: Runtime, *, provider: IdentityProvider, return_to: str, browser_token: str | None
) -> StartedSignIn:
    """Send the browser there. Raises `NotPermitted` where nothing counts as strong, `IdentityProviderUnavailable`."""
    if not provider.strong:
        raise NotPermitted(NOT_SET_UP)
    return start_sign_in(
        runtime, provider=provider, return_to=return_to, next_path=None, browser_token=browser_token, confirms=True
    )
