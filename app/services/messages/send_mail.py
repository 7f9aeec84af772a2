"""Mails: that something waits, or that a log was found changed. None says a word about any person or case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from app.domain.errors import MailUnavailable, NobodyToTell
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import LONDON, ResearchRequest
from app.services.disclosure.duties import GOVERNS, roles_for
from app.services.governance.stop_logs import TELL
from app.services.messages.notices import NOTICES, SUBJECTS, page_of, told_by
from app.services.research.renewing import RING
from app.services.runtime import Runtime

MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
"""Addresses come from identity providers: one that no mail server takes must not keep a mail from everybody else."""
MANAGE = ("administrator", "partner_manager", "hub_decision_maker")
"""Who hears of a log found changed where nobody governs."""


def send_mail(runtime: Runtime, work: Work, job: Job) -> None:
    """Send what a job is for to whom it concerns. Raises MailUnavailable, NobodyToTell of a log found changed."""
    if job.kind == TELL:
        _tell_of_stop(runtime, work, job)
    else:
        _tell_of_file(runtime, work, job)


def _tell_of_stop(runtime: Runtime, work: Work, job: Job) -> None:
    """Once for each stop: to those who govern the organisation's log, or where there are none, who manage it."""
    for roles in (roles_for(runtime.policy.release, GOVERNS), MANAGE):
        people = work.identity.people_with(job.organisation_id, roles)
        if to := _addresses(one.email for one in people):
            _send(runtime, to, job.kind, _stopped(runtime, job))
            return
    raise NobodyToTell


def _tell_of_file(runtime: Runtime, work: Work, job: Job) -> None:
    """One mail to everybody it concerns who has not stepped back: hub, reference, rating and due time, no more."""
    request = work.files.request(UUID(job.payload["file_id"])) if "file_id" in job.payload else None
    case = work.files.case(UUID(job.payload["case_id"])) if "case_id" in job.payload else None
    if job.kind == RING and not (request and _must_ring(runtime, request, job)):
        return
    if request is not None:
        hub, files = request.hub_id, (request.case_id, request.file_id)
        said = f"Reference: {request.reference}\nRating: {request.rating}\nDue: {_due(request)}\n"
    elif case is not None:
        hub, files = case.tenant_id, (case.file_id, case.file_id)
        said = f"Reference: {case.reference}\nRating: {case.rating}\n"
    else:
        return
    people = told_by(runtime, work, job, *files)
    about = f"Hub: {work.identity.organisation(hub).name}\n{said}"
    text = _text(about, NOTICES[job.kind].words, page_of(runtime, job.kind, *files))
    _send(runtime, _addresses(one.email for one in people), job.kind, text)


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


def _due(request: ResearchRequest) -> str:
    due = request.due_at.astimezone(LONDON)
    return f"{due:%A} {due.day} {due:%B %Y} at {due:%H:%M}"


def _text(about: str, words: str, page: str) -> str:
    said = f"{words}\n\n" if words else ""
    return (
        f"{about}\n{said}"
        f"Sign in to see it: {page}\n\n"
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
