"""Mails of changes: one waits for a signature, or was not done; a release, an owner's word, an invitation, an
offer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from app.domain.changes import OVERTAKEN, REFUSED, SIGNS, Change, why_not
from app.domain.identity import Person
from app.domain.invitations import OPEN, expires_at, state_of
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.time_of_day import london, time_words
from app.services.administration.advise import ADVISED
from app.services.administration.agreement_reviews import REVIEW, TOLD
from app.services.administration.announce import ANNOUNCED
from app.services.administration.answer_invitation import REFUSED_LINK
from app.services.administration.apply_changes import DONE_ALONE, NOT_DONE
from app.services.administration.evidence_reviews import LOOK_AGAIN
from app.services.administration.invitation_link import link_of
from app.services.administration.join_invited import ANSWERED
from app.services.administration.propose_by_command import YOURS
from app.services.administration.propose_release import PROPOSED
from app.services.administration.read_anew import TO_READ
from app.services.administration.sign_change import WAITS
from app.services.administration.suspend_member import SUSPENDED
from app.services.administration.who_signs import signers
from app.services.administration.write_agreement import OVER
from app.services.administration.write_agreement import WAITS as TO_SIGN
from app.services.administration.write_partnership import AGREED, LEFT, OFFERED
from app.services.administration.write_people import INVITED, KEY_ENDED, OBJECTED, OVERRULED
from app.services.disclosure.duties import HUB_GOVERNS, OWNS_POLICY, Duty, roles_for
from app.services.messages.addresses import addresses
from app.services.messages.announced_words import announced_words
from app.services.runtime import Runtime

UNDELIVERED: Final = "invitation_undelivered"
"""The job that tells whoever invited somebody that no mail of it reached them."""
OF_CHANGES: Final[Mapping[str, str]] = {
    WAITS: "A change waits for your signature",
    YOURS: "A change was proposed in your name",
    NOT_DONE: "A change that you proposed was not done",
    DONE_ALONE: "A colleague has changed something at your organisation",
    SUSPENDED: "A colleague has suspended somebody’s role",
    KEY_ENDED: "A colleague ended your passkey",
    PROPOSED: "A policy release is proposed, for two of you to sign",
    TO_READ: "The policy says something that you approve otherwise: read it again",
    ADVISED: "Your data protection officer has advised on what you disclose by",
    OBJECTED: "An accountable owner objects to something in the policy",
    OVERRULED: "Something in the policy is approved after an objection to it",
    INVITED: "You are invited to the Partner Research Exchange",
    UNDELIVERED: "An invitation of yours reached nobody",
    ANSWERED: "An invitation of yours has been answered",
    REFUSED_LINK: "Somebody could not use an invitation of yours",
    ANNOUNCED: "In an hour a change is done that you can still take back",
    OFFERED: "A hub offers to work with your organisation",
    AGREED: "A partner agrees to work with your hub",
    LEFT: "An organisation works with yours no more",
    TO_SIGN: "A sharing agreement waits for your side to say that it is signed",
    OVER: "The other side has ended a sharing agreement",
    REVIEW: "A sharing agreement is to be looked at again",
    LOOK_AGAIN: "Something your hub has to have for being live is to be looked at again",
}
"""The subject of each kind."""
SAYS: Final[Mapping[str, str]] = {
    WAITS: "A colleague at your organisation has proposed it and signed it. Ring them on a number "
    "you know before you sign: this mail may be about anything.",
    YOURS: "Whoever runs the exchange has written it down. It is nobody’s word until you sign it: take it back if you "
    "know nothing of it.",
    NOT_DONE: "It was not done, and nothing was changed. The page says why; propose it again if it is still wanted. "
    "If it entered what was signed on paper, print a new sheet of what is still open, and have that signed first.",
    DONE_ALONE: "They needed nobody else for it, and it holds now. The page says what and who. If you know nothing of "
    "it, ring them on a number you know.",
    SUSPENDED: "It holds at once, and two of you can lift it. The page says whose, and by whom.",
    KEY_ENDED: "It signs nothing any more, and you can offer another. If you know nothing of it, ring a colleague who "
    "administers as well, on a number you know.",
    TO_READ: "What you approved before and what is said the same stays approved. Only the rest is to be read.",
    ADVISED: "Read it before you approve what it is about: it stands beside it.",
    OBJECTED: "The page says to what, since when and why. What is objected to is in no new request; "
    "open ones go on as they were sent. Whoever runs the exchange can propose another release.",
    OVERRULED: "The organisation that objected has approved it after all. The page says to what, by whom and why.",
    PROPOSED: "Whoever runs the exchange has proposed it to your organisation. Ring them on a number you know before "
    "you sign for it. The page says what it would change.",
    UNDELIVERED: "The mail server takes nothing for the mailbox that you typed. If there is a mistake in it, take the "
    "invitation back and invite them anew; if it is right, give them the link that the page shows.",
    ANSWERED: "Somebody accepted or declined it. The page says which.",
    REFUSED_LINK: "Whoever had its link signed in, and it was not for them, or it is over. The log of your "
    "organisation says who and why. If it went astray, take it back; if its time is over, invite them anew.",
    ANNOUNCED: "Enough people have signed it. If this is not what you or your colleagues meant, take it back on its "
    "page: anybody who may sign it can, at once, and ring your colleagues.",
    OFFERED: "Two people who administer it have signed that. Ring them on a number you know, and read under which "
    "agreement and from which day; then two of you can agree to it. It is open for four weeks.",
    AGREED: "You can ask it from now on. The page says when it is open, and whom to ring otherwise.",
    LEFT: "Somebody who administers it has ended that. What was asked can still be answered, and what was sent stays. "
    "If you know nothing of it, ring them on a number you know.",
    TO_SIGN: "Somebody who administers another side of it has recorded it. Read your own copy, and see on the page "
    "that it is the same document; one of you then signs. Nothing waits for it.",
    LOOK_AGAIN: "The page says what, and by when. Look at it, then say anew who answers for it and where it lies. "
    "It stops nothing meanwhile.",
    REVIEW: "The page says by when. Look at it with the other side; then one of you records its next version, or ends "
    "it. It stops nothing meanwhile.",
    OVER: "Disclosures between you name it no more. It stops nothing that is sent. If you share on, agree on another.",
}
READ_AT: Final[Mapping[str, tuple[str, Duty]]] = {
    TO_READ: ("/policy/entries", OWNS_POLICY),
    ADVISED: ("/policy/entries", OWNS_POLICY),
    **dict.fromkeys((OBJECTED, OVERRULED), ("/policy/objections", HUB_GOVERNS)),
}
"""Of what is read and not signed: where, and by whom."""


FOR_ADMINISTRATORS: Final[Mapping[str, tuple[str, str | None]]] = {
    LOOK_AGAIN: ("/admin/going-live", None),
    PROPOSED: ("/policy/proposed", "proposed_id"),
    SUSPENDED: ("/admin/people", "membership_id"),
    **dict.fromkeys((OFFERED, AGREED, LEFT), ("/admin/organisations", "organisation_id")),
    **dict.fromkeys((TO_SIGN, OVER, REVIEW), ("/admin/agreements", "agreement_id")),
}
"""What all who administer an organisation are told: the page, and what the job says of where on it, if anything."""
LOOKED_AT: Final = (REVIEW, LOOK_AGAIN)
"""Of these whoever looks after information there is told as well."""


def of_change(runtime: Runtime, work: Work, job: Job) -> tuple[str, Mapping[UUID, str]] | None:
    """The text and the addresses; None where nobody has anything to do any more. No name is in it."""
    if job.kind in FOR_ADMINISTRATORS:
        page, about = FOR_ADMINISTRATORS[job.kind]
        here = work.identity.people_with(job.organisation_id, TOLD if job.kind in LOOKED_AT else [SIGNS])
        where = f"{page}/{job.payload[about]}" if about else page
        here = tuple(one for one in here if str(one.id) != job.payload.get("by"))
        return _mail(job, f"{runtime.public_address}{where}", here)
    if job.kind in READ_AT:
        page, duty = READ_AT[job.kind]
        here = work.identity.people_with(job.organisation_id, roles_for(runtime.policy.release, duty))
        return _mail(job, f"{runtime.public_address}{page}", here)
    change = work.changes.change(UUID(job.payload["change_id"]))
    if change is None:
        return None
    if job.kind in SAID_IN_WORDS:
        return SAID_IN_WORDS[job.kind](runtime, work, change)
    if job.kind in (UNDELIVERED, ANSWERED, REFUSED_LINK):
        page = f"{runtime.public_address}/admin/people/invitations/{change.id}"
        return _mail(job, page, _who_invited(work, change))
    if job.kind in (WAITS, YOURS):
        signers = {one.person_id for one in work.changes.signatures([change.id])[change.id]}
        now = runtime.clock.now()
        here = _who_sign(runtime, work, change)
        told = [one for one in here if why_not(change, one.id, signers, now) is None]
    elif job.kind == DONE_ALONE:
        told = [one for one in _who_sign(runtime, work, change) if one.id not in (change.proposed_by, change.gains)]
    elif job.kind == KEY_ENDED and change.gains:
        told = [work.identity.person(change.gains)]
    else:
        told = [work.identity.person(change.proposed_by)] if change.outcome in (OVERTAKEN, REFUSED) else []
    return _mail(job, f"{runtime.public_address}/admin/changes/{change.id}", told)


def _announcement(runtime: Runtime, work: Work, change: Change) -> tuple[str, Mapping[UUID, str]] | None:
    """To all who may sign it, what it says; None where it has ended by then."""
    if change.settled_at is not None or change.done_at is None:
        return None
    page = f"{runtime.public_address}/admin/changes/{change.id}"
    text = f"{announced_words(change)}\n\n{SAYS[ANNOUNCED]}\n\nSign in to see it: {page}\n"
    return text, addresses(_who_sign(runtime, work, change))


def _who_sign(runtime: Runtime, work: Work, change: Change) -> tuple[Person, ...]:
    """Whoever may sign such changes besides their proposer: owners where there is another, and administrators."""
    return work.identity.people_with(change.organisation_id, signers(runtime.policy.release, change.what))


def _invitation(runtime: Runtime, work: Work, change: Change) -> tuple[str, Mapping[UUID, str]] | None:
    """To whoever is invited: the one mail that holds a link which is worth something."""
    answers, now = work.invitations.answers([change.id]), runtime.clock.now()
    link = link_of(runtime, change) if state_of(change, answers.get(change.id), now) == OPEN else None
    if link is None:
        return None
    until, sign_in = london(expires_at(change)), change.body["sign_in"]
    text = (
        "Two people who look after this service in your organisation have invited you. By this link you sign in with "
        f"your own account ({sign_in}) and read who they are and what for:\n\n{link}\n\n"
        f"It can be used once, until {until.day} {until:%B %Y} at {time_words(until)}, and by you alone: do not "
        "forward it. If you know nothing of this, ring your manager, or leave it: nothing happens then.\n"
    )
    return text, {change.about_id: str(change.body["email"])}


SAID_IN_WORDS: Final = {INVITED: _invitation, ANNOUNCED: _announcement}
"""Mails that say more than that there is something to look at."""


def _who_invited(work: Work, change: Change) -> Sequence[Person]:
    """Whoever proposed it, or where they administer no more, who does."""
    here = work.identity.people_with(change.organisation_id, [SIGNS])
    return [one for one in here if one.id == change.proposed_by] or here


def _mail(job: Job, page: str, told: Sequence[Person]) -> tuple[str, Mapping[UUID, str]] | None:
    return (f"{SAYS[job.kind]}\n\nSign in to see it: {page}\n", addresses(told)) if told else None
