"""Save what the hub knows about a case or one of its subjects: sealed, for the hub alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.permission import require_case
from app.services.disclosure.releasing import file_key, save_again, save_new
from app.services.disclosure.sealing import Content
from app.services.intake.decision_words import not_by
from app.services.runtime import Runtime

PROTECTED = "case_protected_address"
PROTECTION = {"yes": "protected", "no": "none"}


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
    for a field that is not a case field or that only a decision may write, and when anybody but a decision-maker would
    end an address's protection, NotFound when the actor does not work on the case.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        record = store_case_answers(runtime, work, actor, case, subject_id, answers, seen_version)
        work.commit()
    return record


def store_case_answers(  # each argument is one thing the person gave
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    subject_id: UUID,
    answers: Mapping[str, Answer],
    seen_version: int | None,
    act: str | None = None,
) -> Record:
    """As `save_case_record`, inside a transaction that does more. `act` names the decision whose words these are."""
    subject = _subject(work, case, subject_id)
    _check(runtime, answers, act)
    file = file_key(runtime, work, case.file_id, case.tenant_id)
    content = Content(answers, {})
    # Of two first saves at once the second sees the first, and nobody opens half of what is saved, or an address in
    # full once it has been said to be protected.
    work.files.lock_for_change(case.file_id)
    found = case_record(work, case.file_id, subject_id)
    if found is None:
        if seen_version is not None:
            raise Stale("This has been changed since you opened it. Open it again; nothing was saved.")
        record = _first(runtime, actor, case, subject, answers)
        save_new(runtime, work, actor, file, record, content)
        return record
    if found.version != seen_version:
        raise Stale("A colleague has saved this since you opened it. Open it again, then add what you typed.")
    protection = _protection(answers, found.protection)
    if found.protection == "protected" != protection and actor.role != "hub_decision_maker":
        # Whoever could say so would be shown at once what the mask hides from them.
        raise InvalidInput({PROTECTED: "Ask a decision-maker to say that this address is no longer protected."})
    return save_again(runtime, work, actor, file, replace(found, protection=protection), content)


def case_record(work: Work, case_id: UUID, subject_id: UUID) -> Record | None:
    """The record about one subject of a case, or None before the first save."""
    return next((one for one in work.records.of_file(case_id, "case") if one.subject_id == subject_id), None)


def _subject(work: Work, case: CaseFile, subject_id: UUID) -> Subject:
    for subject in work.files.subjects(case.file_id):
        if subject.subject_id == subject_id:
            return subject
    raise NotFound("This person is not part of the case.")


def _check(runtime: Runtime, answers: Mapping[str, Answer], act: str | None) -> None:
    known = {field.key for field in runtime.policy.release.catalogue.fields_for("case", "hub")}
    if strange := [field for field in answers if field not in known]:
        raise InvalidInput(dict.fromkeys(strange, "This is not a field of a case."))
    if reserved := not_by(act, answers):
        raise InvalidInput(dict.fromkeys(reserved, "This stands under a decision. Record the decision to change it."))


def _protection(answers: Mapping[str, Answer], before: str) -> str:
    answer = answers.get(PROTECTED)
    return before if answer is None else PROTECTION.get(answer.value, "unknown")


def _first(runtime: Runtime, actor: Actor, case: CaseFile, subject: Subject, answers: Mapping[str, Answer]) -> Record:
    now = runtime.clock.now()
    return Record(
        id=uuid4(),
        file_id=case.file_id,
        kind="case",
        subject_id=subject.subject_id,
        subject_kind=subject.kind,
        author_id=actor.organisation_id,
        author_person_id=actor.person_id,
        approved_by=None,
        state="released",
        version=1,
        purpose=case.purpose,
        legal_basis=case.legal_basis,
        protection=_protection(answers, "unknown"),
        policy_release=runtime.policy.number,
        saved_at=now,
        released_at=now,
        supersedes=None,
    )
