"""Propose with whom the actor's organisation works: a hub offers, a partner agrees, and either side ends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from app.domain.changes import (
    PARTNERSHIP_ENDED,
    PARTNERSHIP_MADE,
    PARTNERSHIP_OFFERED,
    PARTNERSHIP_UNOFFERED,
    Change,
)
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.opening_hours import LONDON
from app.domain.time_of_day import london
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_setting import TO_COME
from app.services.administration.refusing import require_administrator
from app.services.identity.make_partnership import require_reference
from app.services.runtime import Runtime


def propose_offer(runtime: Runtime, actor: Actor, partner_id: UUID, agreement: str, joins: date | None) -> Change:
    """The change by which a hub offers a partner that they work together, from a day on, under an agreement or none.

    Raises InvalidInput naming what is wrong; WrongState where they do already, or one takes part no more; NotFound,
    after logging the refusal, for whoever administers no hub.
    """
    require_administrator(runtime, actor, PARTNERSHIP_OFFERED)
    return propose_change(runtime, actor, PARTNERSHIP_OFFERED, partner_id, _asked(runtime, agreement, joins))


def propose_offer_for(
    runtime: Runtime, by: UUID, hub_id: UUID, partner_id: UUID, agreement: str, joins: date | None
) -> Change:
    """The same in the name of an administrator of a hub, who signs it first. `runtime` is of the administering role."""
    asked = _asked(runtime, agreement, joins)
    return propose_for(runtime, by, PARTNERSHIP_OFFERED, hub_id, partner_id, asked)


def propose_taking_back(runtime: Runtime, actor: Actor, partner_id: UUID) -> Change:
    """The change that takes an offer back. Raises WrongState where none stands; NotFound as propose_offer does."""
    require_administrator(runtime, actor, PARTNERSHIP_UNOFFERED)
    return propose_change(runtime, actor, PARTNERSHIP_UNOFFERED, partner_id)


def propose_agreeing(runtime: Runtime, actor: Actor, hub_id: UUID) -> Change:
    """The change by which a partner agrees to what a hub offers.

    Raises WrongState where no offer stands; NotFound, after logging the refusal, for whoever does not administer, and
    for a hub.
    """
    require_administrator(runtime, actor, PARTNERSHIP_MADE)
    return propose_change(runtime, actor, PARTNERSHIP_MADE, hub_id)


def propose_parting(runtime: Runtime, actor: Actor, other_id: UUID) -> Change:
    """The change that ends working together: either side may. Raises WrongState where they do not; NotFound, after
    logging the refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, PARTNERSHIP_ENDED)
    return propose_change(runtime, actor, PARTNERSHIP_ENDED, other_id)


def _asked(runtime: Runtime, agreement: str, joins: date | None) -> Mapping[str, Any]:
    wrong: dict[str, str] = {}
    reference = agreement.strip() or None
    try:
        require_reference(reference)
    except InvalidInput as mistyped:
        wrong |= mistyped.errors
    if joins is None or joins < london(runtime.clock.now()).date():
        wrong["joins"] = TO_COME.format("First day")
    if wrong or joins is None:
        raise InvalidInput(wrong)
    return {"agreement": reference, "joins_at": datetime.combine(joins, time(), LONDON).isoformat()}
