"""What those who sign see: the changes of their organisation, one of them, and who acts for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.changes import (
    ENTRIES_ON_PAPER,
    KINDS,
    OF_ENTRIES,
    Change,
    Signature,
    Standing,
    standing,
    why_not,
)
from app.domain.entry_approvals import Advice
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.members import Member
from app.domain.passkeys import Passkey
from app.domain.ports import Work
from app.services.administration.entries import entries_in
from app.services.administration.entry_subjects import left_out
from app.services.administration.refusing import refused, require_administrator, require_signer
from app.services.administration.who_signs import may_see, signers
from app.services.runtime import Runtime

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """A change as it stands: who signed it, what is missing, and why the reader cannot sign it now, as a code.

    `others` is how many of those who could still sign have a passkey; `names` is of everybody it mentions; `advice` is
    what the data protection officer wrote on the entries that it names, the last first; `left_out` how many of those
    of a paper have been approved on the pages meanwhile.
    """

    change: Change
    signatures: Sequence[Signature]
    standing: Standing
    why_not: str | None
    names: Mapping[UUID, str]
    others: int = 0
    keys: Sequence[Passkey] = ()
    advice: Sequence[Advice] = ()
    left_out: int = 0


def list_changes(runtime: Runtime, actor: Actor) -> tuple[Sequence[Seen], Sequence[Seen]]:
    """The open ones, the newest first, with the reader’s passkeys, and those that ended last; no more than are shown.

    Raises NotFound, after logging the refusal, for whoever signs nothing.
    """
    require_signer(runtime, actor, "list_changes")
    now, release = runtime.clock.now(), runtime.policy.release
    kinds = [what for what in KINDS if actor.role in signers(release, what)]
    with runtime.database.work(actor.organisation_id) as work:
        still = work.changes.open_in(actor.organisation_id, SHOWN, kinds)
        ended = work.changes.settled_in(actor.organisation_id, SHOWN, kinds)
        seen = _seen(work, actor, [*still, *ended], now)
        keys = work.passkeys.passkeys_of({actor.person_id}, actor.organisation_id) if still else ()
    return [replace(one, keys=keys) for one in seen[: len(still)]], seen[len(still) :]


def see_change(runtime: Runtime, actor: Actor, change_id: UUID) -> Seen:
    """One of them, with the passkeys the reader may sign with.

    Raises NotFound, after logging the refusal, for another organisation's, or none.
    """
    require_signer(runtime, actor, "see_change")
    try:
        with runtime.database.work(actor.organisation_id) as work:
            change = work.changes.change(change_id)
            if change is None or change.organisation_id != actor.organisation_id:
                raise NotFound
            if not may_see(runtime.policy.release, actor.role, change):
                raise NotFound
            (seen,) = _seen(work, actor, [change], runtime.clock.now())
            here = set(work.identity.roles_in(actor.organisation_id, signers(runtime.policy.release, change.what)))
            keys = work.passkeys.passkeys_of(here, actor.organisation_id)
            seen = _advised(work, seen) if change.what in OF_ENTRIES else seen
    except NotFound:
        refused(runtime, actor, "see_change")
    signed = {one.person_id for one in seen.signatures} | {change.proposed_by, change.gains}
    others = len({one.person_id for one in keys} - signed)
    return replace(seen, others=others, keys=[one for one in keys if one.person_id == actor.person_id])


def list_members(runtime: Runtime, actor: Actor, after: UUID | None) -> tuple[Sequence[Member], int]:
    """Who acts for the organisation, by name, after that role; at most one more than is shown. And how many roles.

    Raises NotFound, after logging the refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, "list_members")
    with runtime.database.work(actor.organisation_id) as work:
        found = work.identity.members_in(actor.organisation_id, SHOWN + 1, after=after)
        return found, work.identity.count_members(actor.organisation_id)


@dataclass(frozen=True, slots=True)
class SeenMember:
    """One role, who suspended it, and how many others have the same role here."""

    member: Member
    suspended_by: str | None
    others: int


def see_member(runtime: Runtime, actor: Actor, membership_id: UUID) -> SeenMember:
    """One role of the actor's organisation.

    Raises NotFound, after logging the refusal, for another organisation's, one that has ended, or none.
    """
    require_administrator(runtime, actor, "see_member")
    try:
        with runtime.database.work(actor.organisation_id) as work:
            found = work.identity.members_in(actor.organisation_id, 1, only=membership_id)
            if not found:
                raise NotFound
            one = found[0].membership
            by = None if one.suspended_by is None else work.identity.person(one.suspended_by).display_name
            alike = set(work.identity.roles_in(actor.organisation_id, [one.role]))
            return SeenMember(found[0], by, len(alike - {one.person_id}))
    except NotFound:
        refused(runtime, actor, "see_member")


def _advised(work: Work, seen: Seen) -> Seen:
    digests = {digest for _, _, digest in entries_in(seen.change.body)}
    advice = [one for one in work.approvals.advice_of(seen.change.organisation_id) if digests & set(one.digests)]
    by = work.identity.people({one.by_id for one in advice})
    out = left_out(work, seen.change) if seen.change.what == ENTRIES_ON_PAPER and not seen.change.settled_at else 0
    seen = replace(seen, left_out=out)
    return replace(seen, advice=advice, names={**seen.names, **{id_: one.display_name for id_, one in by.items()}})


def _seen(work: Work, actor: Actor, changes: Collection[Change], now: datetime) -> Sequence[Seen]:
    signatures = work.changes.signatures({one.id for one in changes})
    mentioned = {one.gains for one in changes if one.gains} | {one.proposed_by for one in changes}
    mentioned |= {one.person_id for signed in signatures.values() for one in signed}
    names = {id_: one.display_name for id_, one in work.identity.people(mentioned).items()}

    def seen(change: Change) -> Seen:
        signers = {one.person_id for one in signatures[change.id]}
        cannot = why_not(change, actor.person_id, signers, now)
        return Seen(change, signatures[change.id], standing(change, signers), cannot, names)

    return [seen(one) for one in changes]
