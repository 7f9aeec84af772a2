"""What is signed of a change: a digest of all that it says, made anew by whoever relies on a signature."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from app.domain.changes import Change
from crypto.canonical import canonical

LABEL = b"prx/change/v1\n"
"""What a digest of a change begins with, and of nothing else."""


def digest_of(change: Change) -> bytes:
    """SHA-256 over the label and the change in canonical JSON: the challenge of its signatures.

    The change's random id is in it, so that no two changes have one digest and no signature serves twice.
    """
    said = {
        "id": str(change.id),
        "what": change.what,
        "organisation": str(change.organisation_id),
        "about": str(change.about_id),
        "body": dict(change.body),
        "before": change.before,
        "proposed_by": str(change.proposed_by),
        "proposed_at": change.proposed_at.isoformat(),
        "closes_at": change.closes_at.isoformat(),
    }
    return hashlib.sha256(LABEL + canonical(said)).digest()


def digest_of_row(row: Mapping[str, Any]) -> str:
    """What a change keeps of the row it is about, as it stood: any edit of it makes another."""
    said = {name: None if value is None else str(value) for name, value in row.items()}
    return f"sha256:{hashlib.sha256(canonical(said)).hexdigest()}"
