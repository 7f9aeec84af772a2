"""Words that say a place their author may not learn: counted by person and case, in the log, for those who govern it.

Whatever somebody at the hub types, the act that keeps it leaves a job, and a worker compares the words later, at a
moment nobody can foretell. Nothing that the author is shown, sent or kept waiting by depends on what is found, and the
entry is of a file in which they have a hand: no list of entries shows it to them, whatever other role they have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from secrets import randbelow
from typing import Any
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import Erased, HistoryDamaged
from app.domain.governance import GUESSING, ReviewDue
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.log_entry import Entry, Touched
from app.domain.ports import Work
from app.domain.protected_words import needles_of
from app.domain.records import Record
from app.services.clocks.reviews import review_due
from app.services.disclosure.places_said import kinds_said, typed_by
from app.services.disclosure.recording import record
from app.services.disclosure.releasing import contents_of_files, file_keys
from app.services.disclosure.unseen_places import places_for
from app.services.runtime import Runtime

JOB, KIND = "look_at_words", "probed"
WITHIN_MINUTES = 10
"""So long after the act, at most, is the look, at a random moment: the number of entries does not tell whose it was."""
MANY = 3
"""At every so many of somebody's in one case, somebody who governs the log is to look."""
Later = tuple[str, UUID, Mapping[str, Any], datetime]


def to_look_at(actor: Actor, records: Collection[Record], now: datetime) -> Later:
    """The job of looking at what somebody of the hub typed into these records: the same whatever they typed."""
    payload = {
        "records": [str(one.id) for one in records],
        "person_id": str(actor.person_id),
        "membership_id": str(actor.membership_id),
        "role": actor.role,
    }
    return JOB, actor.organisation_id, payload, within_minutes(now)


def within_minutes(now: datetime) -> datetime:
    """A moment nobody can foretell, within `WITHIN_MINUTES`."""
    return now + timedelta(seconds=1 + randbelow(WITHIN_MINUTES * 60))


def look_at_words(runtime: Runtime, work: Work, job: Job) -> None:
    """Compare, and leave an entry for each record that hits, in the transaction that finishes the job.

    Words that stood there before are not counted again, nor is a place that the author typed. Raises KeysUnavailable,
    LogUnavailable: then it is tried again.
    """
    actor = author_of(work, job)
    ids = [UUID(one) for one in job.payload["records"]]
    kept = [one.record for one in work.records.openable(ids, actor.organisation_id) if not one.erased]
    if not kept:
        return
    unseen = places_for(runtime, work, actor, kept[0].id)
    mine = str(actor.person_id)
    strange = needles_of((one.kind, one.value) for one in unseen.places if not one.known and one.by != mine)
    for one, answers in _typed(runtime, work, actor, kept):
        catalogue = runtime.policy.release.catalogue
        hits = sorted(key for key, answer in answers.items() if kinds_said(strange, catalogue[key], answer))
        if hits:
            request = work.files.request(one.file_id)
            touched = [Touched(one.id, field, "full", one.version) for field in hits]
            facts = {"record": one.kind, "subject": one.subject_kind}
            count_hit(runtime, work, actor, request.case_id if request else one.file_id, one.purpose, facts, touched)


def _typed(
    runtime: Runtime, work: Work, actor: Actor, kept: Collection[Record]
) -> Iterator[tuple[Record, Mapping[str, Answer]]]:
    """What the author typed into each of these records, without what stood there before."""
    before = [one.supersedes for one in kept if one.supersedes]
    files = file_keys(runtime, work, list({one.file_id for one in kept}), actor.organisation_id)
    try:
        held = contents_of_files(runtime, work, actor, files, [*(one.id for one in kept), *before])
    except (HistoryDamaged, Erased):
        return  # it is found by those who check records
    for one in kept:
        stood = held[one.supersedes].answers if one.supersedes and one.supersedes in held else {}
        yield (
            one,
            {
                key: answer
                for key, answer in held[one.id].answers.items()
                if typed_by(one, key) == str(actor.person_id) and stood.get(key) != answer
            },
        )


def count_hit(  # whose hit it is, where, and what it was found in
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case_id: UUID,
    purpose: str,
    facts: Mapping[str, str],
    touched: Collection[Touched] = (),
) -> None:
    """Write a hit down in the case, and have it looked at when there are `MANY`."""
    times = work.governance.times(KIND, actor.person_id, case_id) + 1
    key = file_keys(runtime, work, [case_id], actor.organisation_id)[case_id].detail_key
    entry = Entry(
        kind=KIND,
        tenant_id=actor.organisation_id,
        file_id=case_id,
        from_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        purpose=purpose,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level="withheld",
        touched=tuple(touched),
        facts={**facts, "times": times},
    )
    (recorded,) = record(runtime, work, [(entry, key)])
    if times % MANY == 0:
        due = review_due(runtime, work, actor.organisation_id)
        work.governance.add_review(ReviewDue(recorded.id, actor.organisation_id, GUESSING, actor.person_id, due))


def author_of(work: Work, job: Job) -> Actor:
    """Whoever typed, in the role they typed in."""
    person, membership = UUID(job.payload["person_id"]), UUID(job.payload["membership_id"])
    where, name = work.identity.organisation(job.organisation_id), work.identity.person(person).display_name
    return Actor(person, membership, where.id, where.kind, where.name, job.payload["role"], name, membership)
