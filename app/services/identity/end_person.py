"""Somebody leaves: every role they have ends at once, wherever that is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.approve_member import end_in
from app.services.identity.named_by_id import person_named
from app.services.runtime import Runtime

ENDED: Final = "member_ended"


def end_person(runtime: Runtime, person_id: UUID) -> tuple[str, ...]:
    """End each role of somebody for good, and say where they had them; what they had is freed for others.

    Who returns is approved anew. Raises NotFound where there is no such person.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        person_named(work, person_id)
        held = work.identity.memberships_of(person_id)
        entries = []
        for one in held:
            end_in(work, one.membership.id, now)
            rows = [("membership", str(one.membership.id))]
            entries.append(administered(runtime, work, ENDED, rows, to_id=one.organisation.id, ended=True))
        if entries:
            make_durable(runtime, work, record(runtime, work, [(one, None) for one in entries]))
    return tuple(one.organisation.name for one in held)
