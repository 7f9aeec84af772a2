"""Which partners may be asked now, and about whom: nobody is asked about the same person twice at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.domain.asked import Asked
from app.domain.errors import InvalidInput
from app.domain.files import CaseFile, Subject
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import OPEN_STATES
from app.services.research.compose import Ask
from app.services.research.could_answer import could_answer
from app.services.runtime import Runtime
from policies.engine.release import Purpose


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
    runtime: Runtime, work: Work, case: CaseFile, purpose: Purpose, people: Sequence[Subject], asks: Sequence[Ask]
) -> list[Organisation]:
    """The organisations of these asks, in order.

    Raises InvalidInput for one that cannot be asked now, could lawfully tell nothing, or has no why.
    """
    if not asks:
        raise InvalidInput({"partners": "Choose at least one partner to ask."})
    if len({ask.partner_id for ask in asks}) != len(asks):
        raise InvalidInput({"partners": "Each partner can be asked once at a time."})
    with_us = work.log.partners_of(case.tenant_id)
    stopped = {one.log.whose.other_id for one in work.stops.stops() if one.log.whose.hub_id == case.tenant_id}
    asked = work.files.asked_of(case.file_id)
    waiting = asked_already(asked, work.records.of_files([one.request.file_id for one in asked], "request"))
    known = work.identity.organisations_of([ask.partner_id for ask in asks])
    partners = []
    for ask in asks:
        partner = known.get(ask.partner_id)
        if partner is None:
            raise InvalidInput({"partners": "Choose partners from the list."})
        if partner.id not in with_us or partner.retired_at is not None:
            raise InvalidInput({"partners": f"{partner.name} cannot be asked."})
        if partner.id in stopped:
            raise InvalidInput({"partners": _stopped(partner)})
        about = ask.asks_about(purpose, people)
        if about and not could_answer(runtime, partner, case.purpose, [one.kind for one in about]):
            raise InvalidInput({"partners": _no_basis(partner)})
        if waiting.get(partner.id, frozenset()) & {one.subject_id for one in about}:
            raise InvalidInput({"partners": f"{partner.name} already has an open request about somebody you chose."})
        if not ask.reason.strip():
            raise InvalidInput({f"reason-{partner.id}": f"Say why {partner.name} is asked."})
        partners.append(partner)
    return partners


def _no_basis(partner: Organisation) -> str:
    return (
        f"{partner.name} has no legal basis to share about everybody you chose for this purpose. Leave out whom it "
        f"cannot share about, or ask others; where life is in danger, ring it on {partner.telephone}."
    )


def _stopped(partner: Organisation) -> str:
    return (
        f"{partner.name} cannot be asked here now, because its log with your hub was found changed. Ring it on "
        f"{partner.telephone}, and leave it out to ask the others."
    )
