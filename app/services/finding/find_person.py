"""Look whether the hub has known a person before: the look is logged, and what is shown of whom it finds is decided.

Nobody is found by a name alone or by where they live, and no search says which people live at an address. Candidates
are compared unseen; who among them is the person, if anybody, a named person says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound
from app.domain.events import on_file
from app.domain.finding import Identity, Likeness, likeness, traits_sought
from app.domain.identity import Actor
from app.domain.lists import CaseEntry
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.ports_finding import Candidate
from app.services.disclosure.duties import HUB_WORKS, has_duty
from app.services.disclosure.gate import OpenedRecord, Shown, open_records, refuse
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.recording import DetailKey, make_durable, organisation_detail_key, record
from app.services.disclosure.releasing import contents_of_files, file_keys
from app.services.disclosure.tagging import BORN, FOUND_AGAIN, NAME, identity_of, tags_sought
from app.services.identity.limit_rate import count_try, require_few
from app.services.intake.case_history import case_history, held_on_record
from app.services.runtime import Runtime
from policies.engine.vocabulary import MATCH

ASKS: Final = ReasonedAct("find_person", "Say why you look for this person, in a sentence and without anybody’s name.")
TOO_LITTLE: Final = "Give the name and the date of birth, or at least its year; or a number such as the NHS number."
MOST, WITHIN = 60, timedelta(hours=1)
"""Searches of one session: more than anybody’s work, and far fewer than guessing needs."""
COMPARED, SHOWN = 200, 10
AREA: Final = "case_address"


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of another case: how near they are to whom was sought, and of them what this reader is shown.

    `workers` are who works on that case, by name.
    """

    subject_id: UUID
    case: CaseEntry
    like: Likeness
    shown: Mapping[str, Shown]
    workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Whom a search found, the nearest first; `more` are those who are further away than the ones shown."""

    found: tuple[Found, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Near:
    candidate: Candidate
    like: Likeness


def find_known(runtime: Runtime, actor: Actor, case_id: UUID, subject_id: UUID) -> Search:
    """Look for a person of a case by what it holds of them. Nobody of the case itself is found.

    Raises NotFound, after logging the refusal, for whoever does not work on the case; InvalidInput while too little is
    held of them; TooMany, LogUnavailable, KeysUnavailable, HistoryDamaged.
    """
    with runtime.database.work(actor.organisation_id) as work:
        hand = case_in_hand(runtime, work, actor, case_id)
        people = {one.subject_id: one for one in work.files.subjects(case_id)}
        if subject_id not in people or people[subject_id].kind not in FOUND_AGAIN:
            raise NotFound("This person is not part of the case.")
        history = case_history(work, case_id, hand.case.reference)
        held = held_on_record(runtime, work, actor, hand.file, history).get(subject_id, {})
        sought = identity_of(runtime.policy.release, held)
        entry = replace(_entry(runtime, actor), file_id=case_id, reason=f"about={subject_id}")
        tags = _begin(runtime, work, actor, sought, hand.file.detail_key, entry)
    return _search(runtime, actor, sought, tags, case_id)


def find_person(runtime: Runtime, actor: Actor, sought: Identity, reason: str) -> Search:
    """Look for somebody of whom there is no case yet; what was looked for, and why, is sealed in the entry.

    Raises NotFound, after logging the refusal, for whoever works on no cases; InvalidInput naming what is missing;
    TooMany, LogUnavailable, KeysUnavailable, HistoryDamaged.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_WORKS):
            refuse(runtime, work, actor, ASKS.name, [])
        if wrong := wrong_reason(ASKS, reason):
            raise InvalidInput(wrong)
        key = organisation_detail_key(runtime, work, actor.organisation_id)
        entry = replace(_entry(runtime, actor), reason=f"{_told(runtime, sought)}. {reason.strip()}")
        tags = _begin(runtime, work, actor, sought, key, entry)
    return _search(runtime, actor, sought, tags, None)


def _begin(
    runtime: Runtime, work: Work, actor: Actor, sought: Identity, key: DetailKey, entry: Entry
) -> frozenset[int]:
    """The tags to look for, once it is durably recorded that somebody looks."""
    if not sought.is_enough():
        raise InvalidInput({NAME if not sought.names else BORN: TOO_LITTLE})
    now = runtime.clock.now()
    tries = count_try(work, now, ASKS.name, str(actor.session_id), WITHIN)
    if tries > MOST:
        work.commit_unflushed()
        require_few(tries, now, most=MOST, window=WITHIN)
    tags = tags_sought(runtime, work, actor.organisation_id, traits_sought(sought))
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))
    return tags


def _search(runtime: Runtime, actor: Actor, sought: Identity, tags: frozenset[int], case_id: UUID | None) -> Search:
    with runtime.database.work(actor.organisation_id) as work:
        there = work.finding.candidates(tags, actor.person_id, COMPARED)
        there = tuple(one for one in there if one.case.file_id != case_id)
        near = _ranked(runtime, work, actor, sought, there) if there else []
        files = [one.candidate.case.file_id for one in near[:SHOWN]]
        on = {one: on_file(events) for one, events in work.events.of_files(files).items()} if files else {}
        people = work.identity.people({one for each in on.values() for one in each}) if on else {}
    names = {one: person.display_name for one, person in people.items()}
    shown = _shown(runtime, actor, [one.candidate.record_id for one in near[:SHOWN]])
    found = tuple(
        Found(
            subject_id=one.candidate.subject_id,
            case=one.candidate.case,
            like=one.like,
            shown=shown[one.candidate.record_id].fields,
            workers=tuple(names[each] for each in on.get(one.candidate.case.file_id, ()) if each in names),
        )
        for one in near[:SHOWN]
        if one.candidate.record_id in shown
    )
    return Search(found, max(0, len(near) - SHOWN))


def _told(runtime: Runtime, sought: Identity) -> str:
    """Whom somebody looked for, as officers read it in the entry."""
    born = [f"born {sought.born}"] if sought.born else []
    catalogue = runtime.policy.release.catalogue
    numbers = (f"{catalogue[key].label} {number}" for key, number in sought.numbers.items())
    return ", ".join((*sought.names, *born, *numbers))


def _ranked(runtime: Runtime, work: Work, actor: Actor, sought: Identity, there: Sequence[Candidate]) -> list[_Near]:
    """The candidates, the nearest first: each is read as a release reads it, and shown to nobody."""
    files = file_keys(runtime, work, list({one.case.file_id for one in there}), actor.organisation_id)
    held = contents_of_files(runtime, work, actor, files, [one.record_id for one in there])
    release = runtime.policy.release
    near = [_Near(one, likeness(sought, identity_of(release, held[one.record_id].answers))) for one in there]
    return sorted(near, key=lambda one: (-one.like.score, one.candidate.case.reference))


def _shown(runtime: Runtime, actor: Actor, records: Sequence[UUID]) -> Mapping[UUID, OpenedRecord]:
    if not records:
        return {}
    opened = open_records(runtime, actor, records, action=MATCH, fields=[NAME, BORN, AREA], skip_hidden=True)
    return {one.record.id: one for one in opened}


def _entry(runtime: Runtime, actor: Actor) -> Entry:
    return Entry(
        kind="searched",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
    )
