"""A hub and a partner work together no more: the hub asks it nothing from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.administered import RowName
from app.domain.errors import NotFound
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime

ENDED: Final = "partnership_ended"
"""What its entry says was done, and the job that tells whoever waits for an answer of the partner."""


def end_partnership(runtime: Runtime, hub_id: UUID, partner_id: UUID) -> None:
    """Let a hub ask a partner nothing from now on. What it was asked, it can still answer, and what it sent stays.

    Raises NotFound where the hub may not ask it.
    """
    with runtime.database.work(None) as work:
        hub, partner = (organisation_named(work, one) for one in (hub_id, partner_id))
        rows = end_between(work, hub, partner, runtime.clock.now())
        entry = administered(runtime, work, ENDED, rows, to_id=partner.id, ended=True)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))


def end_between(work: Work, hub: Organisation, partner: Organisation, now: datetime) -> Sequence[RowName]:
    """End it within a transaction, and have whoever waits for an answer told; its row. Raises NotFound."""
    if not work.partnerships.end(hub.id, partner.id, now):
        raise NotFound(f"{hub.name} may not ask {partner.name}: there is no partnership to end.")
    work.jobs.enqueue(ENDED, hub.id, {"partner_id": str(partner.id)}, now)
    return [("partnership", f"{hub.id}/{partner.id}")]
