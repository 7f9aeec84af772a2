"""Mails: that something waits, or that a log was found changed. None says a word about any person or case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Person
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.domain.time_of_day import london, time_words
from app.services.disclosure.duties import GOVERNS, roles_for
from app.services.governance.stop_logs import TELL
from app.services.messages.notice import ONE_PERSON
from app.services.messages.notices import NOTICES, page_of
from app.services.messages.whom import reachable, told_by
from app.services.research.renewing import RING
from app.services.runtime import Runtime

PARTNER, HUB = "untold_at", "unheard_at"
"""Of a request: since when nobody of either could be told."""
MANAGE = ("administrator", "partner_manager", "hub_decision_maker")
"""Who hears of a log found changed where nobody governs."""


@dataclass(frozen=True, slots=True)
class Written:
    """A mail, and the addresses of those it concerns, by person.

    `silent` is the request of which it is shown where nobody can be told, and whom it tells. Nothing of it shows in its
    text.
    """

    kind: str
    text: str
    to: Mapping[UUID, str]
    silent: tuple[UUID, str] | None = None

    def __repr__(self) -> str:
        return f"Written({self.kind})"


def write_mail(runtime: Runtime, work: Work, job: Job) -> Written | None:
    """What a job is to say and to whom; None for what nobody need hear any more. Nothing is sent yet."""
    return _of_stop(runtime, work, job) if job.kind == TELL else _of_file(runtime, work, job)


def _of_stop(runtime: Runtime, work: Work, job: Job) -> Written:
    """Once for each stop: to those who govern the organisation's log, or where there are none, who manage it."""
    found: Mapping[UUID, str] = {}
    for roles in (roles_for(runtime.policy.release, GOVERNS), MANAGE):
        found = found or _addresses(work.identity.people_with(job.organisation_id, roles))
    return Written(job.kind, _stopped(runtime, job), found)


def _of_file(runtime: Runtime, work: Work, job: Job) -> Written | None:
    """One mail to everybody it concerns who has not stepped back: hub, reference, rating and due time, no more."""
    request = work.files.request(UUID(job.payload["file_id"])) if "file_id" in job.payload else None
    case = work.files.case(UUID(job.payload["case_id"])) if "case_id" in job.payload else None
    if job.kind == RING and not (request and _must_ring(runtime, request, job)):
        return None
    states = NOTICES[job.kind].while_in
    if request is not None and states and request.state not in states:
        return None
    if request is not None:
        hub, files = request.hub_id, (request.case_id, request.file_id)
        said = f"Reference: {request.reference}\nRating: {request.rating}\nDue: {_due(request)}\n"
    elif case is not None:
        hub, files = case.tenant_id, (case.file_id, case.file_id)
        said = f"Reference: {case.reference}\nRating: {case.rating}\n"
    else:
        return None
    people = told_by(runtime, work, job, *files)
    about = f"Hub: {work.identity.organisation(hub).name}\n{said}"
    text = _text(about, NOTICES[job.kind].words, page_of(runtime.public_address, job.kind, *files))
    return Written(job.kind, text, _addresses(people), _silent(job, request) if request else None)


def _silent(job: Job, request: ResearchRequest) -> tuple[UUID, str] | None:
    """What of a request is noted where nobody can be told; None where it concerns one person, or the hub's own acts."""
    notice = NOTICES[job.kind]
    if job.organisation_id == request.partner_id and notice.whom != ONE_PERSON:
        return request.file_id, PARTNER
    return (request.file_id, HUB) if notice.wrote else None


def _must_ring(runtime: Runtime, request: ResearchRequest, job: Job) -> bool:
    """Whether a partner still has to be rung about the very change that a job looks after."""
    minutes = runtime.policy.release.renewal.minutes_unseen[request.rating]
    same = request.changed_at is not None and request.changed_at.isoformat() == job.payload["change"]
    return same and request.to_ring(minutes, runtime.clock.now())


def _addresses(people: Iterable[Person]) -> dict[UUID, str]:
    """Where each can be reached; whoever cannot is left out."""
    return {one.id: one.email for one in people if one.email and reachable(one)}


def _due(request: ResearchRequest) -> str:
    due = london(request.due_at)
    return f"{due:%A} {due.day} {due:%B %Y} at {time_words(due)}"


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
