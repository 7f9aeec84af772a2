"""Signing out everywhere else."""

from __future__ import annotations

from app.domain.identity import Actor
from app.services.runtime import Runtime


def end_other_sessions(runtime: Runtime, actor: Actor) -> int:
    """End every session of this person but the one in use, under whichever membership; the number ended."""
    with runtime.database.work(None) as work:
        ended = work.identity.revoke_other_sessions(actor.person_id, actor.session_id, runtime.clock.now())
        work.commit()
    return ended
