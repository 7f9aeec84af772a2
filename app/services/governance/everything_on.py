"""Everything that a hub's files hold about one person of a case: which records, of which version, by whom and when.

No value and no name is opened. It is found by the reference of a case, and names the other cases in which, as somebody
said, they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.domain.ports_finding import Elsewhere
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import HUB_CLOSES, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.governance.own_hand import files_with_a_hand
from app.services.governance.record_read import record_read
from app.services.runtime import Runtime

ASKS: Final = ReasonedAct("everything_on", "Say why you need it, in a sentence and without anybody’s name.")
UNKNOWN: Final = "Your hub has no case or request of this reference. Have it read out again"
CHOOSE: Final = "Choose one of the people and addresses of this case."
KINDS: Final = ("case", "request", "return")


@dataclass(frozen=True, slots=True)
class PeopleOf:
    """A case, and the people and addresses it is about: by kind and id, none by name."""

    case: CaseFile
    subjects: Sequence[Subject]


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record about them. `request` is that whose file it is in, None for the case's own; `stands` says whether it is
    the newest of its kind.
    """

    record: Record
    request: ResearchRequest | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Everything:
    """What there is about one person or address of a case. `erased` are files that nobody opens again, since when;
    `elsewhere` the other cases in which they are, as somebody said, and who they are there.
    """

    case: CaseFile
    subject: Subject
    records: Sequence[KeptRecord]
    requests: Sequence[ResearchRequest]
    erased: Mapping[UUID, datetime]
    elsewhere: Sequence[Elsewhere]
    organisations: Mapping[UUID, Organisation]
    people: Mapping[UUID, str]


def people_of(runtime: Runtime, actor: Actor, reference: str) -> PeopleOf:
    """Whom the case of a reference is about. Raises NotFound, after logging the refusal, unless the actor is an officer
    of a hub without a hand in it; InvalidInput for a reference of nothing there.
    """
    with runtime.database.work(actor.organisation_id) as work:
        return _people(runtime, work, actor, reference)


def everything_on(runtime: Runtime, actor: Actor, reference: str, subject_id: UUID | None, reason: str) -> Everything:
    """What is kept about one of them, the newest first; the read has its entry, with what was asked for and why.

    Drafts are their authors' until they are sent, and are not among it. Raises as `people_of` does; InvalidInput naming
    what is missing; LogUnavailable.
    """
    with runtime.database.work(actor.organisation_id) as work:
        found = _people(runtime, work, actor, reference)
        subject = next((one for one in found.subjects if one.subject_id == subject_id), None)
        wrong = {**({} if subject else {"about": CHOOSE}), **wrong_reason(ASKS, reason)}
        if wrong or subject is None:
            raise InvalidInput(wrong)
        case = found.case
        requests = {one.file_id: one for one in work.files.requests_of(case.file_id)}
        files = [case.file_id, *requests]
        rows = [one for one in work.records.of_files(files, *KINDS) if one.subject_id == subject.subject_id]
        superseded = {one.supersedes for one in rows}
        authors = {one.author_id for one in rows} | {one.partner_id for one in requests.values()}
        people = work.identity.people({one.author_person_id for one in rows}) if rows else {}
        asked = f"everything {case.reference} about={subject.subject_id}: {reason.strip()}"
        record_read(runtime, work, actor, entries=len(rows), reason=asked)
        return Everything(
            case=case,
            subject=subject,
            records=[KeptRecord(one, requests.get(one.file_id), one.id not in superseded) for one in rows],
            requests=tuple(requests.values()),
            erased=work.erasures.of(files),
            elsewhere=work.finding.elsewhere([subject.subject_id], actor.person_id),
            organisations=work.identity.organisations_of(authors) if authors else {},
            people={key: one.display_name for key, one in people.items()},
        )


def _people(runtime: Runtime, work: Work, actor: Actor, reference: str) -> PeopleOf:
    if not has_duty(runtime.policy.release, actor, HUB_CLOSES):
        refuse(runtime, work, actor, ASKS.name, [])
    files = work.files.with_reference(actor.organisation_id, reference)
    if not files:
        raise InvalidInput({"reference": UNKNOWN})
    request = work.files.request(files[0])
    case = work.files.case(request.case_id if request else files[0])
    if case is None:
        raise NotFound(UNKNOWN)
    if files_with_a_hand(work, actor, {*files, case.file_id}, at_hub=True):
        refuse(runtime, work, actor, ASKS.name, [case.file_id])
    return PeopleOf(case, [one for one in work.files.subjects(case.file_id) if one.kind != "case"])
