"""Which partners may be asked now, and about whom: nobody is asked about the same person twice at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound
from app.domain.files import CaseFile, Subject
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.domain.research import OPEN_STATES, ResearchRequest
from app.services.research.compose import Ask
from policies.engine.release import Purpose


def asked_already(work: Work, requests: Sequence[ResearchRequest]) -> Mapping[UUID, frozenset[UUID]]:
    """The subjects that each partner is being asked about: those of its open requests, by partner."""
    waiting = {one.file_id: one.partner_id for one in requests if one.state in OPEN_STATES}
    found = dict.fromkeys(waiting.values(), frozenset[UUID]())
    for record in work.records.of_files(list(waiting), "request"):
        found[waiting[record.file_id]] |= {record.subject_id}
    return found


def partners_to_ask(
    work: Work, case: CaseFile, purpose: Purpose, people: Sequence[Subject], asks: Sequence[Ask]
) -> list[Organisation]:
    """The organisations of these asks, in order. Raises InvalidInput for one that cannot be asked now or has no why."""
    if not asks:
        raise InvalidInput({"partners": "Choose at least one partner to ask."})
    if len({ask.partner_id for ask in asks}) != len(asks):
        raise InvalidInput({"partners": "Each partner can be asked once at a time."})
    with_us = work.log.partners_of(case.tenant_id)
    stopped = {one.log.whose.other_id for one in work.stops.stops() if one.log.whose.hub_id == case.tenant_id}
    waiting = asked_already(work, work.files.requests_of(case.file_id))
    partners = []
    for ask in asks:
        try:
            partner = work.identity.organisation(ask.partner_id)
        except NotFound:
            raise InvalidInput({"partners": "Choose partners from the list."}) from None
        if partner.id not in with_us or partner.retired_at is not None:
            raise InvalidInput({"partners": f"{partner.name} cannot be asked."})
        if partner.id in stopped:
            raise InvalidInput({"partners": _stopped(partner)})
        if waiting.get(partner.id, frozenset()) & {one.subject_id for one in ask.asks_about(purpose, people)}:
            raise InvalidInput({"partners": f"{partner.name} already has an open request about somebody you chose."})
        if not ask.reason.strip():
            raise InvalidInput({f"reason-{partner.id}": f"Say why {partner.name} is asked."})
        partners.append(partner)
    return partners


def _stopped(partner: Organisation) -> str:
    return (
        f"{partner.name} cannot be asked here now, because its log with your hub was found changed. Ring it on "
        f"{partner.telephone}, and leave it out to ask the others."
    )
