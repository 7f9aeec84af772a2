"""Acting under another membership, or the first one after signing in."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.errors import NotFound
from app.domain.identity import SignInRefused
from app.services.identity.open_session import open_session
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
        groups = frozenset(found.session.groups)
        usable = {one.membership.id for one in work.identity.memberships_of(found.person.id) if one.usable(groups)}
        if membership_id not in usable:
            raise NotFound
        session = replace(found.session, id=uuid4(), membership_id=membership_id, last_seen_at=now, revoked_at=None)
        fresh = open_session(runtime, work, session)
        work.commit()
    return fresh
