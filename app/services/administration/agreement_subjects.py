"""What a change of a sharing agreement is about: the version and its sides as they stand, and what it says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from app.domain.agreements import Agreement, named
from app.domain.changes import AGREEMENT_ENDED, AGREEMENT_RECORDED, AGREEMENT_SIGNED
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Organisation
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.domain.time_of_day import london
from app.services.administration.digest import digest_of_row
from app.services.administration.subject import Subject
from app.services.identity.make_partnership import HUB, require_pair

SAID: Final = ("reference", "version", "title", "document", "starts", "review_at", "ends")
THERE: Final = "This version of the agreement is recorded already. Give the new one another version."


def agreement_subject(
    work: Work, what: str, own_id: UUID, about_id: UUID, asked: Mapping[str, Any], now: datetime
) -> Subject:
    """It. Raises NotFound where such a change is not theirs to propose, WrongState where there is nothing to change."""
    own = work.identity.organisation(own_id)
    if what == AGREEMENT_RECORDED:
        if about_id != own_id:
            raise NotFound
        return _recorded(work, own, asked)
    agreement = work.partnerships.agreements.agreement(about_id)
    if agreement is None or agreement.side(own_id) is None:
        raise NotFound
    return SUBJECTS[what](work, own, agreement, now)


def _recorded(work: Work, own: Organisation, asked: Mapping[str, Any]) -> Subject:
    ids = {UUID(one) for one in asked["with"]}
    others = work.identity.organisations_of(ids)
    if ids - others.keys() or (own.kind != HUB and len(ids) != 1):
        raise NotFound
    hub, partners = (own, list(others.values())) if own.kind == HUB else (next(iter(others.values())), [own])
    for one in partners:
        require_pair(hub, one)
    there = [one for one in work.partnerships.agreements.of(hub.id) if one.hub_id == hub.id]
    if any((one.reference, one.version) == (asked["reference"], asked["version"]) for one in there):
        raise WrongState(THERE)
    with_names = sorted(one.name for one in others.values())
    body = {
        "name": named(asked["reference"], asked["version"]),
        "hub": hub.name,
        "hub_id": str(hub.id),
        "with": list(asked["with"]),
        "with_names": with_names,
        **{name: asked[name] for name in SAID},
    }
    return Subject(body, digest_of_row({"hub": hub.id, "name": body["name"]}))


def _signed(work: Work, own: Organisation, agreement: Agreement, now: datetime) -> Subject:
    side, today = agreement.side(own.id), london(now).date()
    if side is not None and side.signed_at is not None:
        raise WrongState("Your side has signed this agreement already.")
    if agreement.over or (side is not None and side.ended_at is not None):
        raise WrongState("This agreement has ended.")
    if agreement.ends is not None and agreement.ends < today:
        raise WrongState("This agreement is past its last day. Record a new version of it.")
    begins = datetime.combine(agreement.starts, time(), LONDON).isoformat()
    return Subject({**_said(work, agreement), "begins_at": begins}, _row_of(agreement, own.id))


def _ended(work: Work, own: Organisation, agreement: Agreement, _: datetime) -> Subject:
    side = agreement.side(own.id)
    if agreement.over or side is None or side.ended_at is not None:
        raise WrongState("This agreement has ended for you already.")
    return Subject({**_said(work, agreement), "for_all": agreement.hub_id == own.id}, _row_of(agreement, own.id))


def _said(work: Work, agreement: Agreement) -> Mapping[str, Any]:
    sides = work.identity.organisations_of([one.organisation_id for one in agreement.sides])
    said = {name: getattr(agreement, name) for name in SAID}
    return {
        "name": agreement.named,
        "hub": sides[agreement.hub_id].name,
        "with_names": sorted(one.name for one in sides.values() if one.id != agreement.hub_id),
        **{name: one.isoformat() if isinstance(one, date) else one for name, one in said.items()},
    }


def _row_of(agreement: Agreement, own_id: UUID) -> str:
    """The agreement with the sides that a change by one of them rests on: what other partners do is none of it."""
    sides = {"hub": agreement.side(agreement.hub_id), "own": agreement.side(own_id)}
    said = {name: getattr(agreement, name) for name in SAID}
    return digest_of_row({"id": agreement.id, **said, **sides})


SUBJECTS: Final[Mapping[str, Callable[[Work, Organisation, Agreement, datetime], Subject]]] = {
    AGREEMENT_SIGNED: _signed,
    AGREEMENT_ENDED: _ended,
}
