"""What becomes of a case once a pregnancy in it has ended: of what partners have not answered, and of a child born.

Of each request that waits it is chosen by name, as closing a case asks: it is withdrawn, or goes on about the others in
it. Nothing says to a partner why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import OPEN_STATES, ResearchRequest
from app.services.disclosure.permission import require_case
from app.services.disclosure.places_said import typed_before
from app.services.disclosure.recording import DetailKey
from app.services.disclosure.releasing import own_contents
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.stating import Saying, Statement, state_all
from app.services.intake.case_history import CaseHistory
from app.services.intake.pregnancy import BORN, CHILD, SAID
from app.services.intake.relations import PARENTS
from app.services.intake.roles import IN_CONCERN
from app.services.intake.roles import SAID as ROLE_SAID
from app.services.intake.start_case import about_errors
from app.services.intake.still_open import GO_ON, WITHDRAW
from app.services.research.leave_out import leave_out
from app.services.research.withdraw import REASON, withdraw
from app.services.runtime import Runtime
from policies.engine.vocabulary import ROLE

BECAUSE: Final = "Nobody is asked about this person any more."
"""Why such a request is withdrawn, as the hub keeps it: not how a pregnancy ended, nor that it has."""
JUST_ANSWERED: Final = "A partner has answered since you opened this page. Look at what came back, then record this."
CARRIED: Final[Mapping[str | None, Sequence[str]]] = {
    None: (PARENTS,),
    ROLE_SAID: (IN_CONCERN, "case_role_said_by", "case_role_disputed"),
}
"""What goes on standing of a child once born, to be checked: who the parents are, and what they are in the concern."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that a partner has not answered about an unborn child, and whether it is about `others` too."""

    request: ResearchRequest
    others: bool


def find_waiting(runtime: Runtime, actor: Actor, case_id: UUID, subject_id: UUID) -> tuple[Waiting, ...]:
    """What whoever records the end of a pregnancy says something of. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        require_case(runtime, work, actor, case_id)
        return _waiting(work, work.files.requests_of(case_id), subject_id)


def end_pregnancy(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    ended: tuple[Subject, Mapping[str, Answer], Mapping[UUID, str]],
    history: CaseHistory,
) -> list[tuple[Entry, DetailKey]]:
    """Settle what waits about an unborn child, and add the child that was born; the entries, its caller's to record.

    `ended` is who it is about, what is said of it, and what was chosen of each request that waits. The case must be
    locked. Raises InvalidInput for a request of which nothing was chosen, and where a partner has answered meanwhile.
    """
    unborn, said, chosen = ended
    waiting, wrong = _chosen(work, case, unborn.subject_id, chosen)
    if wrong:
        raise InvalidInput(wrong)
    over = [one.request for one in waiting if chosen[one.request.file_id] == WITHDRAW]
    on = [one.request for one in waiting if chosen[one.request.file_id] == GO_ON]
    return [
        *withdraw(runtime, work, actor, case, over, "not_needed", {REASON: plain(BECAUSE)}),
        *leave_out(runtime, work, actor, case, on, unborn.subject_id),
        *_born(runtime, work, actor, file, case, unborn, history, said),
    ]


def _chosen(
    work: Work, case: CaseFile, subject_id: UUID, chosen: Mapping[UUID, str]
) -> tuple[Sequence[Waiting], Mapping[str, str]]:
    """The requests that wait, locked, and what is wrong with what was chosen of them."""
    requests = work.files.lock_requests(case.file_id)
    waiting = _waiting(work, requests, subject_id)
    partners = work.identity.organisations_of({one.request.partner_id for one in waiting}) if waiting else {}
    wrong = {}
    for one in waiting:
        if chosen.get(one.request.file_id) not in ((WITHDRAW, GO_ON) if one.others else (WITHDRAW,)):
            also = ", or goes on about the others" if one.others else ""
            name = partners[one.request.partner_id].name
            wrong[f"request-{one.request.file_id}"] = f"Choose whether the request to {name} is withdrawn{also}."
    if any(one.state == "returned" and chosen.get(one.file_id) in (WITHDRAW, GO_ON) for one in requests):
        wrong["case_pregnancy"] = JUST_ANSWERED
    return waiting, wrong


def _born(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    unborn: Subject,
    history: CaseHistory,
    said: Mapping[str, Answer],
) -> list[tuple[Entry, DetailKey]]:
    """Add the child, once, however often it is said: what they are in the concern, and their parents.

    Nothing else that stood of the unborn child goes with them. Raises InvalidInput where the case may be about no more.
    """
    now = said.get(CHILD)
    if now is None or now.value != BORN:
        return []
    before = [one.id for one in history.chains.get((SAID, unborn.subject_id), ())]
    stood = [each[-1].id for what in CARRIED if (each := history.chains.get((what, unborn.subject_id)))]
    held = own_contents(runtime, work, actor, file, [*before, *stood]) if before or stood else {}
    if any(held[one].answers.get(CHILD) == now for one in before):
        return []
    people = work.files.subjects(case.file_id)
    kinds = ["child", *(one.kind for one in people if one.kind != "case")]
    if errors := about_errors(runtime, case.purpose, case.rating, kinds):
        raise InvalidInput({CHILD: next(iter(errors.values()))})
    child = Subject(uuid4(), case.file_id, "child", 1 + max(one.ordinal for one in people))
    work.files.add_subject(child)
    sayings = [
        Saying(file, _carried(runtime, actor, child, each[-1], held[each[-1].id].answers, keys))
        for what, keys in CARRIED.items()
        if (each := history.chains.get((what, unborn.subject_id)))
    ]
    return [(one.entry, file.detail_key) for one in state_all(runtime, work, actor, case, sayings)] if sayings else []


def _waiting(work: Work, requests: Sequence[ResearchRequest], subject_id: UUID) -> tuple[Waiting, ...]:
    asked = [one for one in requests if one.state in OPEN_STATES and one.answered_at is None]
    if not asked:
        return ()
    gone = work.erasures.of([one.file_id for one in asked])
    about: dict[UUID, set[UUID]] = {}
    for record in work.records.of_files([one.file_id for one in asked if one.file_id not in gone], "request"):
        if record.state == "released":
            about.setdefault(record.file_id, set()).add(record.subject_id)
    found = [one for one in asked if subject_id in about.get(one.file_id, ())]
    return tuple(Waiting(one, others=len(about[one.file_id]) > 1) for one in found)


def _carried(  # to whom, then what stood of the unborn child and which words of it
    runtime: Runtime, actor: Actor, child: Subject, stood: Record, held: Mapping[str, Answer], keys: Sequence[str]
) -> Statement:
    """What stood of the unborn child, said of the child now; whoever typed it typed it still."""
    words = {key: held[key] for key in keys if key in held}
    codes = {key: one for key, one in stood.codes.items() if key == ROLE}
    codes |= typed_before(runtime.policy.release.catalogue, stood, words, actor)
    return Statement(child, stood.what, words, codes)
