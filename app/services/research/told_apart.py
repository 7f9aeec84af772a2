"""How a request stands, for whoever learns nothing of how its partner answers: it waits, or it is answered.

That a second person must approve, or that the partner has a question, tells that it holds something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.lists import InboxEntry
from app.domain.research import STATES, TELLING, ResearchRequest
from policies.engine.release import PolicyRelease


def as_told(request: ResearchRequest, *, learns: bool) -> ResearchRequest:
    """The request as somebody is told of it who learns how its partner answers, or does not.

    Its version counts the partner's steps: for who does not, where it is told to be stands in its place. Nor are they
    told that its answer was challenged.
    """
    state = _state(request.state, request.answered_at)
    if learns:
        return request
    return replace(request, state=state, version=STATES.index(state), challenge=None, challenge_due_at=None)


def as_listed(entry: InboxEntry, *, learns: bool) -> InboxEntry:
    """The same of a line of the board."""
    return entry if learns else replace(entry, state=_state(entry.state, entry.answered_at))


def learns_of(release: PolicyRelease, actor: Actor, partners: Mapping[UUID, Organisation]) -> frozenset[UUID]:
    """Those of these partners of which the actor learns how they answer."""
    return frozenset(key for key, one in partners.items() if release.learns_answers(actor.role, one.kind))


def unlearnt_by(release: PolicyRelease, actor: Actor) -> frozenset[str]:
    """The kinds of partner of which the actor does not learn how they answer."""
    return frozenset(kind for kind in release.organisations if not release.learns_answers(actor.role, kind))


def _state(state: str, answered_at: datetime | None) -> str:
    if state not in TELLING:
        return state
    return "returned" if answered_at else "claimed"
