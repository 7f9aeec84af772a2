"""Propose a policy release to a hub: stored and told to its administrators, and nobody decides under it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from app.domain.errors import InvalidInput, WrongState
from app.domain.proposed_release import ProposedRelease
from app.services.administration.propose_by_command import has_begun
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.policy_control.record_release import require_fit
from app.services.runtime import Runtime
from policies.engine.comparing import Difference, compare
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB

PROPOSED: Final = "release_proposed"
"""What its entry says was done, and the job that tells those who may sign for it."""
NO_HUB: Final = "Name a hub: its administrators sign for the policy that all decide under."


@dataclass(frozen=True, slots=True)
class Compared:
    """What was proposed, the number of the release in force, what it says otherwise than that one, and whether two of
    the hub can sign for it yet.
    """

    proposed: ProposedRelease
    follows: int
    differences: Sequence[Difference]
    begun: bool


def propose_release(
    runtime: Runtime, organisation_id: UUID, release: PolicyRelease, begins_at: datetime | None
) -> Compared:
    """Store it for the administrators of a hub to sign, to begin at that time or (None) once it is signed.

    `runtime` is of the administering role. Raises InvalidInput for what is no hub and for a time that is past,
    WrongState when the release is in force, RefusesToStart when it may not follow the one in force, naming each reason.
    """
    now = runtime.clock.now()
    if begins_at is not None and begins_at <= now:
        raise InvalidInput({"begins": "This time is past. Give a time to come, or none: once it is signed."})
    with runtime.database.work(None) as work:
        if work.identity.organisation(organisation_id).kind != HUB:
            raise InvalidInput({"hub": NO_HUB})
        begun = has_begun(runtime, work, organisation_id)
        in_force = runtime.policy
        if in_force.release.digest == release.digest:
            raise WrongState(f"These policy files are those of release {in_force.number}, which is in force.")
        require_fit(work, release)
        proposed = ProposedRelease(uuid4(), organisation_id, release.digest, begins_at, now)
        work.policy.add_proposed(proposed, release.canonical.decode())
        names = [("proposed_release", str(proposed.id))]
        entry = administered(runtime, work, PROPOSED, names, to_id=organisation_id)
        work.jobs.enqueue(PROPOSED, organisation_id, {"proposed_id": str(proposed.id)}, now)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return Compared(proposed, in_force.number, compare(in_force.release, release), begun)
