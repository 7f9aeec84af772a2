"""Propose a change. It is nobody's word until its proposer has signed it, and changes nothing until it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.changes import KINDS, MEMBER_INVITED, OPEN_FOR, Change, begins_at
from app.domain.errors import NotFound, UnknownEntry
from app.domain.identity import Actor
from app.domain.invitations import until
from app.domain.ports import Work
from app.services.administration.digest import digest_of
from app.services.administration.refusing import refused
from app.services.administration.subjects import subject_of
from app.services.administration.who_signs import proposers
from app.services.disclosure.own_log import record_own
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import make_durable
from app.services.runtime import PolicyInForce, Runtime

PROPOSED: Final = "change_proposed"
ALL_OPEN: Final = 1000
"""So many open changes are looked through for the same one."""


def propose_change(
    runtime: Runtime, actor: Actor, what: str, about_id: UUID, asked: Mapping[str, Any] | None = None
) -> Change:
    """The change of this kind about a row of the actor's organisation; the one there is if the same is open already.

    `asked` is what the row alone does not say.

    Raises NotFound, after logging the refusal, for whoever does not propose such changes there and for a row of
    another's; WrongState where there is nothing to change; UnknownEntry, after logging it, for what nobody could read.
    """
    if actor.role not in proposers(runtime.policy.release, what):
        refused(runtime, actor, "propose_change")
    now = runtime.clock.now().replace(microsecond=0)
    try:
        with runtime.database.work(actor.organisation_id) as work:
            change, new = change_of(
                runtime.policy, work, actor.person_id, now, what, actor.organisation_id, about_id, asked
            )
            if not new:
                return change
            work.changes.add(change)
            recorded = record_own(runtime, work, actor, PROPOSED, KINDS[what].label, change.digest)
            make_durable(runtime, work, [recorded])
    except NotFound:
        refused(runtime, actor, "propose_change")
    except UnknownEntry:
        record_refusal(runtime, actor, "propose_change")
        raise
    return change


def change_of(
    policy: PolicyInForce,
    work: Work,
    by: UUID,
    now: datetime,
    what: str,
    organisation_id: UUID,
    about_id: UUID,
    asked: Mapping[str, Any] | None = None,
) -> tuple[Change, bool]:
    """The change that somebody proposes now, and whether it is new: False, the same is open already.

    Raises NotFound, WrongState as `subject_of` does.
    """
    subject = subject_of(policy, work, what, organisation_id, about_id, asked, now)
    unsigned = Change(
        id=uuid4(),
        what=what,
        organisation_id=organisation_id,
        about_id=about_id,
        body=subject.body,
        before=subject.before,
        digest=b"",
        proposed_by=by,
        proposed_at=now,
        closes_at=closes_at(what, subject.body, now),
    )
    there = _same(work, unsigned)
    return (there, False) if there else (replace(unsigned, digest=digest_of(unsigned)), True)


def closes_at(what: str, body: Mapping[str, Any], now: datetime) -> datetime:
    """Until when it can be signed: an invitation no longer than its link lets anybody in."""
    over = max(now, begins_at(body) or now) + OPEN_FOR
    return min(over, until(body)) if what == MEMBER_INVITED else over


def _same(work: Work, new: Change) -> Change | None:
    """The open change that says the same of a row that stands as it stood, and can still be signed."""
    for one in work.changes.open_in(new.organisation_id, ALL_OPEN, [new.what]):
        if (one.about_id, one.before, one.body) == (new.about_id, new.before, new.body):
            return one if new.proposed_at < one.closes_at else None
    return None
