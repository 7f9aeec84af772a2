"""Appending in one round trip: the function `log_append` takes the turn of each log concerned, gives leaves their place
and time, inserts them with their details, and climbs the trees.

The logs' locks are held meanwhile, so every round trip saved here is one that other writers do not wait for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.errors import Error, NoDataFound
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.adapters.database.fixed import fixed
from app.domain.errors import ClocksApart, LogStopped, LogUnavailable, PolicyChanged
from app.domain.log_entry import UnplacedLeaf, whose_log

TURN = text("""
    SELECT pg_advisory_xact_lock_shared(4, 2), pg_advisory_xact_lock(72368321, turn.id),
        set_config('synchronous_commit', 'off', true)
    FROM (SELECT id FROM log WHERE cast(:log AS integer) IS NULL OR id = :log ORDER BY id) AS turn
""")
"""The locks that `log_append` takes, for whoever must look before appending."""

KEEP_KEY = text("SELECT pg_advisory_xact_lock_shared(4, 1)")
CHANGE_KEY = text("SELECT pg_advisory_xact_lock(4, 1)")
"""The key that signs in leaves, for whoever signs one and for whoever exchanges it. Taken before the logs' locks."""

CHANGE_POLICY = text("SELECT pg_advisory_xact_lock(4, 2)")
"""What `log_append` takes shared, for whoever puts a policy release in force. Taken before the logs' locks."""

APPEND = fixed(text("SELECT log, idx, placed_at FROM log_append(cast(:given AS jsonb), :now, :newest)"))
CLOCKS_APART, NO_SUCH_LOG, STOPPED, CHANGED = "PRX01", "PRX02", "PRX04", "PRX05"
REFUSALS = {
    CLOCKS_APART: "{said}, so the log takes nothing from it: nothing was shown or sent. Tell your administrator.",
    NO_SUCH_LOG: "{said}, so nothing was shown or sent: an administrator has to make the partnership.",
    STOPPED: "Found changed, so that nothing of it is shown or sent until it is mended: log {said}.",
    CHANGED: "{said}, so nothing was shown or sent under the one before.",
    NoDataFound.sqlstate: "The log lacks a hash that it needs, so nothing was shown or sent. Tell your security lead.",
}
OF_THEIR_OWN: Mapping[str, type[LogUnavailable]] = {CLOCKS_APART: ClocksApart, CHANGED: PolicyChanged}
"""Refusals that somebody tells from others."""


def refusal(failure: DBAPIError) -> LogUnavailable | None:
    """Why `log_append` wrote nothing, in the exchange's words; None for trouble that is not its own."""
    cause = failure.orig
    if not isinstance(cause, Error) or cause.sqlstate not in REFUSALS:
        return None
    said = cause.diag.message_primary or ""
    told = REFUSALS[cause.sqlstate].format(said=said)
    if cause.sqlstate == STOPPED:
        return LogStopped(told, tuple(said.split(" ")))
    return OF_THEIR_OWN.get(str(cause.sqlstate), LogUnavailable)(told)


def given(leaves: Sequence[UnplacedLeaf]) -> str:
    """The leaves for `APPEND`, as JSON: ids as text, bytes in PostgreSQL's hexadecimal, details by column."""
    return json.dumps(
        [
            {
                "id": one.id,
                **_log(one),
                "kind": one.entry.kind,
                "before": _bytes(one.before),
                "middle": _bytes(one.middle),
                "after": _bytes(one.after),
                "detail": _detail(one),
            }
            for one in leaves
        ],
        default=str,
    )


def _log(leaf: UnplacedLeaf) -> dict[str, Any]:
    if leaf.entry.log is not None:
        return {"log": leaf.entry.log}
    hub, other = whose_log(leaf.entry)
    return {"hub": hub, "other": other}


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
