"""A hub and a partner begin to work together: the log of what they give each other, and that the hub may ask."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.domain.administered import RowName
from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.identity import Organisation
from app.domain.log_entry import Log, Whose
from app.domain.ports import Work
from app.domain.rehearsals import together
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime

HUB = "hub"
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}")
"""What the reference of an agreement may be: it stands in leaves, which hold codes and no words about anybody."""


def make_partnership(runtime: Runtime, hub_id: UUID, partner_id: UUID, agreement: str | None = None) -> None:
    """Let a hub ask a partner from now on, under the sharing agreement of this reference where there is one.

    One that has ended is made anew, and goes on in the log of the two. Raises Stale when the hub already may, NotFound,
    WrongState unless one of each, for one that takes part no more, and out of a rehearsal, InvalidInput when that is no
    reference.
    """
    require_reference(agreement)
    with runtime.database.work(None) as work:
        hub, partner = (organisation_named(work, one) for one in (hub_id, partner_id))
        require_pair(hub, partner)
        there = work.log.log(Whose(hub.id, partner.id))
        if there is not None and partner.id in work.partnerships.partners_of(hub.id):
            raise Stale(f"{hub.name} may ask {partner.name} already: the log between them is {there.label}.")
        made = begin_partnership(work, hub.id, partner.id, agreement, runtime.clock.now())
        entry = administered(runtime, work, "partnership_made", made, to_id=partner.id)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))


def require_reference(agreement: str | None) -> None:
    """Raises InvalidInput for what is no reference of an agreement."""
    if agreement is not None and not REFERENCE.fullmatch(agreement):
        raise InvalidInput({"agreement": "Give its reference: up to 64 letters, digits, spaces and ._/-"})


def require_pair(hub: Organisation, partner: Organisation) -> None:
    """Raises WrongState unless it is one of each, both take part, and none alone is in a rehearsal."""
    if hub.kind != HUB or partner.kind == HUB:
        raise WrongState("A partnership is between a hub and an organisation that is no hub.")
    if gone := next((one.name for one in (hub, partner) if one.retired_at is not None), None):
        raise WrongState(f"{gone} takes part no more. What takes its place is registered as an organisation anew.")
    if not together(hub.rehearsal, partner.rehearsal):
        raise WrongState(f"{hub.name} and {partner.name} never meet: a rehearsal reaches nobody outside it.")


def begin_partnership(
    work: Work, hub_id: UUID, partner_id: UUID, agreement: str | None, now: datetime
) -> Sequence[RowName]:
    """Make it, or make it anew in the log of before, within a transaction; its row."""
    whose = Whose(hub_id, partner_id)
    work.partnerships.add(work.log.log(whose) or begin_log(work, whose, now), agreement, now)
    return [("partnership", f"{hub_id}/{partner_id}")]


def begin_log(work: Work, whose: Whose, now: datetime) -> Log:
    """A log with a random label, which is all that its name tells of it."""
    return work.log.add_log(secrets.token_hex(8), whose, now)
