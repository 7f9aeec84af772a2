"""Appending to the log in one round trip: the function `log_append` takes the log's turn, gives leaves their place and
time, inserts them with their details, and climbs the tree.

The log's lock is held meanwhile, so every round trip saved here is one that all other writers do not wait for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app.domain.log_entry import UnplacedLeaf

TURN = text("SELECT pg_advisory_xact_lock(7236832112), set_config('synchronous_commit', 'off', true)")
"""The lock that `log_append` takes, for whoever must look before appending."""

APPEND = text("SELECT first_idx, placed_at FROM log_append(cast(:given AS jsonb), :now)")


def given(leaves: Sequence[UnplacedLeaf]) -> str:
    """The leaves for `APPEND`, as JSON: ids as text, bytes in PostgreSQL's hexadecimal, details by column."""
    return json.dumps(
        [
            {
                "id": one.id,
                "kind": one.entry.kind,
                "before": _bytes(one.before),
                "after": _bytes(one.after),
                "detail": _detail(one),
            }
            for one in leaves
        ],
        default=str,
    )


def _detail(leaf: UnplacedLeaf) -> dict[str, Any]:
    entry = leaf.entry
    return {
        "tenant_id": entry.tenant_id,
        "file_id": entry.file_id,
        "from_id": entry.from_id,
        "to_id": entry.to_id,
        "actor_id": entry.actor_id,
        "role": entry.role,
        "purpose": entry.purpose,
        "legal_basis": entry.legal_basis,
        "policy_release": entry.policy_release,
        "level": entry.level,
        "fields": len(entry.touched),
        "rules": entry.rules,
        "facts": dict(entry.facts),
        "sealed": None if leaf.sealed is None else _bytes(leaf.sealed),
        "sealed_under": leaf.sealed_under,
    }


def _bytes(data: bytes) -> str:
    return f"\\x{data.hex()}"
