"""What administrators see of the invitations of their organisation: those that were sent, and one with its link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.changes import APPLIED, MEMBER_INVITED, Change
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.invitations import OPEN, Answer, state_of
from app.services.administration.invitation_link import link_of
from app.services.administration.look import SHOWN
from app.services.administration.refusing import refused, require_administrator
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """An invitation as it stands, who answered it, and its link while it is open and can be made."""

    change: Change
    state: str
    answer: Answer | None
    by: str | None = None
    link: str | None = None


def list_invitations(runtime: Runtime, actor: Actor) -> Sequence[SentInvitation]:
    """Those that were signed and sent, the last first; no more than are shown.

    Raises NotFound, after logging the refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, "list_invitations")
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        changes = work.invitations.invited_in(actor.organisation_id, SHOWN)
        answers = work.invitations.answers({one.id for one in changes})
    return [SentInvitation(one, state_of(one, answers.get(one.id), now), answers.get(one.id)) for one in changes]


def show_invitation(runtime: Runtime, actor: Actor, change_id: UUID) -> SentInvitation:
    """One of them.

    Raises NotFound, after logging the refusal, for another organisation's, one that was not sent, or none.
    """
    require_administrator(runtime, actor, "show_invitation")
    try:
        with runtime.database.work(actor.organisation_id) as work:
            change = work.changes.change(change_id)
            if change is None or (change.organisation_id, change.what) != (actor.organisation_id, MEMBER_INVITED):
                raise NotFound
            if change.outcome != APPLIED:
                raise NotFound
            answer = work.invitations.answers([change_id]).get(change_id)
            by = work.identity.person(answer.by_id).display_name if answer and answer.by_id else None
    except NotFound:
        refused(runtime, actor, "show_invitation")
    state = state_of(change, answer, runtime.clock.now())
    return SentInvitation(change, state, answer, by, link_of(runtime, change) if state == OPEN else None)
