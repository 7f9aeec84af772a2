"""Mails: that something waits, or that a log was found changed. None says a word about any person or case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.jobs import Job
from app.domain.log_entry import log_words
from app.domain.ports import Work
from app.domain.rehearsals import MARK
from app.domain.time_of_day import london, time_words
from app.services.clocks.holidays_known import TELL as HOLIDAYS_END
from app.services.clocks.holidays_known import ending_words
from app.services.disclosure.duties import GOVERNS, roles_for
from app.services.governance.stop_logs import TELL
from app.services.messages.addresses import addresses
from app.services.messages.digest import keep_for_later, lines_for
from app.services.messages.nights import OF_NIGHTS, of_night
from app.services.messages.notice import DIGEST
from app.services.messages.of_change import OF_CHANGES, of_change
from app.services.messages.of_period import of_period
from app.services.messages.periods import PERIODS
from app.services.messages.said import Said, said_of
from app.services.messages.subjects import SUBJECTS
from app.services.runtime import Runtime

MANAGE = ("administrator", "partner_manager", "hub_decision_maker")
"""Who hears of a log found changed, and of bank holidays that run out, where nobody governs."""
IN_COVER = "You are told because you cover for a colleague who is away. Take it over if it cannot wait for them."
FOOT = "This message says nothing about any person, and neither should a reply to it.\n"


@dataclass(frozen=True, slots=True)
class Written:
    """A mail, and the addresses of those it concerns, by person; `in_cover` is what it says to those who cover.

    `silent` are the requests of which it is shown where nobody can be told, and whom it tells; `kept` those for whom it
    waits until their one mail of the day, `lines` the jobs of what that says. Nothing of it shows in its text.
    """

    kind: str
    text: str
    to: Mapping[UUID, str]
    silent: tuple[tuple[UUID, str], ...] = ()
    kept: frozenset[UUID] = frozenset()
    lines: tuple[UUID, ...] = ()
    covers: frozenset[UUID] = frozenset()
    in_cover: str = ""
    rehearsed: bool = False

    @property
    def subject(self) -> str:
        """What stands in its subject, of a rehearsal before anything else."""
        return f"{MARK}. {SUBJECTS[self.kind]}" if self.rehearsed else SUBJECTS[self.kind]

    def text_for(self, people: Iterable[UUID]) -> str:
        """Its text for those of one address: to whoever hears it because they cover it says so."""
        text = self.in_cover if self.covers.issuperset(people) else self.text
        return f"{MARK}. Ring nobody.\n\n{text}" if self.rehearsed else text

    def __repr__(self) -> str:
        return f"Written({self.kind})"


def write_mail(runtime: Runtime, work: Work, job: Job) -> Written | None:
    """What a job is to say and to whom; None for what nobody need hear any more. Nothing is sent yet.

    What can wait is kept here for whoever wants one mail a day, but for what a rehearsal says: it is marked, and goes
    by itself.
    """
    rehearsed = _is_rehearsed(work, job)
    written = _written(runtime, work, job, keeps=not rehearsed)
    return replace(written, rehearsed=True) if written and rehearsed else written


def _is_rehearsed(work: Work, job: Job) -> bool:
    """Whether a job is of a twin."""
    found = work.identity.organisations_of([job.organisation_id]).get(job.organisation_id)
    return found is not None and found.rehearsal is not None


def _written(runtime: Runtime, work: Work, job: Job, *, keeps: bool) -> Written | None:
    for kinds, write in _OTHERS.items():
        if job.kind in kinds:
            return write(runtime, work, job)
    said = said_of(runtime, work, job)
    if said is None:
        return None
    kept = keep_for_later(runtime, work, job, said) if keeps else frozenset()
    to = {one: address for one, address in said.to.items() if one not in kept}
    in_cover = f"{_item(said, in_cover=True)}\n{FOOT}" if said.covers else ""
    return Written(job.kind, f"{_item(said)}\n{FOOT}", to, said.silent, kept, covers=said.covers, in_cover=in_cover)


def _of_stop(runtime: Runtime, work: Work, job: Job) -> Written:
    """Once for each stop: to those who govern the organisation's log, or where there are none, who manage it."""
    return Written(job.kind, _stopped(runtime, work, job), _governing(runtime, work, job))


def _of_holidays(runtime: Runtime, work: Work, job: Job) -> Written | None:
    """Once for each day on which a calendar ends, to the same; nothing once it goes on."""
    calendar = runtime.policy.release.calendars.get(job.payload["calendar"])
    if calendar is None or calendar.known_until.isoformat() != job.payload["known_until"]:
        return None
    text = (
        f"{ending_words(calendar)}\n\nYou are told of this once.\n\nSign in to see it: {runtime.public_address}/policy"
    )
    return Written(job.kind, f"{text}\n\n{FOOT}", _governing(runtime, work, job))


def _governing(runtime: Runtime, work: Work, job: Job) -> Mapping[UUID, str]:
    found: Mapping[UUID, str] = {}
    for roles in (roles_for(runtime.policy.release, GOVERNS), MANAGE):
        found = found or addresses(work.identity.people_with(job.organisation_id, roles))
    return found


def _of_day(runtime: Runtime, work: Work, job: Job) -> Written | None:
    """Everything that is kept for one person and still says something, each as its own mail would have said it."""
    person = UUID(job.payload["person_id"])
    lines = lines_for(runtime, work, person)
    if not lines:
        return None
    items = [
        f"{number}. {one.subject}\n\n{_item(one.said, in_cover=person in one.said.covers)}"
        for number, one in enumerate(lines, start=1)
    ]
    change = f"You chose one mail a day for what can wait. Change that: {runtime.public_address}/account/mails\n"
    return Written(
        job.kind,
        "\n".join([*items, change, FOOT]),
        {person: lines[0].said.to[person]},
        silent=tuple(each for one in lines for each in one.said.silent),
        lines=tuple(one.job_id for one in lines),
    )


def _of_period(runtime: Runtime, work: Work, job: Job) -> Written | None:
    found = of_period(runtime, work, job)
    return Written(job.kind, f"{found[0]}{FOOT}", addresses(found[1])) if found else None


def _item(said: Said, *, in_cover: bool = False) -> str:
    words = f"{said.words}\n\n" if said.words else ""
    if in_cover:
        return f"{said.about}\n{words}{IN_COVER}\n\nSign in to see it: {said.cover_page}\n"
    return f"{said.about}\n{words}Sign in to see it: {said.page}\n"


def _stopped(runtime: Runtime, work: Work, job: Job) -> str:
    at = london(datetime.fromisoformat(job.payload["found_at"]))
    return (
        f"Log: {_which(work, job.payload['log'])}\nFound changed: {at.day} {at:%B %Y} at {time_words(at)}\n\n"
        "What is stored of this log is not what was signed. Until it is mended, nothing that would be recorded in it "
        "is shown or sent. Your people are told to use the telephone. Other logs go on.\n\n"
        "Tell your security lead now, and whoever runs the exchange. Keep every receipt.\n\n"
        f"Sign in to see it: {runtime.public_address}/stopped\n\n{FOOT}"
    )


def _which(work: Work, label: str) -> str:
    """A log in words; whoever runs the exchange knows it by its label."""
    found = work.log.labelled(label)
    if found is None:
        return label
    names = work.identity.organisations_of({one for one in found.whose if one is not None})
    return f"{log_words(found.whose, {key: one.name for key, one in names.items()})} ({label})"


def _of_night(runtime: Runtime, work: Work, job: Job) -> Written | None:
    text, to = of_night(runtime, work, job) or ("", {})
    return Written(job.kind, f"{text}\n{FOOT}", to) if text else None


def _of_change(runtime: Runtime, work: Work, job: Job) -> Written | None:
    text, to = of_change(runtime, work, job) or ("", {})
    return Written(job.kind, f"{text}\n{FOOT}", to) if text else None


_OTHERS: Final[Mapping[tuple[str, ...], Callable[[Runtime, Work, Job], Written | None]]] = {
    (TELL,): _of_stop,
    (HOLIDAYS_END,): _of_holidays,
    tuple(PERIODS): _of_period,
    (DIGEST,): _of_day,
    tuple(OF_NIGHTS): _of_night,
    tuple(OF_CHANGES): _of_change,
}
"""What is written of no request and no case, by kind."""
