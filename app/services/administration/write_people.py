"""What a change of roles, passkeys or what is disclosed by writes when it is applied, and who is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from app.domain.administered import RowName
from app.domain.changes import (
    ENTRIES_OBJECTED,
    FILE_DESTROYED,
    MEMBER_APPROVED,
    MEMBER_ENDED,
    MEMBER_INVITED,
    OF_ENTRIES,
    PASSKEY_ENDED,
    PASSKEY_REGISTERED,
    SUSPENSION_LIFTED,
    Change,
)
from app.domain.entry_approvals import EntryApproval
from app.domain.ports import Work
from app.services.administration.entry_subjects import OVERRULES
from app.services.administration.given_role import membership_of
from app.services.administration.passkeys import registered
from app.services.identity.approve_member import end_in
from policies.engine.vocabulary import HUB

OBJECTED: Final = "entries_objected"
"""The job that tells those who govern a hub."""
OVERRULED: Final = "objection_overruled"
"""The job that tells them that an objection is overruled."""
KEY_ENDED: Final = "passkey_ended"
"""The job that tells somebody that a colleague ended their passkey."""
INVITED: Final = "invited"
"""The job that sends somebody the link of their invitation."""


def write_people(work: Work, change: Change, now: datetime, entry_id: UUID) -> Sequence[RowName]:
    """Write it, within the transaction that settles the change; the rows. Raises LookupError for an unknown kind."""
    if change.what == MEMBER_APPROVED:
        return _approve(work, change, now, entry_id)
    if change.what in (MEMBER_INVITED, FILE_DESTROYED):  # gives nobody anything yet, and destroys nothing
        if change.what == MEMBER_INVITED:
            work.jobs.enqueue(INVITED, change.organisation_id, {"change_id": str(change.id)}, now)
        return []
    if change.what == MEMBER_ENDED:
        end_in(work, change.about_id, now)
    elif change.what in OF_ENTRIES:
        said = EntryApproval(uuid4(), change.organisation_id, change.id, now, entry_id)
        work.approvals.add(said)
        if told := OBJECTED if change.what == ENTRIES_OBJECTED else OVERRULED if OVERRULES in change.body else None:
            for hub in _told(work, change.organisation_id):
                work.jobs.enqueue(told, hub, {"change_id": str(change.id)}, now)
        return [("entry_approval", str(said.id))]
    elif change.what == SUSPENSION_LIFTED:
        work.identity.lift_suspension(change.about_id)
    elif change.what == PASSKEY_REGISTERED and (offer := work.passkeys.offer(change.about_id)):
        made = registered(offer, change.organisation_id, now, entry_id)
        work.passkeys.add(made)
        return [("passkey", str(made.id))]
    elif change.what == PASSKEY_ENDED:
        return _end_passkey(work, change, now)
    else:
        raise LookupError(change.what)
    return [("membership", str(change.about_id))]


def _end_passkey(work: Work, change: Change, now: datetime) -> Sequence[RowName]:
    """Its owner is told, unless they proposed it."""
    work.passkeys.end(change.about_id, now)
    if change.proposed_by != change.gains:
        work.jobs.enqueue(KEY_ENDED, change.organisation_id, {"change_id": str(change.id)}, now)
    return [("passkey", str(change.about_id))]


def _approve(work: Work, change: Change, now: datetime, entry_id: UUID) -> Sequence[RowName]:
    """The membership, and the accounts by which they act under it."""
    person_id = UUID(change.body["person"])
    made = membership_of(change, person_id, now, entry_id)
    work.identity.add_membership(made)
    accounts = [("identity", str(one)) for one in work.identity.accounts_of(person_id)]
    return [("membership", str(made.id)), *accounts]


def _told(work: Work, organisation_id: UUID) -> Collection[UUID]:
    """The hubs whose governing people read what an organisation objects to: those that ask it, or itself."""
    hub = work.identity.organisation(organisation_id).kind == HUB
    return (organisation_id,) if hub else work.partnerships.with_whom(organisation_id)
