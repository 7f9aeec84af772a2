"""Save what the hub knows about a case or one of its subjects: sealed, for the hub alone. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.identity import Actor
from app.domain.records import Record
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.stating import state_all
from app.services.intake.case_history import case_history, held_on_record
from app.services.intake.count_from_receipt import count_from_receipt
from app.services.intake.saving import Before, made_of, reasoned
from app.services.research.renew_facts import renew_facts
from app.services.runtime import Runtime


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
        if subject_id not in {one.subject_id for one in subjects}:
            raise NotFound("This person is not part of the case.")
        history = case_history(work, case_id, case.reference)
        before = history.standing(None, subject_id)
        if (before.version if before else None) != seen_version:
            raise Stale("A colleague has saved this since you opened it. Open it again, then add what you typed.")
        held, stated = held_on_record(runtime, work, actor, file, history), history.stated()
        as_it_was = Before(case, file, subjects, history, held, stated, stated)
        made = made_of(runtime, work, actor, as_it_was, {subject_id: answers})
        if made.wrong:
            raise InvalidInput(made.wrong[subject_id])
        saved = state_all(runtime, work, actor, case, made.sayings)
        stored = [one.record for one in saved]
        count_from_receipt(runtime, work, actor, file, case, history, answers)
        told = renew_facts(runtime, work, actor, file, case, history, (subject_id, answers), stored)
        entries = [(reasoned(one, made), file.detail_key) for one in saved]
        make_durable(runtime, work, record(runtime, work, [*entries, *told]))
    return saved[0].record
