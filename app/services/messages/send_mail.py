"""Mails: that something waits, or that a log was found changed. None says a word about any person or case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from app.domain.errors import MailUnavailable, NobodyToTell
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import LONDON, ResearchRequest
from app.services.disclosure.duties import GOVERNS, HUB_GETS_MAIL, PARTNER_GETS_MAIL, roles_for
from app.services.governance.stop_logs import TELL
from app.services.research.renewing import IDENTITY_CORRECTED, RING, SAFETY_CHANGED
from app.services.runtime import Runtime

MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
"""Addresses come from identity providers: one that no mail server takes must not keep a mail from everybody else."""
TOLD = {"request_waiting": PARTNER_GETS_MAIL, "return_waiting": HUB_GETS_MAIL, "question_waiting": HUB_GETS_MAIL,
        SAFETY_CHANGED: PARTNER_GETS_MAIL, IDENTITY_CORRECTED: PARTNER_GETS_MAIL, RING: HUB_GETS_MAIL}  # fmt: skip
"""Whom each kind of mail about a request goes to, in the organisation that it is for."""
MANAGE = ("administrator", "partner_manager", "hub_decision_maker")
"""Who hears of a log found changed where nobody governs."""
SUBJECTS = {
    "request_waiting": "A research request is waiting for your organisation",
    "return_waiting": "A partner has answered a research request",
    "question_waiting": "A partner has asked a question about a research request",
    SAFETY_CHANGED: "Safety facts in a research request have changed: open it now",
    IDENTITY_CORRECTED: "A research request has been corrected: open it before you go on",
    RING: "A partner has not seen what changed in a research request: ring it now",
    TELL: "A disclosure log of your organisation was found changed",
}


def send_mail(runtime: Runtime, work: Work, job: Job) -> None:
    """Send what a job is for to whom it concerns. Raises MailUnavailable, NobodyToTell of a log found changed."""
    if job.kind == TELL:
        _tell_of_stop(runtime, work, job)
    else:
        _tell_of_request(runtime, work, job)


def _tell_of_stop(runtime: Runtime, work: Work, job: Job) -> None:
    """Once for each stop: to those who govern the organisation's log, or where there are none, who manage it."""
    for roles in (roles_for(runtime.policy.release, GOVERNS), MANAGE):
        people = [one for role in roles for one in work.identity.people_in(job.organisation_id, role)]
        if to := _addresses(one.email for one in people):
            _send(runtime, to, job.kind, _stopped(runtime, job))
            return
    raise NobodyToTell


def _tell_of_request(runtime: Runtime, work: Work, job: Job) -> None:
    """One mail to everybody it concerns who has not stepped back: hub, reference, rating and due time, no more."""
    request = work.files.request(UUID(job.payload["file_id"]))
    if request is None or (job.kind == RING and not _must_ring(runtime, request, job)):
        return
    hub = work.identity.organisation(request.hub_id).name
    stepped_back = work.events.stepped_back([request.file_id, request.case_id])
    people = {
        person.email
        for role in roles_for(runtime.policy.release, TOLD[job.kind])
        for person in work.identity.people_in(job.organisation_id, role)
        if person.id not in stepped_back
    }
    _send(runtime, _addresses(people), job.kind, _text(runtime, hub, request))


def _must_ring(runtime: Runtime, request: ResearchRequest, job: Job) -> bool:
    """Whether a partner still has to be rung about the very change that a job looks after."""
    minutes = runtime.policy.release.renewal.minutes_unseen[request.rating]
    same = request.changed_at is not None and request.changed_at.isoformat() == job.payload["change"]
    return same and request.to_ring(minutes, runtime.clock.now())


def _addresses(found: Iterable[str | None]) -> list[str]:
    return sorted({one for one in found if one and MAILBOX.fullmatch(one)})


def _send(runtime: Runtime, to: list[str], kind: str, text: str) -> None:
    told, failure = 0, None
    for address in to:
        try:
            runtime.mail.send(address, SUBJECTS[kind], text)
            told += 1
        except MailUnavailable as refused:
            failure = refused
    if failure is not None and not told:  # tried again only while nobody knows: the others would hear of it each time
        raise failure


def _text(runtime: Runtime, hub: str, request: ResearchRequest) -> str:
    due = request.due_at.astimezone(LONDON)
    return (
        f"Hub: {hub}\nReference: {request.reference}\nRating: {request.rating}\n"
        f"Due: {due:%A} {due.day} {due:%B %Y} at {due:%H:%M}\n\n"
        f"Sign in to see it: {runtime.public_address}\n\n"
        "This message says nothing about any person, and neither should a reply to it.\n"
    )


def _stopped(runtime: Runtime, job: Job) -> str:
    return (
        f"Log: {job.payload['log']}\nFound changed: {job.payload['found_at']}\n\n"
        "What is stored of this log is not what was signed. Until it is mended, nothing that would be recorded in it "
        "is shown or sent. Your people are told to use the telephone. Other logs go on.\n\n"
        "Tell your security lead now, and whoever runs the exchange. Keep every receipt.\n\n"
        f"Sign in to see it: {runtime.public_address}/stopped\n\n"
        "This message says nothing about any person, and neither should a reply to it.\n"
    )
