"""What a change of whom an organisation works with is about: the row between the two, and what was offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.agreements import named_between
from app.domain.changes import (
    PARTNERSHIP_ENDED,
    PARTNERSHIP_MADE,
    PARTNERSHIP_OFFERED,
    PARTNERSHIP_UNOFFERED,
    Change,
)
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.domain.time_of_day import london
from app.services.administration.digest import digest_of
from app.services.administration.offers import offers_to, row_between
from app.services.administration.subject import Subject
from app.services.identity.make_partnership import HUB, require_pair

ALREADY: Final = "You work together already."
NO_OFFER: Final = "There is no offer that stands: it was taken back, or its four weeks are over. Ask for another."


def partnership_subject(
    work: Work, what: str, own_id: UUID, other_id: UUID, asked: Mapping[str, Any], now: datetime
) -> Subject:
    """It. Raises NotFound where such a change is not theirs to propose, WrongState where there is nothing to change."""
    own, other = work.identity.organisation(own_id), work.identity.organisation(other_id)
    return SUBJECTS[what](work, own, other, asked, now)


def _offered(work: Work, own: Organisation, other: Organisation, asked: Mapping[str, Any], now: datetime) -> Subject:
    if own.kind != HUB:
        raise NotFound
    require_pair(own, other)
    if other.id in work.partnerships.partners_of(own.id):
        raise WrongState(ALREADY)
    kept = work.partnerships.agreements.of(own.id)
    agreement = asked["agreement"] or named_between(kept, own.id, other.id, london(now).date())
    body = {"hub": own.name, "name": other.name, "agreement": agreement, "joins_at": asked["joins_at"]}
    return Subject(body, row_between(work, own.id, other.id))


def _unoffered(work: Work, own: Organisation, other: Organisation, _: Mapping[str, Any], now: datetime) -> Subject:
    offer = offer_between(work, own.id, other.id, now)
    if offer is None:
        raise WrongState("There is no offer to take back.")
    return Subject({"name": other.name, "offer": str(offer.id)}, row_between(work, own.id, other.id))


def _made(work: Work, own: Organisation, other: Organisation, _: Mapping[str, Any], now: datetime) -> Subject:
    if own.kind == HUB or other.kind != HUB:
        raise NotFound
    require_pair(other, own)
    offer = offer_between(work, other.id, own.id, now)
    if offer is None:
        raise WrongState(NO_OFFER)
    body = {
        "hub": other.name,
        "name": other.name,
        "agreement": offer.body["agreement"],
        "begins_at": offer.body["joins_at"],
        "offer": str(offer.id),
        "offer_digest": digest_of(offer).hex(),
    }
    return Subject(body, row_between(work, other.id, own.id))


def _ended(work: Work, own: Organisation, other: Organisation, _: Mapping[str, Any], __: datetime) -> Subject:
    if other.id not in work.partnerships.with_whom(own.id):
        raise WrongState("You do not work together: there is nothing to end.")
    hub, partner = (own, other) if own.kind == HUB else (other, own)
    return Subject({"hub": hub.name, "name": other.name}, row_between(work, hub.id, partner.id))


def offer_between(work: Work, hub_id: UUID, partner_id: UUID, now: datetime) -> Change | None:
    """The offer of a hub that a partner can agree to now, if there is one."""
    return next((one for one in offers_to(work, partner_id, now) if one.organisation_id == hub_id), None)


SUBJECTS: Final[Mapping[str, Callable[[Work, Organisation, Organisation, Mapping[str, Any], datetime], Subject]]] = {
    PARTNERSHIP_OFFERED: _offered,
    PARTNERSHIP_UNOFFERED: _unoffered,
    PARTNERSHIP_MADE: _made,
    PARTNERSHIP_ENDED: _ended,
}
