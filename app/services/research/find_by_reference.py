"""A reference read out by telephone leads to the case or request it stands for, for whoever has it in a list."""

from __future__ import annotations

from app.domain.identity import Actor
from app.domain.lists import CaseEntry, InboxEntry
from app.services.disclosure.duties import HUB_READS, PARTNER_WORKS, has_duty
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime


def find_by_reference(runtime: Runtime, actor: Actor, reference: str) -> CaseEntry | InboxEntry | None:
    """The row of the actor's own lists with this reference.

    None alike for what does not exist, is another organisation's, or was stepped back from. Raises NotFound for who has
    no list.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not any(has_duty(runtime.policy.release, actor, duty) for duty in (HUB_READS, PARTNER_WORKS)):
            refuse(runtime, work, actor, "find_by_reference", [])
        return work.lists.with_reference(reference, actor.person_id)
