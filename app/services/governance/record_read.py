"""Those who read the log are in it too: every list, entry and receipt they are given is an entry of its own (law 9)."""

from __future__ import annotations

from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.runtime import Runtime

READ, DOWNLOADED = "read", "downloaded"


def record_read(runtime: Runtime, work: Work, actor: Actor, *, entries: int, reason: str, what: str = READ) -> None:
    """Record one read, durably, before its answer is given; `reason` says what was asked for, and is sealed.

    `what` is whether it was read, or downloaded whole. Raises LogUnavailable.
    """
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    entry = Entry(
        kind="log_read",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"entries": entries},
        reason=reason,
        what=what,
    )
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))
