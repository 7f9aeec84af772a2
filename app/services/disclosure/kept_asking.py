"""Sealing a draft of asking under its case's key, and opening one; what its log entries say.

A draft is moved, edited or given to another saving: then it does not open. What it holds is padded, so that its size
tells little of how many are asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from app.domain.asking import SealedAsking
from app.domain.errors import NotAsSealed
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.services.runtime import Runtime
from crypto.canonical import canonical
from crypto.errors import CryptoError
from crypto.wrapping import open_bytes, seal_bytes

SMALLEST = 4096
Inputs = Sequence[tuple[str, str]]
"""What was typed and ticked: the inputs of the forms of asking, by name, in their order."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How a case and the rules stood when a draft was saved: a digest, whom it was about, and the policy release."""

    as_it_stands: str
    people: frozenset[str]
    release: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What a draft holds."""

    inputs: Inputs
    stood: Stood

    def __repr__(self) -> str:
        return f"Typed({len(self.inputs)} inputs, …)"


@dataclass(frozen=True, slots=True)
class _Place:
    draft: SealedAsking

    def encoded(self) -> bytes:
        """The label "prx/asking/v1", 00, then canonical JSON of the row's other columns."""
        one = self.draft
        row = {
            "file_id": str(one.file_id),
            "mark": str(one.mark),
            "saved_at": one.saved_at.astimezone(UTC).isoformat(),
            "saved_by": str(one.saved_by),
        }
        return b"prx/asking/v1\x00" + canonical(row)


def seal_asking(key: bytes, unsealed: SealedAsking, typed: Typed) -> bytes:
    """What a draft holds, sealed under its case's key; spaces up to a power of two bytes, `SMALLEST` at least."""
    stood = {"as_it_stands": typed.stood.as_it_stands, "people": sorted(typed.stood.people)}
    body = {"inputs": [list(one) for one in typed.inputs], "stood": {**stood, "release": typed.stood.release}}
    plain = canonical(body)
    return seal_bytes(key, plain.ljust(max(SMALLEST, 1 << (len(plain) - 1).bit_length())), _Place(unsealed))


def read_asking(key: bytes, draft: SealedAsking) -> Typed:
    """What a draft holds. Raises NotAsSealed when it is not as it was saved."""
    try:
        body = json.loads(open_bytes(key, draft.sealed, _Place(draft)))
        stood = Stood(body["stood"]["as_it_stands"], frozenset(body["stood"]["people"]), body["stood"]["release"])
        return Typed(tuple((name, value) for name, value in body["inputs"]), stood)
    except (CryptoError, ValueError, KeyError, TypeError) as broken:
        raise NotAsSealed(
            "This asking is not as it was saved, so it cannot be opened. Throw it away on the page of the case, and "
            "tell your administrator."
        ) from broken


def entry_of_asking(runtime: Runtime, actor: Actor, case: CaseFile, *, what: str | None) -> Entry:
    """The entry of a draft that was opened (`what` None), or saved or thrown away: nothing of what is in it."""
    return Entry(
        kind="recorded" if what else "opened",
        tenant_id=actor.organisation_id,
        file_id=case.file_id,
        from_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        purpose=case.purpose,
        legal_basis=None if what else case.legal_basis,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level=None if what else "full",
        facts={"record": "asking", **({} if what else {"action": "open"})},
        what=what,
    )
