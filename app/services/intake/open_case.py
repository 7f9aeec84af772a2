"""A case as the hub works on it: what stands, who works on it, and its records through the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.events import on_file
from app.domain.files import Authorisation, CaseFile, Subject
from app.domain.identity import Actor, Organisation, Person
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.permission import HUB_READS, require_case, roles_for
from app.services.research.before_sending import Gap, before_sending
from app.services.research.partners_to_ask import asked_already
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What stands in a case without opening any record: no name is in here.

    `askable` are those its purpose covers, `waiting` those whom a partner is being asked about already, by partner.
    """

    case: CaseFile
    subjects: tuple[Subject, ...]
    records: Mapping[UUID, Record]
    requests: tuple[ResearchRequest, ...]
    waiting: Mapping[UUID, frozenset[UUID]]
    partners: Mapping[UUID, Organisation]
    decisions: Mapping[tuple[str, UUID], Authorisation]
    people: Mapping[UUID, str]
    assigned: tuple[UUID, ...]
    colleagues: tuple[Person, ...]
    askable: tuple[Subject, ...]
    gaps: tuple[Gap, ...]

    @property
    def in_the_way(self) -> tuple[Gap, ...]:
        """What stops whatever is asked: all gaps, once the case or everybody who could be asked about has one."""
        lacking = {gap.subject_id for gap in self.gaps}
        stopped = None in lacking or lacking.issuperset(one.subject_id for one in self.askable)
        return self.gaps if stopped else ()

    def askable_by(self, partner_id: UUID) -> tuple[Subject, ...]:
        """Those whom a partner can be asked about now: not about the same person twice at a time."""
        waiting = self.waiting.get(partner_id, frozenset())
        return tuple(one for one in self.askable if one.subject_id not in waiting)

    def decision(self, what: str, subject_id: UUID) -> Authorisation | None:
        """Who decided this about a subject (the case's own for what holds for all of it), and when."""
        return self.decisions.get((what, subject_id))


def find_case(runtime: Runtime, actor: Actor, case_id: UUID) -> KnownCase:
    """The case, if the actor works on it. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id, duty=HUB_READS)
        subjects = work.files.subjects(case_id)
        people = [one for one in subjects if one.kind != "case"]
        purpose = runtime.policy.release.purposes[case.purpose]
        requests = work.files.requests_of(case_id)
        decisions = work.files.authorisations(case_id)
        colleagues = _colleagues(runtime, work, actor.organisation_id)
        assigned = on_file(work.events.of_files([case_id])[case_id])
        named = {*assigned, case.started_by, *(one.decided_by for one in decisions.values())}
        return KnownCase(
            case=case,
            subjects=subjects,
            records={one.subject_id: one for one in work.records.of_file(case_id, "case")},
            requests=requests,
            waiting=asked_already(work, requests),
            partners={one.partner_id: work.identity.organisation(one.partner_id) for one in requests},
            decisions=decisions,
            people={one: work.identity.person(one).display_name for one in named},
            assigned=assigned,
            colleagues=colleagues,
            askable=tuple(one for one in people if one.kind in purpose.subjects),
            gaps=before_sending(runtime, case, people, decisions),
        )


def open_case(runtime: Runtime, actor: Actor, case_id: UUID) -> tuple[KnownCase, Mapping[UUID, OpenedRecord]]:
    """The case with all its records opened, by subject: one leaf. Raises NotFound."""
    known = find_case(runtime, actor, case_id)
    ids = [record.id for record in known.records.values()]
    opened = open_records(runtime, actor, ids) if ids else ()
    return known, {one.record.subject_id: one for one in opened}


def open_case_record(runtime: Runtime, actor: Actor, case_id: UUID, subject_id: UUID) -> OpenedRecord | None:
    """One subject's record of a case, or None before its first save. Raises NotFound."""
    known = find_case(runtime, actor, case_id)
    record = known.records.get(subject_id)
    return open_records(runtime, actor, [record.id])[0] if record else None


def _colleagues(runtime: Runtime, work: Work, hub: UUID) -> tuple[Person, ...]:
    readers = roles_for(runtime.policy.release, HUB_READS)
    found = {one.id: one for role in readers for one in work.identity.people_in(hub, role)}
    return tuple(sorted(found.values(), key=lambda one: one.display_name))
