"""What a mail says of a request or a case, and whom it concerns: hub, reference, rating and due time, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.files import CaseFile
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.domain.time_of_day import london, time_words
from app.services.messages.addresses import addresses
from app.services.messages.notice import COVER_PAGE, ONE_PERSON
from app.services.messages.notices import NOTICES
from app.services.messages.notices_of_challenge import OF_CHALLENGE
from app.services.messages.whom import recipients
from app.services.messages.words_untold import words_untold
from app.services.research.asking_unsent import UNSENT, stands_unsent
from app.services.research.renewing import RING
from app.services.research.words_held import TO_LOOK_AT
from app.services.runtime import Runtime

PARTNER, HUB = "untold_at", "unheard_at"
"""Of a request: since when nobody of either could be told."""


@dataclass(frozen=True, slots=True)
class Said:
    """`about` and `page` say which request or case, `words` what of it; `to` are addresses by person.

    `covers` are those of them who are told because they cover for somebody, `cover_page` where they take it over.
    `silent` is what of a request is noted where nobody can be told.
    """

    about: str
    words: str
    page: str
    to: Mapping[UUID, str]
    request: ResearchRequest | None
    silent: tuple[tuple[UUID, str], ...]
    covers: frozenset[UUID]
    cover_page: str


def said_of(runtime: Runtime, work: Work, job: Job) -> Said | None:
    """What a job says to everybody it concerns who has not stepped back; None for what nobody need hear any more."""
    request = work.files.request(UUID(job.payload["file_id"])) if "file_id" in job.payload else None
    case = work.files.case(UUID(job.payload["case_id"])) if "case_id" in job.payload else None
    states = NOTICES[job.kind].while_in
    if request is not None and states and request.state not in states:
        return None
    if not _still_holds(runtime, work, job, request, case):
        return None
    if request is not None:
        hub, files = request.hub_id, (request.case_id, request.file_id)
        due = request.challenge_due_at if job.kind in OF_CHALLENGE else request.due_at
        by = f"Due: {due_of(due)}\n" if due else ""
        said = f"Reference: {request.reference}\nRating: {request.rating}\n{by}"
    elif case is not None:
        hub, files = case.tenant_id, (case.file_id, case.file_id)
        said = f"Reference: {case.reference}\nRating: {case.rating}\n"
    else:
        return None
    to = recipients(runtime, work, job, *files)
    page = NOTICES[job.kind].page
    cover_page = page if job.organisation_id != hub else COVER_PAGE
    return Said(
        about=f"Hub: {work.identity.organisation(hub).name}\n{said}",
        words=f"{NOTICES[job.kind].in_place} {NOTICES[job.kind].words}" if to.in_place else NOTICES[job.kind].words,
        page=runtime.public_address + page.format(case=files[0], file=files[1]),
        to=addresses(to.people),
        request=request,
        silent=_silent(job, request) if request else (),
        covers=to.covers,
        cover_page=runtime.public_address + cover_page.format(case=files[0], file=files[1]),
    )


def _still_holds(
    runtime: Runtime, work: Work, job: Job, request: ResearchRequest | None, case: CaseFile | None
) -> bool:
    """Whether what a kind of mail waits for is still so, where it waits for anything."""
    if job.kind == RING and not (request and _must_ring(runtime, request, job)):
        return False
    if NOTICES[job.kind].chases and not (request and _still_late(request, job)):
        return False
    if job.kind == UNSENT and not stands_unsent(work, job):
        return False
    return job.kind != TO_LOOK_AT or (case is not None and words_untold(runtime, work, job, case))


def _silent(job: Job, request: ResearchRequest) -> tuple[tuple[UUID, str], ...]:
    """Nothing where it concerns one person, or the hub's own acts."""
    notice = NOTICES[job.kind]
    if job.organisation_id == request.partner_id and notice.whom != ONE_PERSON:
        return ((request.file_id, PARTNER),)
    return ((request.file_id, HUB),) if notice.wrote else ()


def _must_ring(runtime: Runtime, request: ResearchRequest, job: Job) -> bool:
    """Whether a partner still has to be rung about the very change that a job looks after."""
    minutes = runtime.policy.release.renewal.minutes_unseen[request.rating]
    same = request.changed_at is not None and request.changed_at.isoformat() == job.payload["change"]
    return same and request.to_ring(minutes, runtime.clock.now())


def _still_late(request: ResearchRequest, job: Job) -> bool:
    """Whether what a job was to say of a request holds still: a mail server may have been away for a day."""
    return request.runs and request.due_at <= datetime.fromisoformat(job.payload["due_at"])


def due_of(at: datetime) -> str:
    """A due time in words."""
    due = london(at)
    return f"{due:%A} {due.day} {due:%B %Y} at {time_words(due)}"
