"""Store a session, and make the token that stands for it."""

from __future__ import annotations

from dataclasses import replace

from app.domain.ports import Work
from app.domain.web_session import WebSession
from app.services.identity.tokens import bind_session, hash_token, new_token
from app.services.runtime import Runtime


def open_session(runtime: Runtime, work: Work, session: WebSession) -> str:
    """The token for the browser's cookie. The session is there once the caller commits."""
    token = new_token()
    token_hash = hash_token(runtime.session_key, token)
    work.identity.add_session(
        replace(session, bound=bind_session(runtime.session_key, session, token_hash)), token_hash
    )
    return token
