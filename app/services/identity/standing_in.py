"""For whom somebody stands in now: what was named for them, in its time, with a seal that fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.domain.identity import StandIn, StandsIn
from app.domain.ports import Work
from app.services.identity.tokens import bind_stand_in, is_bound
from app.services.runtime import Runtime


def standing_in(runtime: Runtime, work: Work, organisation: UUID, person: UUID, now: datetime) -> frozenset[StandsIn]:
    """For whom a person stands in at an organisation. A row that SQL put there or edited gives nothing."""
    named = work.identity.stand_ins_in(organisation, now)
    return frozenset(
        StandsIn(one.id, one.for_id, one.role)
        for one in in_their_time(runtime, named, now)
        if one.stand_in_id == person
    )


def in_their_time(runtime: Runtime, named: Iterable[StandIn], now: datetime) -> tuple[StandIn, ...]:
    """Those whose seal fits and whose time it is."""
    return tuple(one for one in named if is_sealed(runtime, one) and one.from_at <= now < one.until_at)


def is_sealed(runtime: Runtime, stand_in: StandIn) -> bool:
    """Whether it is as it was named."""
    return is_bound(stand_in.bound, bind_stand_in(runtime.session_key, stand_in))
