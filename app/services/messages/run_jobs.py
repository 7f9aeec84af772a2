"""The worker: takes jobs one at a time, each as the organisation that it is for, and tries failed ones again."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from app.domain.errors import KeysUnavailable, LogUnavailable, MailUnavailable
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import LONDON, ResearchRequest
from app.services.governance.verify_log import JOB as CHECK_LOG
from app.services.governance.verify_log import run_check
from app.services.runtime import Runtime

MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
"""Addresses come from identity providers: one that no mail server takes must not keep a mail from everybody else."""
RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
READERS = {
    "request_waiting": ("partner_responder", "partner_manager"),
    "return_waiting": ("hub_collator", "hub_decision_maker"),
    "question_waiting": ("hub_collator", "hub_decision_maker"),
}
SUBJECTS = {
    "request_waiting": "A research request is waiting for your organisation",
    "return_waiting": "A partner has answered a research request",
    "question_waiting": "A partner has asked a question about a research request",
}


def run_jobs(runtime: Runtime, most: int = 100) -> int:
    """Do up to `most` jobs that are due; says how many were done. A failed one is put back and tried later."""
    done = 0
    for _ in range(most):
        with runtime.database.work(None) as work:
            job = work.jobs.take(runtime.clock.now())
            if job is None:
                return done
            try:
                _do(runtime, work, job)
                work.jobs.finish(job.id, runtime.clock.now())
                done += 1
            except (MailUnavailable, KeysUnavailable, LogUnavailable) as failure:
                wait = min(RETRY * 2**job.attempts, LONGEST_RETRY)
                work.jobs.put_back(job.id, runtime.clock.now() + wait, failure.code)
            work.commit()
    return done


def _do(runtime: Runtime, work: Work, job: Job) -> None:
    if job.kind == CHECK_LOG:
        run_check(runtime, job)
    else:
        _send(runtime, work, job)


def _send(runtime: Runtime, work: Work, job: Job) -> None:
    """One mail to everybody it concerns: hub, reference, rating and due time, no more."""
    request = work.files.request(UUID(job.payload["file_id"]))
    if request is None:
        return
    hub = work.identity.organisation(request.hub_id).name
    people = {
        person.email for role in READERS[job.kind] for person in work.identity.people_in(job.organisation_id, role)
    }
    told, failure = 0, None
    for address in sorted(one for one in people if one and MAILBOX.fullmatch(one)):
        try:
            runtime.mail.send(address, SUBJECTS[job.kind], _text(runtime, hub, request))
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
