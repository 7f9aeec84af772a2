"""A case as the hub works on it: what stands, who works on it, and its records through the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.duty import DONE_ON_DUTY, Handed, handed
from app.domain.events import LAPSED, on_file
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor, Organisation, Person
from app.domain.named import named_in
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.reminders import Reminder
from app.domain.research import ResearchRequest
from app.services.clocks.answering import Number, numbers_in
from app.services.clocks.timekeeping import Timekeeping, timekeeping_or_none
from app.services.disclosure.duties import HUB_READS, put_on_cases
from app.services.disclosure.gate import OpenedRecord, Shown, open_records
from app.services.disclosure.in_law import own_body
from app.services.disclosure.permission import require_case
from app.services.intake.case_history import CaseHistory, read_case
from app.services.intake.pregnancy import still_asked
from app.services.research.before_sending import Gap, before_sending
from app.services.research.partners_to_ask import asked_already
from app.services.research.told_apart import as_told, learns_of
from app.services.research.whereabouts import asked_ever, barred_of
from app.services.runtime import Runtime
from policies.engine.bases import Body
from policies.engine.vocabulary import UNKNOWN


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case as its rows tell of it, without opening a record: it holds no name of anybody the case is about.

    `sent` are the records of its requests; `askable` are the subjects that its purpose covers; `waiting` gives for each
    partner the subjects that it has been asked about and has not answered, `asked_before` all that it ever was;
    `numbers` say where each partner asked answers now; `learns` are the partners of which this person learns how they
    answer: of others `requests` say no more than that they wait or are answered; `stepped_back` see nothing of it;
    `named` are those who alone of the hub know of it, None where all may;
    `on_duty` is who has it while the hub is closed, `not_back` who had it and has not handed it back, while nothing is
    written down of that night; `erased` says since when nothing of a request can be opened,
    `reminded` what has been said while one waits; `time` is what the hub's clocks run by, None while it can promise
    nothing.
    """

    case: CaseFile
    hub: Body
    subjects: tuple[Subject, ...]
    records: Mapping[UUID, Record]
    stated: Mapping[tuple[str, UUID], Record]
    history: CaseHistory
    requests: tuple[ResearchRequest, ...]
    sent: tuple[Record, ...]
    waiting: Mapping[UUID, frozenset[UUID]]
    asked_before: Mapping[UUID, frozenset[UUID]]
    partners: Mapping[UUID, Organisation]
    numbers: Mapping[UUID, Number]
    learns: frozenset[UUID]
    people: Mapping[UUID, str]
    assigned: tuple[UUID, ...]
    named: frozenset[UUID] | None
    on_duty: Handed | None
    not_back: Handed | None
    stepped_back: frozenset[UUID]
    colleagues: tuple[Person, ...]
    askable: tuple[Subject, ...]
    gaps: tuple[Gap, ...]
    erased: Mapping[UUID, datetime]
    time: Timekeeping | None
    reminded: Mapping[UUID, tuple[Reminder, ...]]

    @property
    def in_the_way(self) -> tuple[Gap, ...]:
        """The gaps, if no request can leave for them: one is the whole case's, or every askable subject has one."""
        lacking = {None if gap.stops_all else gap.subject_id for gap in self.gaps}
        stopped = None in lacking or lacking.issuperset(one.subject_id for one in self.askable)
        return self.gaps if stopped else ()

    def askable_by(self, partner_id: UUID) -> tuple[Subject, ...]:
        """The askable subjects but for those that this partner has been asked about and has not answered."""
        waiting = self.waiting.get(partner_id, frozenset())
        return tuple(one for one in self.askable if one.subject_id not in waiting)

    def protection_of(self, subject_id: UUID) -> str:
        """Whether somebody must not be found: what stands on record, unknown as long as nothing does."""
        found = self.records.get(subject_id)
        return found.protection if found else UNKNOWN

    def barred_from(self, partner_id: UUID) -> frozenset[UUID]:
        """Whose place this partner never gets: it was asked about somebody from whom it is hidden."""
        people = [one.subject_id for one in self.subjects if one.kind != "case"]
        return barred_of(people, self.records, self.asked_before.get(partner_id, frozenset()), self.stated)

    def earlier(self, what: str | None, subject_id: UUID) -> tuple[Record, ...]:
        """The records of a kind (None: the saved ones) about a subject but for the newest, latest first."""
        return tuple(reversed(self.history.chains.get((what, subject_id), ())[:-1]))


def find_case(runtime: Runtime, actor: Actor, case_id: UUID) -> KnownCase:
    """Read a case that the actor is on, without opening any record. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        return case_in(runtime, work, actor, case_id)


def case_in(runtime: Runtime, work: Work, actor: Actor, case_id: UUID, *, asks: bool = True) -> KnownCase:
    """The same, for whoever reads more of it in the same work. Each question is one statement, however many it has.

    Where nobody `asks` partners from, what stands in the way of that, the hub's time and colleagues are not read.
    """
    case = require_case(runtime, work, actor, case_id, duty=HUB_READS)
    subjects = work.files.subjects(case_id)
    people = [one for one in subjects if one.kind != "case"]
    purpose = runtime.policy.release.purposes[case.purpose]
    asked = work.files.asked_of(case_id)
    history, sent = read_case(work, case, asked)
    stated = history.stated()
    asked_about = still_asked(people, stated)
    events = work.events.of_files([case_id])[case_id]
    assigned, given = on_file(events), handed(events)
    gone = frozenset(one.about_id for one in events if one.what == "conflict_declared" and one.about_id)
    on_duty = given if given is not None and given.accepted(runtime.clock.now()) else None
    not_back = given if given is not None and given.state == LAPSED and not _said_since(stated, given) else None
    spoke = {one.author_person_id for each in history.chains.values() for one in each}
    at_night = [one.to_id for one in (on_duty, not_back) if one]
    known = work.identity.people({*assigned, case.started_by, *spoke, *at_night})
    hub = own_body(runtime.policy.release, actor)
    partners = {one.partner.id: one.partner for one in asked}
    learns = learns_of(runtime.policy.release, actor, partners)
    kept = work.clocks.kept({case.tenant_id, *partners})
    time, no_clock = timekeeping_or_none(runtime, kept, case.tenant_id) if asks else (None, None)
    return KnownCase(
        case=case,
        hub=hub,
        subjects=subjects,
        records={about: each[-1] for (what, about), each in history.chains.items() if what is None},
        stated=stated,
        history=history,
        requests=tuple(as_told(one.request, learns=one.partner.id in learns) for one in asked),
        sent=sent,
        waiting=asked_already(asked, sent),
        asked_before=asked_ever((one.request for one in asked), sent),
        partners=partners,
        numbers=numbers_in(runtime, case.tenant_id, kept),
        learns=learns,
        people={one: person.display_name for one, person in known.items()},
        assigned=assigned,
        named=named_in(events, lambda _: True),
        on_duty=on_duty,
        not_back=not_back,
        stepped_back=gone,
        colleagues=_colleagues(runtime, work, actor, gone) if asks else (),
        askable=tuple(one for one in asked_about if one.kind in purpose.subjects),
        gaps=before_sending(runtime, actor, case, asked_about, stated, time, no_clock) if asks else (),
        reminded={one.request.file_id: one.reminders for one in asked if one.partner.id in learns},
        erased={one.request.file_id: one.erased_at for one in asked if one.erased_at is not None},
        time=time,
    )


def _colleagues(runtime: Runtime, work: Work, actor: Actor, gone: frozenset[UUID]) -> tuple[Person, ...]:
    """Who of the hub can be put on a case: nobody who has stepped back from it."""
    found = work.identity.people_with(actor.organisation_id, put_on_cases(runtime.policy.release))
    return tuple(one for one in found if one.id not in gone)


def _said_since(stated: Mapping[tuple[str, UUID], Record], given: Handed) -> bool:
    """Whether what was done in a night is written down."""
    return any(what == DONE_ON_DUTY and one.saved_at > given.given_at for (what, _), one in stated.items())


def open_case(runtime: Runtime, actor: Actor, case_id: UUID) -> tuple[KnownCase, Mapping[UUID, Mapping[str, Shown]]]:
    """Read a case and open it as `open_known` does. Raises NotFound."""
    known = find_case(runtime, actor, case_id)
    return known, open_known(runtime, actor, known)


def open_known(runtime: Runtime, actor: Actor, known: KnownCase) -> Mapping[UUID, Mapping[str, Shown]]:
    """Open a case's newest records, saved and stated, through the gate: what is shown, by subject and field.

    Writes one leaf for each legal basis that a record was made under. Raises NotFound.
    """
    standing = sorted(
        (*known.records.values(), *known.stated.values()), key=lambda one: (one.what is not None, one.what or "")
    )
    opened = open_records(runtime, actor, [one.id for one in standing], skip_hidden=True) if standing else ()
    found: dict[UUID, dict[str, Shown]] = {}
    for one in opened:
        found.setdefault(one.record.subject_id, {}).update(one.fields)
    return found


def open_versions(
    runtime: Runtime, actor: Actor, known: KnownCase, subject_id: UUID, what: str | None = None, *, all_: bool = False
) -> tuple[OpenedRecord, ...]:
    """Open the newest record of a kind (None: the saved one) about a subject; nothing while there is none.

    With `all_`, every earlier one as well, the newest first. Raises NotFound.
    """
    found = known.history.chains.get((what, subject_id), ())
    wanted = [one.id for one in reversed(found)][: None if all_ else 1]
    return open_records(runtime, actor, wanted, skip_hidden=True) if wanted else ()
