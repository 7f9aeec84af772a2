"""Somebody has accepted an invitation: verified anew by the administering role, which then gives them the role."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import structlog

from app.domain.changes import APPLIED, MEMBER_INVITED, Change
from app.domain.identity import Membership
from app.domain.invitations import JOINED, NOT_JOINED, Answer, expires_at
from app.domain.log_entry import new_log_id
from app.domain.ports import Work
from app.services.administration.given_role import membership_of
from app.services.administration.invitation_link import accepted_by
from app.services.administration.signed import given_by_changes
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.runtime import Runtime

MEMBER_JOINED: Final = "member_joined"
"""What its entry says was done."""
ANSWERED: Final = "invitation_answered"
"""The job that tells whoever invited them what came of it."""
_log = structlog.get_logger()


def join_invited(runtime: Runtime, change_id: UUID) -> bool:
    """Give whoever accepted it the role that was signed, or say that it cannot be; whether it has ended now.

    They act under it by the account they accepted with and no other. `runtime` is of the administering role. Raises
    KeysUnavailable, LogUnavailable.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        change = work.changes.change(change_id, lock=True)
        answer = work.invitations.answers([change_id]).get(change_id)
        if change is None or answer is None or answer.settled_at is not None:
            return False
        entry_id = new_log_id(now)
        made = _membership(runtime, work, change, answer, entry_id)
        work.invitations.settle(change_id, NOT_JOINED if made is None else JOINED, now)
        work.jobs.enqueue(ANSWERED, change.organisation_id, {"change_id": str(change_id)}, now)
        if made is None:
            _log.warning("invitation_not_joined", change=str(change_id))
            work.commit()
            return True
        work.identity.add_membership(made)
        names = [("membership", str(made.id)), ("identity", str(answer.account_id))]
        said = {"change": str(change_id)}
        entry = administered(
            runtime, work, MEMBER_JOINED, names, to_id=change.organisation_id, said=said, entry_id=entry_id
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return True


def _membership(runtime: Runtime, work: Work, change: Change, answer: Answer, entry_id: UUID) -> Membership | None:
    """The role that it gives; None where what was signed and what was proved with the link do not give one."""
    person = accepted_by(change, answer) if change.what == MEMBER_INVITED else None
    if person is None or change.outcome != APPLIED or answer.at >= expires_at(change):
        return None
    made = membership_of(change, person, runtime.clock.now(), entry_id)
    held = [one.membership for one in work.identity.memberships_of(person)]
    has_it = any((one.organisation_id, one.role) == (made.organisation_id, made.role) for one in held)
    theirs = answer.account_id in work.identity.accounts_of(person)
    return made if theirs and not has_it and given_by_changes(runtime, work, [made]) else None
