"""What a hub has offered a partner: that they work together. It is worth nothing until the partner's people agree.

An offer stands for four weeks, unless the hub takes it back or the two have worked together since: what it says of the
row between them is then no longer so, and a partner cannot make anew by an old offer what a hub has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.changes import PARTNERSHIP_OFFERED, PARTNERSHIP_UNOFFERED, Change, standing
from app.domain.partnerships import Partnership
from app.domain.ports import Work
from app.services.administration.digest import digest_of, digest_of_row
from app.services.administration.signed import signatures_that_hold
from app.services.runtime import Runtime

STANDS_FOR: Final = timedelta(days=28)


def offers_to(work: Work, partner_id: UUID, now: datetime) -> Sequence[Change]:
    """Those that a partner can agree to now, the last first: of each hub the last."""
    said = work.changes.applied_about(partner_id, [PARTNERSHIP_OFFERED, PARTNERSHIP_UNOFFERED])
    taken_back = {(one.organisation_id, one.body["offer"]) for one in said if one.what == PARTNERSHIP_UNOFFERED}
    last: dict[UUID, Change] = {}
    for one in said:
        if one.what == PARTNERSHIP_OFFERED:
            last.setdefault(one.organisation_id, one)
    offered = [one for one in last.values() if (one.organisation_id, str(one.id)) not in taken_back]
    between = work.partnerships.of_partner(partner_id)
    return [one for one in offered if _stands(one, between.get(one.organisation_id), now)]


def row_between(work: Work, hub_id: UUID, partner_id: UUID) -> str:
    """The digest of what is between the two: nothing, what stands, or what has ended."""
    return _digest(work.partnerships.partnership(hub_id, partner_id))


def _digest(between: Partnership | None) -> str:
    return digest_of_row({} if between is None else asdict(between))


def offer_holds(runtime: Runtime, work: Work, agreed: Change) -> bool:
    """Whether the offer that a change agrees to is what the hub's people signed, verified anew."""
    offer = work.changes.change(UUID(agreed.body["offer"]))
    if offer is None or digest_of(offer).hex() != agreed.body["offer_digest"]:
        return False
    if (offer.organisation_id, offer.about_id) != (agreed.about_id, agreed.organisation_id):
        return False
    signed = signatures_that_hold(runtime, work, [offer])[offer.id]
    return standing(offer, {one.person_id for one, _ in signed}).complete


def _stands(one: Change, between: Partnership | None, now: datetime) -> bool:
    if one.settled_at is None or now >= one.settled_at + STANDS_FOR:
        return False
    return _digest(between) == one.before
