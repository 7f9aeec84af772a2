"""Acting under another membership, or the first one after signing in."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.errors import NotFound
from app.domain.identity import SignInRefused
from app.services.identity.open_session import open_session
from app.services.identity.roles_that_count import roles_of
from app.services.identity.session_in_use import read_session
from app.services.runtime import Runtime

SESSION_OVER = "Your session has ended. Sign in again."


def choose_membership(runtime: Runtime, token: str | None, membership_id: UUID) -> str:
    """Act under one of the person's own memberships: a new session and token, the old one ended.

    The new session keeps the time of the sign-in, so that changing back and forth prolongs nothing.
    Raises `SignInRefused` if the session is over, `NotFound` if the membership is not theirs to use.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        found = read_session(runtime, work, token, now)
        if found is None or not work.identity.revoke_session(found.session.id, now):
            raise SignInRefused("session_over", SESSION_OVER)
        chosen = next((one for one in roles_of(runtime, work, found) if one.membership.id == membership_id), None)
        if chosen is None:
            raise NotFound
        session = replace(found.session, id=uuid4(), last_seen_at=now, revoked_at=None)
        fresh = open_session(runtime, work, session, chosen.membership)
        work.commit()
    return fresh
