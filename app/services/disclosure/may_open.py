"""Whether the gate would show a person something of each of some records, asked before naming their fields."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.planning import plan_opening, to_open
from app.services.disclosure.working import erased_for, own_in
from app.services.runtime import Runtime


def may_open(runtime: Runtime, work: Work, actor: Actor, record_ids: Sequence[UUID]) -> bool:
    """Whether policy shows this person something of every one of these records now. Opens and records nothing.

    Nothing is shown of what is erased.
    """
    openables = work.records.openable(record_ids, actor.organisation_id)
    if any(erased_for(actor, one) for one in openables):
        return False
    boxes = work.records.boxes(record_ids)
    own, _ = own_in(runtime, work, actor, openables)
    plans = [
        plan_opening(runtime.policy, actor, one, own, boxes.get(one.record.id, ()), "open", None) for one in openables
    ]
    return bool(to_open(plans, record_ids, skip_hidden=False))
