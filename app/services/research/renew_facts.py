"""What becomes stricter goes at once to whoever was told, and a corrected identity as a notice; nothing looser goes.

A loosening never leaves by machine, not even beside a tightening: `send_changed` is a named person's act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import HistoryDamaged
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import worked
from app.services.intake.case_history import CaseHistory, held_in_case
from app.services.intake.roles import SAID, told_as
from app.services.intake.working_for import employers
from app.services.research.compose import is_empty
from app.services.research.renewing import Entries, note_change, renew, words_now
from app.services.research.told_no_more import taken_out
from app.services.research.what_was_told import (
    CORRECTED,
    IDENTITY_CORRECTED,
    SAFETY_CHANGED,
    STRICTER,
    WITHDRAWN,
    Change,
    Told,
    open_to_change,
    told_in,
)
from app.services.research.whereabouts import Stated, asked_ever, barred_of, stricter_place
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.renewal import stricter
from policies.engine.vocabulary import HIDDEN_FROM, PLACES, SENT, UNKNOWN

Held = Mapping[UUID, Mapping[str, Answer]]
TELL = (None, SAID, HIDDEN_FROM)
"""What is saved and stated of somebody from which follows where they are, whether that is protected, and from whom."""


def renew_facts(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    history: CaseHistory,
    said: tuple[UUID, Mapping[str, Answer | None]],
    stored: Sequence[Record] = (),
) -> Entries:
    """Send on what was just saved or said of a subject (`said`), beside what stood in the case before it (`history`).

    `stored` are the records that say so: protection, roles and from whom a place is hidden are read in them. A place
    that may not stand in a request any more is taken out of it, and so are words that say it, wherever they stand.

    The case must be locked. A partner that cannot be told, because their log is stopped, it has no key, or what it was
    sent is damaged, keeps nothing from the others: it is to be rung. So is one for which somebody in the case works.
    The entries are the caller's to record last, with its own. Raises KeysUnavailable.
    """
    now = runtime.clock.now()
    requests = who_hears(runtime, work, case, history, now)
    if not requests:
        return ()
    told = told_in(runtime, work, actor, case, requests)
    held = held_now(runtime, work, actor, file, case, history, said)
    whole = next((one.subject_id for one in work.files.subjects(case.file_id) if one.kind == "case"), None)
    standing = {(one.what, one.subject_id): one for one in history.newest()} | {
        (one.what, one.subject_id): one for one in stored
    }
    stated = {(what, about): one for (what, about), one in standing.items() if what is not None}
    asked = _asked_ever(work, case)

    people = {one.subject_id for one in work.files.subjects(case.file_id) if one.kind != "case"}
    records = {about: one for (what, about), one in standing.items() if what is None}
    barred = {one for one, beside in asked.items() if barred_of(people, records, beside, stated)}

    def place_of(one: Told) -> tuple[str, str] | None:
        kept = standing.get((None, one.record.subject_id))
        beside = asked.get(one.partner.id, frozenset())
        return stricter_place(one.record, kept.protection if kept else UNKNOWN, beside, stated)

    changes = [
        _change(runtime.policy.release, one, facts_about(held, whole, one, stated), place_of(one)) for one in told
    ]
    words = None
    if not stored or any(one.what in TELL for one in stored):
        words = words_now(runtime, work, actor, told, changes, barred)
        changes = [change or words.out_of(runtime, one) for one, change in zip(told, changes, strict=True)]
    stopped = {one.log.whose.other_id for one in work.stops.stops() if one.log.whose.hub_id == case.tenant_id}
    keys = work.keys.organisation_keys([one.partner.id for one in told])

    def reaches(one: Change | None) -> bool:
        return one is not None and one.told.partner.id not in stopped and one.told.partner.id in keys

    able = [one for one in changes if one and reaches(one)]
    changed = {one.told.record.id for one in changes if one}
    ended = [words.never_sent(runtime, one) for one in told if one.record.id not in changed] if words else []
    rung = [one for one in able if one.told.partner.id in employers(stated)]
    goes = [*(taken_out(runtime, words, one) for one in rung), *(one for one in ended if reaches(one))]
    able = [one for one in able if one not in rung]
    reached = {one.told.request.file_id for one in able}
    untold = {one.told.request.file_id: one.told for one in changes if one and one.told.request.file_id not in reached}
    untold |= {one.request.file_id: one for one in told if one.answers is None and one.request.file_id not in reached}
    return [
        *renew(runtime, work, actor, able, now, words=words),
        *renew(runtime, work, actor, [one for one in goes if one], now, quiet=True, words=words),
        *_untold(runtime, work, actor, list(untold.values()), now),
    ]


def who_hears(
    runtime: Runtime, work: Work, case: CaseFile, history: CaseHistory, now: datetime
) -> tuple[ResearchRequest, ...]:
    """The requests whose partners hear of what changes: while the case is open, and as long after as policy states."""
    if not still_renewed(runtime, case, history, now):
        return ()
    requests = work.files.requests_of(case.file_id)
    return open_to_change(requests, work.erasures.of([one.file_id for one in requests]))


def still_renewed(runtime: Runtime, case: CaseFile, history: CaseHistory, now: datetime) -> bool:
    """Whether facts of this case are sent again when they change."""
    if case.state != "closed":
        return True
    closed = [one.released_at for one in history.stated().values() if "state" in one.codes and one.released_at]
    return bool(closed) and now <= max(closed) + timedelta(days=runtime.policy.release.renewal.days_after_closing)


def held_now(  # where it is held, what stood, and what is said now
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    history: CaseHistory,
    said: tuple[UUID, Mapping[str, Answer | None]],
) -> Held:
    """What the case holds now. Of a case that is damaged, what is said now: a warning must not wait for its mending."""
    try:
        before = held_in_case(runtime, work, actor, file, case, history)
    except HistoryDamaged:
        before = {}
    subject, words = said
    now = {key: one for key, one in {**before.get(subject, {}), **words}.items() if one is not None}
    return {**before, subject: now}


def facts_about(held: Held, whole: UUID | None, told: Told, stated: Stated) -> Mapping[str, Answer]:
    """What the case holds of a record's subject, its own or else the whole case's, as partners are told it."""
    own = {key: one for key, one in held.get(told.record.subject_id, {}).items() if not is_empty(one)}
    return told_as(stated, told.record.subject_id, {**(held.get(whole, {}) if whole else {}), **own})


def _asked_ever(work: Work, case: CaseFile) -> Mapping[UUID, frozenset[UUID]]:
    """Whom each partner was ever asked about, in requests that were withdrawn, too."""
    requests = work.files.requests_of(case.file_id)
    return asked_ever(requests, work.records.of_files([one.file_id for one in requests], "request"))


def _change(
    release: PolicyRelease, told: Told, facts: Mapping[str, Answer], whereabouts: tuple[str, str] | None
) -> Change | None:
    """What may be sent on by machine of what the case holds now; None when that is nothing. Pure."""
    if told.answers is None:
        return None
    answers: dict[str, Answer | None] = {}
    marks: dict[str, str] = {}
    rules = [rule for kind in release.statements.values() if kind.renew for rule in kind.tightens]
    for rule in (one for one in rules if one.field in told.fields):
        key = told.fields[rule.field]
        stood, now = _value(told.answers.get(key)), _value(facts.get(rule.field))
        value = stricter(rule, stood, now, withdrawn=told.marks.get(key) == WITHDRAWN)
        if value != stood:
            answers[key] = facts[rule.field] if value == now else plain(value) if value else None
            marks[key] = STRICTER if value == now or rule.by == "adding" else WITHDRAWN
    if whereabouts is not None:
        places = [key for key in told.answers if PLACES & set(release.catalogue[key].tags)]
        marks |= dict.fromkeys(places, STRICTER if whereabouts[1] == SENT else WITHDRAWN)
    safety = bool(marks)
    for field in (one for one in release.renewal.corrected if one in told.fields):
        key = told.fields[field]
        stood = _value(told.answers.get(key))
        if stood and stood != _value(facts.get(field)) and told.marks.get(key) != CORRECTED:
            marks[key] = CORRECTED
    mail = SAFETY_CHANGED if safety else IDENTITY_CORRECTED
    return Change(told, answers, marks, mail, whereabouts) if marks else None


def _value(answer: Answer | None) -> object:
    return None if answer is None or is_empty(answer) else answer.value


def _untold(runtime: Runtime, work: Work, actor: Actor, told: Sequence[Told], at: datetime) -> Entries:
    if not told:
        return ()
    events = note_change(runtime, work, actor, "untold", [(one.request, one.file) for one in told], at)
    tenant = told[0].file.tenant
    return [
        (worked(runtime, actor, tenant, event), one.file.detail_key) for one, event in zip(told, events, strict=True)
    ]
