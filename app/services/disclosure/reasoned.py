"""An act that needs a reason: typed first, kept sealed for five minutes, good for that one act of that one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from uuid import UUID, uuid4

from app.domain.identity import Actor
from app.domain.ports import ReasonedOpening, Work
from app.services.disclosure.gate import OpenedRecord, open_records, refuse
from app.services.disclosure.recording import detail_keys, organisation_detail_key
from app.services.disclosure.strongly import require_strong
from app.services.runtime import Runtime
from crypto.canonical import canonical
from crypto.errors import CryptoError
from crypto.wrapping import open_bytes, seal_bytes

LASTS = timedelta(minutes=5)
SHORTEST, LONGEST = 10, 2000


@dataclass(frozen=True, slots=True)
class ReasonedAct:
    """A kind of act that needs a reason. `ask` is what its form says when none was given."""

    name: str
    ask: str


@dataclass(frozen=True, slots=True)
class _Given:
    """What a reason was given for, and by whom: edited in its row, or in another session or role, it does not open."""

    act: str
    actor: Actor
    opening: ReasonedOpening

    def encoded(self) -> bytes:
        """The label "prx/reason/v1", 00, then canonical JSON."""
        one = self.opening
        given = {
            "kind": self.act,
            "session": str(self.actor.session_id),
            "role": self.actor.role,
            "id": str(one.id),
            "person": str(one.person_id),
            "record": str(one.record_id),
            "action": one.action,
            "fields": list(one.fields),
            "expires_at": one.expires_at.astimezone(UTC).isoformat(),
        }
        return b"prx/reason/v1\x00" + canonical(given)


def wrong_reason(act: ReasonedAct, reason: str) -> Mapping[str, str]:
    """What is wrong with a typed reason, as a form says it; nothing when it will do."""
    if len(reason.strip()) < SHORTEST:
        return {"reason": act.ask}
    if len(reason) > LONGEST:
        return {"reason": f"Shorten your reason to {LONGEST} characters."}
    return {}


def keep_reason(  # what is to be done, then why
    runtime: Runtime, work: Work, actor: Actor, act: ReasonedAct, record_id: UUID, fields: Sequence[str], reason: str
) -> UUID:
    """Seal a reason, keep it for five minutes, and commit. Returns the id to give to `open_with_reason`.

    Raises ConfirmFirst: whoever gives a reason proves first who they are.
    """
    require_strong(actor)
    key = organisation_detail_key(runtime, work, actor.organisation_id).key
    now = runtime.clock.now()
    unsealed = ReasonedOpening(uuid4(), actor.person_id, record_id, "reveal", tuple(fields), b"", now + LASTS)
    sealed = seal_bytes(key, reason.strip().encode(), _Given(act.name, actor, unsealed))
    work.records.add_reasoned(replace(unsealed, reason=sealed), now)
    work.commit()
    return unsealed.id


def open_with_reason(runtime: Runtime, actor: Actor, act: ReasonedAct, opening_id: UUID) -> tuple[OpenedRecord, str]:
    """Open the record that a kept reason was given for; each time writes a leaf with the reason, and returns both.

    Raises NotFound, after logging the refusal, when the reason is older than five minutes, was given by another
    person, in another session or role or for another act, and when policy shows nothing of the record.
    """
    with runtime.database.work(actor.organisation_id) as work:
        kept = work.records.reasoned(opening_id, actor.person_id, runtime.clock.now())
        keys = detail_keys(runtime, work, actor.organisation_id)
        reason = _read(keys, _Given(act.name, actor, kept)) if kept else None
        if kept is None or reason is None:
            refuse(runtime, work, actor, act.name, [opening_id])
    opened = open_records(runtime, actor, [kept.record_id], action=kept.action, fields=kept.fields, reason=reason)
    return opened[0], reason


def _read(keys: Sequence[bytes], given: _Given) -> str | None:
    for key in keys:
        try:
            return open_bytes(key, given.opening.reason, given).decode()
        except CryptoError:
            continue
    return None
