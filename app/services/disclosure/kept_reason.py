"""A reason kept between the form that asks for it and the page it leads to: sealed, and good for that one act alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.domain.identity import Actor
from app.domain.ports import ReasonedOpening
from crypto.canonical import canonical
from crypto.errors import CryptoError
from crypto.wrapping import open_bytes, seal_bytes


@dataclass(frozen=True, slots=True)
class _Act:
    """What a reason was given for, and by whom: edited in its row, or in another session, it does not open."""

    kind: str
    session: UUID
    opening: ReasonedOpening

    def encoded(self) -> bytes:
        """The label "prx/reason/v1", 00, then canonical JSON."""
        one = self.opening
        act = {
            "kind": self.kind,
            "session": str(self.session),
            "id": str(one.id),
            "person": str(one.person_id),
            "record": str(one.record_id),
            "action": one.action,
            "fields": list(one.fields),
            "expires_at": one.expires_at.astimezone(UTC).isoformat(),
        }
        return b"prx/reason/v1\x00" + canonical(act)


def keep_reason(  # what is to be done, then why
    key: bytes, actor: Actor, kind: str, record_id: UUID, fields: Sequence[str], reason: str, until: datetime
) -> ReasonedOpening:
    """A reveal with its sealed reason, ready to be stored. `kind` names the form it comes from."""
    unsealed = ReasonedOpening(uuid4(), actor.person_id, record_id, "reveal", tuple(fields), b"", until)
    sealed = seal_bytes(key, reason.strip().encode(), _Act(kind, actor.session_id, unsealed))
    return ReasonedOpening(unsealed.id, actor.person_id, record_id, "reveal", tuple(fields), sealed, until)


def read_reason(key: bytes, actor: Actor, kind: str, kept: ReasonedOpening) -> str | None:
    """The reason; None unless it was given for exactly this act, in this session."""
    try:
        return open_bytes(key, kept.reason, _Act(kind, actor.session_id, kept)).decode()
    except CryptoError:
        return None
