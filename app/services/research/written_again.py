"""A request's record about one subject, written again with more in it: what it said before goes on standing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from app.domain.answers import Answer
from app.domain.errors import InvalidInput
from app.domain.files import CaseFile
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.domain.records import Record
from app.services.clocks.answering import number_of
from app.services.disclosure.places_said import typed_in
from app.services.disclosure.sealing import Content
from app.services.disclosure.unseen_places import Unseen, places_of_case
from app.services.intake.case_history import CaseHistory
from app.services.intake.working_for import employers, no_ordinary_request
from app.services.research.decide_words import is_barred
from app.services.research.words_held import with_held
from app.services.runtime import Runtime
from policies.engine.vocabulary import PLACE, SENT


@dataclass(frozen=True, slots=True)
class Writing:
    """What is the same for each record of one act: the places of the case, and whether one is barred from the partner.

    `going` are the people whose place goes to this partner in the same request.
    """

    runtime: Runtime
    actor: Actor
    history: CaseHistory
    unseen: Unseen
    going: Collection[UUID]
    barred: bool
    now: datetime


def writing(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    history: CaseHistory,
    partner: Organisation,
    going: Collection[UUID],
) -> Writing:
    """Read once what each record of the act is compared with. The case must be locked."""
    unseen = places_of_case(runtime, work, actor, next(iter(history.stated().values())).id)
    barred = is_barred(work, case.file_id, case.reference, partner.id)
    return Writing(runtime, actor, history, unseen, going, barred, runtime.clock.now())


def written_again(
    one: Writing, before: Record, known: Mapping[str, Answer], told: Mapping[str, Answer], typed: Collection[str]
) -> tuple[Record, Content]:
    """The record that follows `before` (which said `known`) and says what is `told`, words held back from the partner.

    `typed` are the fields whose words the actor typed. Protection is as the case has it now.
    """
    catalogue = one.runtime.policy.release.catalogue
    stored = one.history.standing(None, before.subject_id)
    after = replace(
        before,
        id=uuid4(),
        version=1,
        supersedes=before.id,
        saved_at=one.now,
        released_at=one.now,
        policy_release=one.runtime.policy.number,
        author_person_id=one.actor.person_id,
        protection=stored.protection if stored else before.protection,
        codes={**before.codes, **typed_in(catalogue, before, typed, one.actor)},
    )
    return with_held(one.unseen, catalogue, after, told, one.going, (before, known), barred=one.barred)


def goes(record: Record) -> bool:
    """Whether the place of whom a record is about was sent in it."""
    return record.codes.get(PLACE) == SENT


def require_not_employer(
    runtime: Runtime, work: Work, case: CaseFile, history: CaseHistory, partner: Organisation, at: str
) -> None:
    """Raise InvalidInput, naming the input `at`, where somebody in the case works for the partner: it is rung."""
    if partner.id in employers(history.stated()):
        number = number_of(runtime, work, case.tenant_id, partner.id)
        raise InvalidInput({at: no_ordinary_request(partner, number)})
