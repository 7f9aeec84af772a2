"""Save what the hub knows about a case or one of its subjects: sealed, for the hub alone. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import LONDON
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import own_contents
from app.services.disclosure.stating import Saying, Statement, state
from app.services.intake.age import BORN, WORDS, other_kind
from app.services.intake.answering_protection import (
    BECAUSE,
    is_looser,
    is_raised,
    protection_after,
    wrong_answer,
)
from app.services.intake.case_history import case_history
from app.services.research.renew_facts import renew_facts
from app.services.runtime import Runtime
from policies.engine.vocabulary import UNKNOWN, UNPROTECTED


def save_case_record(
    runtime: Runtime,
    actor: Actor,
    case_id: UUID,
    subject_id: UUID,
    answers: Mapping[str, Answer],
    seen_version: int | None,
) -> Record:
    """Store these fields of a subject's case record; fields not named keep what they hold.

    `seen_version` is the version the person saw, None for a first save. Raises Stale when it has moved on, InvalidInput
    for a field that is not a case field or that stands under a decision, and for an answer that an address is not
    protected which is not this person's to give or has no reason (that is sealed in the leaf), HistoryDamaged, NotFound
    when the actor does not work on the case.
    """
    with runtime.database.work(actor.organisation_id) as work:
        file = case_in_hand(runtime, work, actor, case_id).file
        # Of two saves at once the second sees the first, and nobody opens half of what is saved, or an address in full
        # once it has been said to be protected.
        work.files.lock_for_change(case_id)
        case = work.files.lock_case(case_id)
        if case is None:
            raise NotFound("This case does not exist.")
        subject = _subject(work, case, subject_id)
        _check(runtime, answers, subject)
        history = case_history(work, case_id, case.reference)
        before = history.standing(None, subject_id)
        if (before.version if before else None) != seen_version:
            raise Stale("A colleague has saved this since you opened it. Open it again, then add what you typed.")
        kept = own_contents(runtime, work, actor, file, [before.id])[before.id].answers if before else {}
        stood = before.protection if before else UNKNOWN
        protection = protection_after(answers, stood)
        looser = is_looser(stood, protection)
        if looser:
            raised = is_raised(runtime, work, actor, file, case, history, subject_id)
            if wrong := wrong_answer(runtime.policy.release, actor, answers, kept, raised=raised):
                raise InvalidInput(wrong)
        if BORN in answers and answers[BORN] != kept.get(BORN):
            _check_age(runtime, subject, {**kept, **answers})
        # A reason is for the answer it was given with: it stands as long as that does.
        over = {BECAUSE: plain(None)} if protection != UNPROTECTED and BECAUSE in {**kept, **answers} else {}
        said = Statement(subject, None, {**kept, **answers, **over}, {}, protection)
        saved = state(runtime, work, actor, case, Saying(file, said, before))
        entry = replace(saved.entry, reason=str(answers[BECAUSE].value).strip()) if looser else saved.entry
        told = renew_facts(runtime, work, actor, file, case, history, (subject_id, answers))
        make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key), *told]))
    return saved.record


def _check_age(runtime: Runtime, subject: Subject, held: Mapping[str, Answer]) -> None:
    """Refuse a date of birth of somebody who is no such person today: which of the two is wrong only a person knows."""
    really = other_kind(subject.kind, held, runtime.clock.now().astimezone(LONDON).date())
    if really is not None:
        says = f"On this date of birth they are {WORDS[really]} today, and the case has them as {WORDS[subject.kind]}."
        raise InvalidInput({BORN: f"{says} Correct the date, or add them to the case as {WORDS[really]}."})


def _subject(work: Work, case: CaseFile, subject_id: UUID) -> Subject:
    for subject in work.files.subjects(case.file_id):
        if subject.subject_id == subject_id:
            return subject
    raise NotFound("This person is not part of the case.")


def _check(runtime: Runtime, answers: Mapping[str, Answer], subject: Subject) -> None:
    release = runtime.policy.release
    known = {field.key for field in release.catalogue.fields_for("case", "hub")}
    if strange := [field for field in answers if field not in known]:
        raise InvalidInput(dict.fromkeys(strange, "This is not a field of a case."))
    if reserved := sorted(release.reserved(subject.kind) & answers.keys()):
        raise InvalidInput(dict.fromkeys(reserved, "This stands under a decision. Record the decision to change it."))
