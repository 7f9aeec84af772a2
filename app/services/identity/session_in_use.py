"""Whether a token still stands for somebody who may use the exchange."""

from __future__ import annotations

from datetime import datetime

from app.domain.identity import SessionInUse
from app.domain.ports import Work
from app.services.identity.tokens import bind_session, hash_token, is_bound
from app.services.runtime import Runtime


def read_session(runtime: Runtime, work: Work, token: str | None, now: datetime) -> SessionInUse | None:
    """The live session of a token; None if it is over, or its person, provider or membership no longer stands.

    A row that was put there or edited by SQL stands for nobody, nor does one whose role was edited since. A session
    whose membership has not been chosen yet is returned too, with `held` None.
    """
    if not token:
        return None
    token_hash = hash_token(runtime.session_key, token)
    found = work.identity.session(token_hash)
    if found is None:
        return None
    under = found.held.membership if found.held else None
    expected = bind_session(runtime.session_key, found.session, token_hash, under)
    if not is_bound(found.session.bound, expected) or not found.session.is_live(now):
        return None
    if found.provider.retired_at:
        return None
    if found.provider.development and runtime.production:
        return None
    return found if found.held is None or found.held.usable(frozenset(found.session.groups)) else None
