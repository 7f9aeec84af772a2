"""What somebody did in their own organisation, and in no file: who was named in whose place, a call, and its end."""

from __future__ import annotations

import hashlib

from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import Recorded, organisation_detail_key, record
from app.services.runtime import Runtime


def record_own(
    runtime: Runtime, work: Work, actor: Actor, action: str, words: str, bound: bytes | None = None
) -> Recorded:
    """Append it to the log of the actor's organisation, the words sealed; `bound` is what seals the row it names.

    Final only after `make_durable`. Raises LogUnavailable, KeysUnavailable.
    """
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    entry = Entry(
        kind="worked",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"action": action},
        reason=words,
        event=None if bound is None else hashlib.sha256(bound).hexdigest(),
    )
    (recorded,) = record(runtime, work, [(entry, key)])
    return recorded
