"""Apply the changes that enough people have signed: by the administering role, which believes no row of theirs.

The digest is made anew from what is stored, each signature is verified against passkeys that nobody else can write, and
each signer must have a role by which such changes are signed, now. The row that it is about is read again under a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from app.domain.changes import (
    APPLIED,
    CLOSED_DAY_SET,
    CLOSED_DAY_TAKEN_BACK,
    COVER_SET,
    DUTY_NUMBER_SET,
    ENDS,
    EVIDENCE_SAID,
    GROUP_UNMAPPED,
    HOURS_SET,
    KINDS,
    MEMBER_ENDED,
    OF_AGREEMENTS,
    OF_GROUPS,
    OF_ORGANISATIONS,
    OF_PARTNERSHIPS,
    OF_PROVIDERS,
    OVERTAKEN,
    PARTNERSHIP_MADE,
    PASSKEY_ENDED,
    REFUSED,
    RELEASE_ACTIVATED,
    Change,
    Signature,
    standing,
)
from app.domain.errors import ExchangeError, InvalidInput, NotFound, Unavailable, WrongState
from app.domain.log_entry import new_log_id
from app.domain.ports import Work
from app.services.administration.activate_release import release_to_activate
from app.services.administration.announce import still_announced
from app.services.administration.digest import digest_of
from app.services.administration.evidence_changes import write_evidence
from app.services.administration.group_subjects import write_group
from app.services.administration.join_invited import join_invited
from app.services.administration.offers import offer_holds
from app.services.administration.provider_changes import write_provider
from app.services.administration.read_anew import FOLLOWED
from app.services.administration.signed import signatures_that_hold
from app.services.administration.subjects import subject_of
from app.services.administration.who_signs import proposers, signers
from app.services.administration.write_agreement import write_agreement
from app.services.administration.write_organisation import write_organisation
from app.services.administration.write_partnership import write_partnership
from app.services.administration.write_people import write_people
from app.services.administration.written import Written
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.roles_that_count import people_acting_as
from app.services.policy_control.follow_release import follow_release
from app.services.policy_control.record_release import put_in_force
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.release import PolicyRelease

AT_ONCE: Final = 1000
NOT_DONE: Final = "change_not_done"
"""The job that tells its proposer."""
DONE_ALONE: Final = "change_done_alone"
"""The job that tells whoever else could have done it."""
TOLD_TO_OTHERS: Final = frozenset({
    MEMBER_ENDED, PASSKEY_ENDED, GROUP_UNMAPPED, HOURS_SET, CLOSED_DAY_SET, CLOSED_DAY_TAKEN_BACK, COVER_SET,
    DUTY_NUMBER_SET,
})  # fmt: skip
"""Kinds that one person does alone, of which all others who could have are told at once."""
WRITERS: Final[Sequence[tuple[Collection[str], Callable[[Work, Change, datetime], Written]]]] = (
    (OF_PARTNERSHIPS, write_partnership),
    ((EVIDENCE_SAID,), write_evidence),
    (OF_PROVIDERS, write_provider),
    (OF_GROUPS, write_group),
)
"""Who writes what, where the transaction and the time are all they need."""
_log = structlog.get_logger()


def apply_changes(runtime: Runtime) -> int:
    """Apply what is signed by enough people, then let in who accepted an invitation, each in a transaction of its own;
    says how many of these have ended.

    `runtime` is of the administering role. Raises DatabaseUnavailable, LogUnavailable.
    """
    with runtime.database.work(None) as work:
        waiting = work.changes.signed(AT_ONCE)
    done = 0
    for one in waiting:
        runtime = follow_release(runtime)  # one of them may have put another policy release in force
        done += _tried(runtime, one, _settle)
    with runtime.database.work(None) as work:
        accepted = work.invitations.accepted(AT_ONCE)
    return done + sum(_tried(runtime, one, join_invited) for one in accepted)


def _tried(runtime: Runtime, change_id: UUID, act: Callable[[Runtime, UUID], bool]) -> bool:
    """Whether it has ended by this act. What is wrong with one keeps no other."""
    try:
        return act(runtime, change_id)
    except Unavailable:
        raise
    except ExchangeError as failure:  # somebody else was first: it is looked at again
        _log.warning("change_waits", change=str(change_id), error_code=failure.code)
        return False


def _settle(runtime: Runtime, change_id: UUID) -> bool:
    """Apply one if it can be; whether it has ended."""
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        change = work.changes.change(change_id, lock=True)
        if change is None or not _is_signed(work, change, now):
            return False
        begun = change.begins_at is None or now >= change.begins_at
        if not begun and (not KINDS[change.what].weighty or change.announced_at is not None):
            return False
        signed = _verified(runtime, work, change)
        enough = standing(change, {one.person_id for one in signed}).complete
        outcome, release = _outcome(runtime, work, change) if enough else (REFUSED, None)
        if (outcome == APPLIED and still_announced(work, change, now)) or not begun:
            return False
        work.changes.settle(change_id, outcome, now)
        if outcome != APPLIED:
            work.jobs.enqueue(NOT_DONE, change.organisation_id, {"change_id": str(change_id)}, now)
            _log.warning("change_not_applied", change=str(change_id), outcome=outcome)
            work.commit()
            return True
        by = {
            "change": str(change_id),
            "digest": f"sha256:{digest_of(change).hex()}",
            "signed_by": " ".join(str(one.passkey_id) for one in signed),
        }
        if release is not None:
            before = {"before": str(runtime.policy.number)}
            work.jobs.enqueue(FOLLOWED, change.organisation_id, before, now)
            make_durable(runtime, work, put_in_force(runtime, work, release, by)[1])
            return True
        if change.what in TOLD_TO_OTHERS:
            work.jobs.enqueue(DONE_ALONE, change.organisation_id, {"change_id": str(change_id)}, now)
        entry_id = new_log_id(now)
        written = _written(runtime, work, change, now, entry_id)
        entry = administered(
            runtime,
            work,
            change.what,
            written.rows,
            entry_id=entry_id,
            to_id=written.to_id or change.organisation_id,
            ended=change.what in ENDS,
            said=by,
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None) for entry in (*written.more, entry)]))
    return True


def _is_signed(work: Work, change: Change, now: datetime) -> bool:
    """Whether enough have signed it, and it has not ended, nor closed before they had."""
    closed = change.settled_at is not None or (now >= change.closes_at and change.announced_at is None)
    if closed:
        return False
    said = work.changes.signatures([change.id])[change.id]
    return standing(change, {one.person_id for one in said}).complete


def _outcome(runtime: Runtime, work: Work, change: Change) -> tuple[str, PolicyRelease | None]:
    """How one that is signed by enough people ends, and the release that it puts in force."""
    if not _still_so(runtime.policy, work, change):
        return OVERTAKEN, None
    if change.what == RELEASE_ACTIVATED:
        release, outcome = release_to_activate(work, change)
        return outcome, release
    if change.what == PARTNERSHIP_MADE and not offer_holds(runtime, work, change):
        return REFUSED, None
    return APPLIED, None


def _written(runtime: Runtime, work: Work, change: Change, now: datetime, entry_id: UUID) -> Written:
    if change.what in OF_ORGANISATIONS:
        return write_organisation(runtime, work, change)
    if change.what in OF_AGREEMENTS:
        return write_agreement(runtime, work, change, now)
    for kinds, write in WRITERS:
        if change.what in kinds:
            return write(work, change, now)
    return Written(write_people(work, change, now, entry_id))


def _verified(runtime: Runtime, work: Work, change: Change) -> Sequence[Signature]:
    """Those of its signatures that are what they say, of people who may propose or sign such changes there now."""
    release = runtime.policy.release
    propose, sign = (
        people_acting_as(runtime, work, change.organisation_id, roles)
        for roles in (proposers(release, change.what), signers(release, change.what))
    )
    held = signatures_that_hold(runtime, work, [change])[change.id]
    standing_keys = [one for one, passkey in held if passkey.ended_at is None]
    return [one for one in standing_keys if one.person_id in (propose if one.person_id == change.proposed_by else sign)]


def _still_so(policy: PolicyInForce, work: Work, change: Change) -> bool:
    """Whether it says now what it said then; what somebody did themselves, its proposer says, and nobody for them."""
    if change.body.get("rung_by", str(change.proposed_by)) != str(change.proposed_by):
        return False
    try:
        where = (change.what, change.organisation_id, change.about_id)
        subject = subject_of(policy, work, *where, change.body, change.proposed_at)
    except (InvalidInput, NotFound, WrongState):
        return False
    return (dict(subject.body), subject.before) == (dict(change.body), change.before)
