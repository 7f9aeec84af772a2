"""Sending a browser to its organisation's own sign-in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from app.domain.identity import IdentityProvider, SignInAttempt
from app.services.identity.next_page import CONFIRMED, safe_path
from app.services.identity.tokens import bind_attempt, hash_token, new_token
from app.services.runtime import Runtime

ATTEMPT_LIMIT = timedelta(minutes=10)
"""How long a person may take at their own organisation's sign-in."""
OPEN_ATTEMPTS = 5
"""Unfinished sign-ins one browser may have; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class StartedSignIn:
    """Where to send the browser, and the token that ties the attempt to it."""

    address: str
    provider_name: str
    browser_token: str


def start_sign_in(
    runtime: Runtime,
    *,
    provider: IdentityProvider,
    return_to: str,
    next_path: str | None,
    browser_token: str | None,
    confirms: bool = False,
) -> StartedSignIn:
    """Start a sign-in: state, nonce and PKCE verifier stay on the server, bound to this browser.

    `confirms` is for somebody signed in who has to prove once more who they are. Raises `IdentityProviderUnavailable`.
    """
    now = runtime.clock.now()
    state, nonce, verifier = new_token(), new_token(), new_token()
    browser = browser_token or new_token()
    address = runtime.providers.sign_in_address(
        provider, return_to=return_to, state=state, nonce=nonce, verifier=verifier, now=now, anew=confirms
    )
    attempt = SignInAttempt(
        id=uuid4(),
        provider_id=provider.id,
        state_hash=hash_token(runtime.session_key, state),
        browser_hash=hash_token(runtime.session_key, browser),
        nonce=nonce,
        verifier=verifier,
        next_path=CONFIRMED if confirms else safe_path(next_path),
        started_at=now,
        expires_at=now + ATTEMPT_LIMIT,
    )
    attempt = replace(attempt, bound=bind_attempt(runtime.session_key, attempt))
    with runtime.database.work(None) as work:
        work.identity.add_attempt(attempt, OPEN_ATTEMPTS)
        work.commit_unflushed()
    return StartedSignIn(address=address, provider_name=provider.name, browser_token=browser)
