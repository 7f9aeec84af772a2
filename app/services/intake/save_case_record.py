"""Save what the hub knows about a case or one of its subjects: sealed, for the hub alone. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import LONDON
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.stating import Saying, Statement, state_all
from app.services.intake.age import BORN, WORDS, other_kind
from app.services.intake.answering_protection import (
    BECAUSE,
    QUESTION,
    is_looser,
    is_raised,
    protection_after,
    wrong_answer,
)
from app.services.intake.case_history import CaseHistory, case_history, held_on_record
from app.services.intake.same_home import (
    ADDRESS,
    hidden_by,
    lives_with_protected,
    sayings_of,
    to_be_answered,
    unanswered,
)
from app.services.research.renew_facts import renew_facts
from app.services.runtime import Runtime
from policies.engine.vocabulary import UNKNOWN, UNPROTECTED

TOGETHER = (
    "Somebody in this case lives at the same address, and it is protected. Say of them first that it is not, or, if it"
    " is hidden from this person, what this person is in the concern."
)


def save_case_record(
    runtime: Runtime,
    actor: Actor,
    case_id: UUID,
    subject_id: UUID,
    answers: Mapping[str, Answer],
    seen_version: int | None,
) -> Record:
    """Store these fields of a subject's case record; fields not named keep what they hold.

    Once somebody is said to be protected, it is to be answered again of everybody else that they need not be.

    `seen_version` is the version the person saw, None for a first save. Raises Stale when it has moved on, InvalidInput
    for a field that is not a case field or that stands under a decision, for an answer that an address is not protected
    which is not this person's to give or has no reason (that is sealed in the leaf), or, of whoever decides, while
    somebody whose address is protected lives there, HistoryDamaged, NotFound when the actor does not work on the case.
    """
    with runtime.database.work(actor.organisation_id) as work:
        file = case_in_hand(runtime, work, actor, case_id).file
        # Of two saves at once the second sees the first, and nobody opens half of what is saved, or an address in full
        # once it has been said to be protected.
        work.files.lock_for_change(case_id)
        case = work.files.lock_case(case_id)
        if case is None:
            raise NotFound("This case does not exist.")
        subjects = work.files.subjects(case_id)
        subject = _subject(subjects, subject_id)
        _check(runtime, answers, subject)
        history = case_history(work, case_id, case.reference)
        before = history.standing(None, subject_id)
        if (before.version if before else None) != seen_version:
            raise Stale("A colleague has saved this since you opened it. Open it again, then add what you typed.")
        held = held_on_record(runtime, work, actor, file, history)
        kept = held.get(subject_id, {})
        now: Mapping[str, Answer] = {**kept, **answers}
        stated, decides = history.stated(), has_duty(runtime.policy.release, actor, HUB_DECIDES)
        hiding = hidden_by(subject_id, held, stated)
        anew = answers if answers.get(QUESTION) != kept.get(QUESTION) else {}
        before_it = before.protection if before else UNKNOWN
        protection = protection_after(anew, before_it)
        looser = is_looser(before_it, protection)
        if looser:
            concern = next((held.get(one.subject_id, {}) for one in subjects if one.kind == "case"), {})
            raised = bool(hiding) or _is_raised(runtime, work, case, history, subject_id, concern)
            if wrong := wrong_answer(runtime.policy.release, actor, answers, kept, raised=raised):
                raise InvalidInput(wrong)
        if BORN in answers and answers[BORN] != kept.get(BORN):
            _check_age(runtime, subject, now)
        after = {**held, subject_id: now}
        if protection == UNPROTECTED and QUESTION in anew and lives_with_protected(subject_id, after, stated):
            raise InvalidInput({QUESTION: TOGETHER})
        stood = {one: found.protection for one in held if (found := history.standing(None, one))}
        anew_of = to_be_answered((held, stated), (after, stated), {**stood, subject_id: protection})
        # “No” was said of the address it was said with; whether the new one is hers is not for whoever moves them.
        moves = ADDRESS in answers and answers[ADDRESS] != kept.get(ADDRESS) and bool(hiding) and not decides
        if protection == UNPROTECTED and (moves or subject_id in anew_of):
            protection, now = UNKNOWN, unanswered(now)
        elif protection != UNPROTECTED and BECAUSE in now:
            # A reason is for the answer it was given with: it stands as long as that does.
            now = {**now, BECAUSE: plain(None)}
        others = sayings_of(file, history, subjects, after, anew_of - {subject_id})
        said = Saying(file, Statement(subject, None, now, {}, protection, answers.keys()), before)
        saved = state_all(runtime, work, actor, case, [said, *others])
        stored = [one.record for one in saved]
        told = renew_facts(runtime, work, actor, file, case, history, (subject_id, answers), stored)
        entries = [(one.entry, file.detail_key) for one in saved]
        if looser:
            entries[0] = replace(saved[0].entry, reason=str(answers[BECAUSE].value).strip()), file.detail_key
        make_durable(runtime, work, record(runtime, work, [*entries, *told]))
    return saved[0].record


def _check_age(runtime: Runtime, subject: Subject, held: Mapping[str, Answer]) -> None:
    """Refuse a date of birth of somebody who is no such person today: which of the two is wrong only a person knows."""
    really = other_kind(subject.kind, held, runtime.clock.now().astimezone(LONDON).date())
    if really is not None:
        says = f"On this date of birth they are {WORDS[really]} today, and the case has them as {WORDS[subject.kind]}."
        raise InvalidInput({BORN: f"{says} Correct the date, or add them to the case as {WORDS[really]}."})


def _subject(subjects: Sequence[Subject], subject_id: UUID) -> Subject:
    for subject in subjects:
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


def _is_raised(
    runtime: Runtime,
    work: Work,
    case: CaseFile,
    history: CaseHistory,
    subject_id: UUID,
    concern: Mapping[str, Answer],
) -> bool:
    about = [one for (_, person), chain in history.chains.items() if person == subject_id for one in chain]
    requests = [one.file_id for one in work.files.requests_of(case.file_id)]
    returned = [one for one in work.records.of_files(requests, "return") if one.subject_id == subject_id]
    return is_raised(runtime.policy.release.protection, case, about, returned, concern)
