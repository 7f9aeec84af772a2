"""Start a case: its file and key, its subjects, and a place in the hub's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.errors import InvalidInput
from app.domain.files import CaseFile, File, Subject, new_reference
from app.domain.identity import Actor
from app.domain.lists import CaseEntry
from app.services.clocks.decision_due import decision_due, said_of
from app.services.disclosure.duties import HUB_WORKS, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.permission import require_case
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import new_file_key
from app.services.disclosure.stating import Saying, Statement, state_all
from app.services.disclosure.working import begin, worked
from app.services.intake.rating_said import PROPOSED
from app.services.intake.wrong_with import CHOOSE
from app.services.runtime import Runtime
from policies.engine.vocabulary import PEOPLE

MOST_SUBJECTS = 20


def start_case(
    runtime: Runtime,
    actor: Actor,
    *,
    purpose: str,
    rating: str,
    legal_basis: str,
    subjects: Sequence[str],
    case_id: UUID | None = None,
) -> CaseFile:
    """Open a case about one or more subjects (`subjects` are their kinds); the actor is assigned to it.

    The rating is proposed: it stands until somebody who may has rated the case, with reasons.
    `case_id` is an id made for one form before it was shown: sent twice, the form starts one case, given again here.
    Raises InvalidInput naming the field, NotFound when the actor may not start cases.
    """
    now = runtime.clock.now()
    file_id = case_id or uuid4()
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_WORKS):
            refuse(runtime, work, actor, "start_case", [])
        if (known := work.files.case(file_id)) is not None:
            return require_case(runtime, work, actor, known.file_id)
        _check(runtime, purpose, rating, legal_basis, subjects)
        case = CaseFile(
            file_id=file_id,
            tenant_id=actor.organisation_id,
            reference=new_reference(),
            purpose=purpose,
            legal_basis=legal_basis,
            rating=rating,
            state="open",
            started_by=actor.person_id,
            started_at=now,
            version=1,
            counted_from=now,
        )
        case = replace(case, due_at=decision_due(runtime, work, case))
        work.files.add_files([File(file_id, "case", actor.organisation_id, None, now)])
        file = new_file_key(runtime, work, file_id, actor.organisation_id, now)
        about = [Subject(uuid4(), file_id, kind, place) for place, kind in enumerate(("case", *subjects))]
        work.files.add_case(case, about)
        work.lists.deliver_case(case_entry(case, len(subjects)))
        (event,) = begin(work, actor, now, [file.act("assigned", actor.person_id, **said_of(case))])
        said = (
            Statement(about[0], "purpose", {}, {"purpose": purpose, "legal_basis": legal_basis}),
            Statement(about[0], PROPOSED, {}, {"rating": rating}),
        )
        entries = [one.entry for one in state_all(runtime, work, actor, case, [Saying(file, one) for one in said])]
        entries.append(worked(runtime, actor, file.tenant, event))
        make_durable(runtime, work, record(runtime, work, [(one, file.detail_key) for one in entries]))
    return case


def case_entry(case: CaseFile, subjects: int) -> CaseEntry:
    """A new case as the hub's list shows it."""
    return CaseEntry(
        organisation_id=case.tenant_id,
        file_id=case.file_id,
        reference=case.reference,
        rating=case.rating,
        state=case.state,
        subjects=subjects,
        asked=0,
        answered=0,
        next_due_at=None,
        due_at=case.due_at,
        started_at=case.started_at,
    )


def about_errors(runtime: Runtime, purpose: str, rating: str, subjects: Sequence[str]) -> Mapping[str, str]:
    """What is wrong with what a case is for and about, as a sentence for each input; empty when it may be started."""
    errors = {}
    known = runtime.policy.release.purposes.get(purpose)
    if known is None:
        errors["purpose"] = CHOOSE["purpose"]
    elif known.blocked is not None:
        errors["purpose"] = known.blocked
    if rating not in runtime.policy.release.ratings:
        errors["rating"] = CHOOSE["rating"]
    if not subjects or any(kind not in PEOPLE for kind in subjects):
        errors["subjects"] = "Say who the case is about: at least one child, unborn child, adult or address."
    elif len(subjects) > MOST_SUBJECTS:
        errors["subjects"] = f"A case can be about at most {MOST_SUBJECTS} people and addresses. Start a second case."
    elif known and known.blocked is None and not set(subjects) & set(known.one_of or known.subjects):
        whom = " or ".join(one.replace("_", " ") for one in known.one_of or known.subjects)
        errors["purpose"] = f"This purpose is for a case about somebody ({whom}). Choose another, or add the person."
    return errors


def _check(runtime: Runtime, purpose: str, rating: str, legal_basis: str, subjects: Sequence[str]) -> None:
    errors = dict(about_errors(runtime, purpose, rating, subjects))
    basis = runtime.policy.release.legal_bases.get(legal_basis)
    if basis is None or "hub" not in basis.available_to or "request" not in basis.acts:
        errors["legal_basis"] = CHOOSE["legal_basis"]
    if errors:
        raise InvalidInput(errors)
