"""What a request left under: the statements that stood when it was sent, whatever has been said since."""

from __future__ import annotations

from uuid import UUID

from app.domain.identity import Actor
from app.domain.records import Record
from app.services.disclosure.duties import HUB_READS
from app.services.disclosure.permission import require_hub_file
from app.services.intake.open_case import KnownCase
from app.services.runtime import Runtime


def relied_on(runtime: Runtime, actor: Actor, known: KnownCase, file_id: UUID) -> tuple[Record, ...]:
    """The statements that a request of this case names, in the order they were made. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        require_hub_file(runtime, work, actor, file_id, duty=HUB_READS)
    sent = [one for one in known.sent if one.file_id == file_id]
    named = {UUID(one) for record in sent for one in record.codes.get("relied_on", ())}
    stated = [one for each in known.history.chains.values() for one in each if one.id in named and one.what]
    return tuple(sorted(stated, key=lambda one: (one.saved_at, one.what or "")))
