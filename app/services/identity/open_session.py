"""Store a session, and make the token that stands for it."""

from __future__ import annotations

from dataclasses import replace

from app.domain.identity import Membership
from app.domain.ports import Work
from app.domain.web_session import WebSession
from app.services.identity.tokens import bind_session, hash_token, new_token
from app.services.runtime import Runtime


def open_session(runtime: Runtime, work: Work, session: WebSession, under: Membership | None) -> str:
    """The token for the browser's cookie. The session is there once the caller commits.

    It acts under a role that counts, or under none yet: edited after this, the role ends the session.
    """
    token = new_token()
    token_hash = hash_token(runtime.session_key, token)
    opened = replace(session, membership_id=None if under is None else under.id)
    bound = bind_session(runtime.session_key, opened, token_hash, under)
    work.identity.add_session(replace(opened, bound=bound), token_hash)
    return token
