"""Which partners may be asked now, and about whom: nobody is asked about the same person twice at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.asked import Asked, Reachable
from app.domain.errors import InvalidInput
from app.domain.files import CaseFile, Subject
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import OPEN_STATES
from app.services.clocks.answering import Number, number_of
from app.services.intake.roles import HARMS_NOBODY
from app.services.intake.working_for import no_ordinary_request
from app.services.policy_control.as_relied import as_relied, not_in_use
from app.services.policy_control.not_ready import not_ready
from app.services.research.compose import Ask
from app.services.research.could_answer import could_answer
from app.services.research.telling_words import require_words_chosen
from app.services.runtime import Runtime
from policies.engine.release import Purpose

TOGETHER: Final = (
    "That there is an unborn child is the mother’s to tell, and an adult alleged to cause harm may be the father: only "
    "a decision-maker asks about both in one request. Leave one of them out, or have a decision-maker ask."
)


@dataclass(frozen=True, slots=True)
class Askable:
    """Whom the hub of a case may ask, and about whom, as it stands.

    `waiting` gives for each partner the subjects that it has been asked about and has not answered.
    """

    reachable: Mapping[UUID, Reachable]
    people: tuple[Subject, ...]
    waiting: Mapping[UUID, frozenset[UUID]]

    @property
    def partners(self) -> tuple[Organisation, ...]:
        """The hub's partners, by name."""
        return tuple(one.organisation for one in self.reachable.values() if one.is_partner)

    def people_for(self, partner_id: UUID) -> tuple[Subject, ...]:
        """The subjects that the case's purpose covers, but for those that this partner is being asked about."""
        waiting = self.waiting.get(partner_id, frozenset())
        return tuple(one for one in self.people if one.subject_id not in waiting)


def askable(
    work: Work, case: CaseFile, purpose: Purpose, people: Iterable[Subject], waiting: Mapping[UUID, frozenset[UUID]]
) -> Askable:
    """Whom may be asked about these people of a case, of whom `waiting` are being asked about already."""
    return Askable(
        reachable={one.organisation.id: one for one in work.files.reachable_from(case.tenant_id)},
        people=tuple(one for one in people if one.kind in purpose.subjects and one.kind != "case"),
        waiting=waiting,
    )


def asked_already(asked: Iterable[Asked], sent: Iterable[Record]) -> Mapping[UUID, frozenset[UUID]]:
    """The subjects that each partner is being asked about: those of its open requests, by partner.

    `sent` are the records of these requests. What is erased is asked no more: nobody can answer it.
    """
    still_open = [one for one in asked if one.request.state in OPEN_STATES and one.erased_at is None]
    waiting = {one.request.file_id: one.request.partner_id for one in still_open}
    found = dict.fromkeys(waiting.values(), frozenset[UUID]())
    for record in sent:
        if record.file_id in waiting:
            found[waiting[record.file_id]] |= {record.subject_id}
    return found


def partners_to_ask(
    runtime: Runtime,
    work: Work,
    case: CaseFile,
    here: Askable,
    purpose: Purpose,
    asks: Sequence[Ask],
    rung: Collection[UUID] = (),
    apart: Collection[UUID] = (),
) -> list[Organisation]:
    """The organisations of these asks, in order. Of those that are `rung` somebody in the case works there.

    Raises InvalidInput for one that cannot be asked now, could lawfully tell nothing, has no why, or
    is to be sent words that its kind is not told of and nobody chose; and for one about an unborn child and anybody who
    is to be kept `apart` from it.
    """
    if not asks:
        raise InvalidInput({"partners": "Choose at least one partner to ask."})
    if len({ask.partner_id for ask in asks}) != len(asks):
        raise InvalidInput({"partners": "Each partner can be asked once at a time."})
    partners = []
    for ask in asks:
        known = here.reachable.get(ask.partner_id)
        if known is None:
            raise InvalidInput({"partners": "Choose partners from the list."})
        if why_not := _not_at_all(runtime, work, case, here, known, rung):
            raise InvalidInput({"partners": why_not})
        if errors := _not_so(runtime, work, case, here, purpose, ask, known.organisation, apart):
            raise InvalidInput(errors)
        partners.append(known.organisation)
    return partners


def _not_at_all(
    runtime: Runtime, work: Work, case: CaseFile, here: Askable, known: Reachable, rung: Collection[UUID]
) -> str | None:
    """Why a partner cannot be asked here now, whatever it is asked, and on which number it is rung."""
    partner = known.organisation
    if not known.is_partner:
        return (
            f"{partner.name} cannot be asked: there is no partnership with it that stands as it was signed. Your "
            "administrators offer it and its own agree. Until then ring it, and record what was said."
        )
    waits = not_ready(runtime.policy, here.reachable[case.tenant_id].organisation, partner)
    if partner.id not in rung and not known.is_stopped and not waits:
        return None
    number = number_of(runtime, work, case.tenant_id, partner.id)
    if partner.id in rung:
        return no_ordinary_request(partner, number)
    return _stopped(partner, number) if known.is_stopped else f"{waits} Until then ring it on {number.words}."


def _not_so(  # whom, where it stands, what it is asked
    runtime: Runtime,
    work: Work,
    case: CaseFile,
    here: Askable,
    purpose: Purpose,
    ask: Ask,
    partner: Organisation,
    apart: Collection[UUID],
) -> Mapping[str, str]:
    """What keeps a partner from being asked this, by input; empty where nothing does."""
    about = ask.asks_about(purpose, here.people)
    if about and not could_answer(runtime, partner, purpose.key, [one.kind for one in about]):
        return {"partners": _no_basis(partner, number_of(runtime, work, case.tenant_id, partner.id))}
    if why_not := _not_about(runtime, partner, about, apart):
        return {f"subjects-{partner.id}": why_not}
    if not_in_use(as_relied(runtime.policy, partner), ask.fields):
        return {f"fields-{partner.id}": f"Ask {partner.name} only for items that are in use there."}
    waiting = here.waiting.get(partner.id, frozenset())
    if waiting & {one.subject_id for one in about}:
        return {"partners": f"{partner.name} already has an open request about somebody you chose."}
    if not ask.reason.strip():
        return {f"reason-{partner.id}": f"Say why {partner.name} is asked."}
    typed = (ask.typed, *ask.about.values())
    require_words_chosen(runtime.policy.release, partner, typed, ask.words, ask.words_reason)
    return {}


def _not_about(
    runtime: Runtime, partner: Organisation, about: Sequence[Subject], apart: Collection[UUID]
) -> str | None:
    """Why a partner is not asked about these people at once, of whom some are kept `apart` from an unborn child."""
    kinds = {one.kind for one in about}
    never = sorted(kinds.intersection(runtime.policy.release.organisations[partner.kind].never_about))
    if never:
        return f"{partner.name} is never asked about this: {never[0].replace('_', ' ')}."
    unborn = HARMS_NOBODY in kinds
    return TOGETHER if unborn and any(one.subject_id in apart for one in about) else None


def _no_basis(partner: Organisation, number: Number) -> str:
    return (
        f"{partner.name} has no legal basis to share about everybody you chose for this purpose. Leave out whom it "
        f"cannot share about, or ask others; where life is in danger, ring it on {number.words}."
    )


def _stopped(partner: Organisation, number: Number) -> str:
    return (
        f"{partner.name} cannot be asked here now, because its log with your hub was found changed. Ring it on "
        f"{number.words}, and leave it out to ask the others."
    )
