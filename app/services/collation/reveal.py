"""See all of a masked value, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.disclosure.duties import HUB_READS
from app.services.disclosure.gate import OpenedRecord
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.reasoned import ReasonedAct, keep_reason, open_with_reason, wrong_reason
from app.services.runtime import Runtime

REVEAL = ReasonedAct("reveal", "Say why you need the full value, in a sentence. It is kept in the disclosure log.")


def prepare_reveal(runtime: Runtime, actor: Actor, record_id: UUID, fields: Sequence[str], reason: str) -> UUID:
    """Keep a reason for five minutes; the page it leads to reveals with it. Raises InvalidInput without one."""
    if errors := wrong_reason(REVEAL, reason):
        raise InvalidInput(errors)
    if not fields:
        raise InvalidInput({"fields": "Choose what to reveal."})
    with runtime.database.work(actor.organisation_id) as work:
        found = work.records.find(record_id)
        require_hub_file(runtime, work, actor, found.file_id if found else record_id, duty=HUB_READS)
        return keep_reason(runtime, work, actor, REVEAL, record_id, fields, reason)


def reveal(runtime: Runtime, actor: Actor, opening_id: UUID) -> OpenedRecord:
    """Reveal what a kept reason is for. Raises NotFound where `open_with_reason` does."""
    return open_with_reason(runtime, actor, REVEAL, opening_id)[0]
