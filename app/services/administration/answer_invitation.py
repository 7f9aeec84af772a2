"""Whoever has the link of an invitation sees who invites them as what, and accepts or declines; colleagues of who
invited them take it back.

Signed in they are by their own organisation's sign-in, with or without a role here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.domain.changes import APPLIED, MEMBER_INVITED, Change
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Actor, Organisation, SessionInUse
from app.domain.invitations import ACCEPTED, DECLINED, LATE, OPEN, WITHDRAWN, Answer, is_for, state_of
from app.domain.ports import Work
from app.services.administration.invitation_link import known, proof_of
from app.services.administration.join_invited import ANSWERED
from app.services.administration.refusing import refused, require_administrator
from app.services.disclosure.own_log import record_own
from app.services.disclosure.recording import Recorded, make_durable
from app.services.identity.limit_rate import count_try
from app.services.identity.roles_that_count import roles_of
from app.services.identity.session_in_use import read_session
from app.services.runtime import Runtime

REFUSED_LINK: Final = "invitation_refused"
"""What its entry says, and the job that tells whoever invited them."""
TOLD_AGAIN_AFTER: Final = timedelta(hours=1)
WHY_NOT: Final[Mapping[str, str]] = {
    LATE: "The time of this invitation is over.",
    WITHDRAWN: "Those who invited you have taken this invitation back.",
    "used": "This invitation has been used already. It serves one person, once.",
    "sign_in": "This invitation is for somebody who signs in elsewhere: you came by another organisation’s sign-in.",
    "account": "This invitation is for another person: the account you signed in with has another name or mailbox.",
    "signed": "You proposed or signed this invitation yourself. Nobody gives themselves a role.",
    "held": "You have this role there already. Sign in as you always do.",
}
ANSWERED_ALREADY: Final = "This invitation has been answered already, or taken back."


@dataclass(frozen=True, slots=True)
class SeenInvitation:
    """An invitation as whoever reads it with its link finds it; `why_not` is why they cannot answer it, as a code.

    `joined` is the role they have by it, once they do.
    """

    change: Change
    organisation: Organisation
    inviter: str
    reader: str
    state: str
    why_not: str | None
    joined: UUID | None


def leads_somewhere(runtime: Runtime, link: str | None) -> str | None:
    """The key of the sign-in that a link leads to; None if it is of no invitation."""
    with runtime.database.work(None) as work:
        found = known(work, link)
    return None if found is None else str(found[0].body["provider"])


def see_invitation(runtime: Runtime, token: str | None, link: str | None) -> SeenInvitation | None:
    """It, for whoever has a live session; None where they have none, or the link leads to none.

    Whoever cannot answer it is logged, and those who invited them are told, once an hour.
    """
    with runtime.database.work(None) as work:
        found, invited = read_session(runtime, work, token, runtime.clock.now()), known(work, link)
        if found is None or invited is None:
            return None
        seen, _ = _seen(runtime, work, found, invited[0])
        if seen.why_not is not None:
            _note_refused(runtime, work, found, seen)
    return seen


def answer_invitation(runtime: Runtime, token: str | None, link: str | None, *, accepts: bool) -> None:
    """Accept it by the account signed in with, or decline it; pressed again, nothing more happens.

    The role is there once the administering role has verified it. Raises NotFound without a session or invitation,
    WrongState saying why it cannot be answered.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        found, invited = read_session(runtime, work, token, now), known(work, link)
        if found is None or invited is None:
            raise NotFound
        change, secret = invited
        seen, account = _seen(runtime, work, found, change)
        if seen.why_not is not None:
            raise WrongState(WHY_NOT[seen.why_not])
        if seen.state != OPEN:
            return
        answer = Answer(change.id, ACCEPTED if accepts else DECLINED, found.person.id, now)
        if accepts:
            answer = replace(answer, account_id=account)
            answer = replace(answer, proof=proof_of(secret, answer))
        work.invitations.add(answer)
        if not accepts:
            work.jobs.enqueue(ANSWERED, change.organisation_id, {"change_id": str(change.id)}, now)
        make_durable(runtime, work, [_recorded(runtime, work, found, seen, f"invitation_{answer.answer}")])


def withdraw_invitation(runtime: Runtime, actor: Actor, change_id: UUID) -> None:
    """Take it back, at once and alone: nobody is let in by it from now on.

    Raises NotFound, after logging the refusal, for one of another organisation or none; WrongState when it has been
    answered.
    """
    require_administrator(runtime, actor, "withdraw_invitation")
    try:
        with runtime.database.work(actor.organisation_id) as work:
            change = work.changes.change(change_id)
            if change is None or (change.organisation_id, change.what) != (actor.organisation_id, MEMBER_INVITED):
                raise NotFound
            if change.outcome != APPLIED or work.invitations.answers([change_id]):
                raise WrongState(ANSWERED_ALREADY)
            work.invitations.add(Answer(change_id, WITHDRAWN, actor.person_id, runtime.clock.now()))
            recorded = record_own(runtime, work, actor, "invitation_withdrawn", _words(change), change.digest)
            make_durable(runtime, work, [recorded])
    except NotFound:
        refused(runtime, actor, "withdraw_invitation")


def _seen(runtime: Runtime, work: Work, found: SessionInUse, change: Change) -> tuple[SeenInvitation, UUID | None]:
    """It as this reader finds it, and the account they signed in by."""
    answer = work.invitations.answers([change.id]).get(change.id)
    account = work.identity.account_for(found.session.provider_id, found.session.subject)
    state, mine = state_of(change, answer, runtime.clock.now()), answer is not None and answer.by_id == found.person.id
    held = roles_of(runtime, work, found)
    joined = next((one.membership.id for one in held if one.membership.change_id == change.id), None)
    why_not = None
    if not (mine and state in (ACCEPTED, DECLINED)) and joined is None:
        signers = {one.person_id for one in work.changes.signatures([change.id])[change.id]} | {change.proposed_by}
        has = {(one.organisation.id, one.membership.role) for one in held}
        why_not = _why_not(change, state, found, signers=found.person.id in signers, held=has)
    organisation = work.identity.organisation(change.organisation_id)
    inviter = work.identity.person(change.proposed_by).display_name
    seen = SeenInvitation(change, organisation, inviter, found.person.display_name, state, why_not, joined)
    return seen, account


def _why_not(
    change: Change, state: str, found: SessionInUse, *, signers: bool, held: set[tuple[UUID, str]]
) -> str | None:
    if state in (LATE, WITHDRAWN):
        return state
    if state != OPEN:
        return "used"
    if found.provider.key != change.body["provider"]:
        return "sign_in"
    if not is_for(change.body, found.person.display_name, found.person.email):
        return "account"
    if signers:
        return "signed"
    return "held" if (change.organisation_id, change.body["role"]) in held else None


def _note_refused(runtime: Runtime, work: Work, found: SessionInUse, seen: SeenInvitation) -> None:
    now, who = runtime.clock.now(), f"{seen.change.id} {found.person.id} {seen.why_not}"
    if count_try(work, now, REFUSED_LINK, who, TOLD_AGAIN_AFTER) > 1:
        return
    work.jobs.enqueue(REFUSED_LINK, seen.organisation.id, {"change_id": str(seen.change.id)}, now)
    make_durable(runtime, work, [_recorded(runtime, work, found, seen, REFUSED_LINK)])


def _recorded(runtime: Runtime, work: Work, found: SessionInUse, seen: SeenInvitation, action: str) -> Recorded:
    """In the log of the organisation that invited: who had the link, by their own sign-in's name, and what for."""
    where, person, role = seen.organisation, found.person, str(seen.change.body["role"])
    session, name = found.session.id, person.display_name
    who = Actor(person.id, seen.change.id, where.id, where.kind, where.name, role, name, session)
    by = f"{name}, {person.email or 'no mailbox'}, by {found.provider.name}"
    why = f". {WHY_NOT[seen.why_not]}" if seen.why_not else ""
    return record_own(runtime, work, who, action, f"{_words(seen.change)}: {by}{why}", seen.change.digest)


def _words(change: Change) -> str:
    return f"{change.body['name']}, {change.body['email']}, {change.body['role']}"
