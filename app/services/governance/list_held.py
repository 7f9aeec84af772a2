"""Which cases of a hub are held, for who governs it: since when, and when it is looked at again. It opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor
from app.domain.kept import HeldCase
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Held:
    """The cases that are held for the longest, and how many there are (None: more than are counted)."""

    cases: Sequence[HeldCase]
    total: int | None


def list_held(runtime: Runtime, actor: Actor) -> Held:
    """The cases that are held, but for those the actor has stepped back from.

    Raises NotFound, after logging the refusal, unless the actor governs a hub.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_GOVERNS):
            refuse(runtime, work, actor, "list_held", [])
        return Held(*work.lists.held(actor.organisation_id, actor.person_id))


def case_to_hold(runtime: Runtime, actor: Actor, reference: str) -> UUID | None:
    """A file of the hub's case or request of a reference, to hold it by; None where the hub has none of that.

    Raises NotFound, after logging the refusal, unless the actor governs a hub.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_GOVERNS):
            refuse(runtime, work, actor, "list_held", [])
        files = work.files.with_reference(actor.organisation_id, reference)
        requests = [work.files.request(one) for one in files]
    return next((one.case_id for one in requests if one), files[0] if files else None)
