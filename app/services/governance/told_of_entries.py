"""What an officer of a party is told of an entry beyond its leaf: of their own people's acts, who did it and to what.

Of the other side's acts, neither: which people it has, and with which eyes they looked, is its own. A hub's officers
are told all that a receipt tells them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.errors import Erased, KeysUnavailable
from app.domain.identity import Actor
from app.domain.log_entry import Detail, StoredLeaf
from app.domain.ports import Work
from app.domain.records import TenantKey
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.recording import detail_keys
from app.services.governance.leaf_body import leaf_body
from app.services.governance.prove_entry import hidden_with, openings_of
from app.services.runtime import Runtime
from crypto.log.receipt import Opening

ACTED = {
    "request_sent": "from",
    "return_released": "from",
    "stated": "from",
    "recorded": "from",
    "reminded": "from",
    "rebased": "from",
} | dict.fromkeys(("opened", "revealed", "refused", "log_read", "worked", "probed", "entry_closed"), "to")
"""Which of its two organisations did what an entry of a kind is about. Of a kind that is not here, nobody is told."""
REFUSED = "refused"
OF_OWN_ACTS = frozenset({"actor", "fields"})


def acted_by(body: Mapping[str, Any]) -> UUID | None:
    """The organisation whose person or service did what a leaf is about, by the leaf itself."""
    side = ACTED.get(str(body.get("k")))
    return UUID(body[side]) if side and body[side] else None


def told_of(
    runtime: Runtime, work: Work, actor: Actor, leaves: Sequence[StoredLeaf], details: Mapping[UUID, Detail]
) -> Mapping[UUID, Mapping[str, Opening]]:
    """Of each of these leaves, none of them closed, the openings for this officer; none where they are erased.

    The words of a reason are in none: they may say where somebody is, and are read entry by entry. The keys of all are
    fetched together. Raises KeysUnavailable.
    """
    at_hub = has_duty(runtime.policy.release, actor, HUB_GOVERNS)
    theirs = [one for one in leaves if at_hub or acted_by(leaf_body(one)) == actor.organisation_id]
    keys = keys_of(runtime, work, [details[one.id] for one in theirs if one.id in details])
    found: dict[UUID, Mapping[str, Opening]] = {}
    for leaf in theirs:
        if (detail := details.get(leaf.id)) is not None:
            hidden = hidden_with(keys.get(detail.id, ()), detail)
            reasoned = hidden is not None and bool(hidden["reason"])
            given = {"actor", "fields", "detail"} if at_hub and not reasoned else OF_OWN_ACTS
            found[leaf.id] = {name: one for name, one in openings_of(detail, hidden).items() if name in given}
    return found


def sought_in(
    runtime: Runtime, work: Work, actor: Actor, leaves: Sequence[StoredLeaf], details: Mapping[UUID, Detail]
) -> Mapping[UUID, tuple[UUID, ...]]:
    """By each refusal of somebody of the officer's organisation: the requests to it, or of it, that they sought.

    What else they sought, or whether there is such a thing, is told to nobody.
    """
    mine = [one for one in leaves if _refused(one) and acted_by(leaf_body(one)) == actor.organisation_id]
    keys = keys_of(runtime, work, [details[one.id] for one in mine if one.id in details]) if mine else {}
    sought: dict[UUID, list[UUID]] = {}
    for one in mine:
        hidden = hidden_with(keys.get(one.id, ()), details[one.id]) if one.id in details else None
        sought[one.id] = [UUID(each) for each in (hidden["reason"] or "").split()] if hidden else []
    every = sorted({each for found in sought.values() for each in found})
    files = {one: each.file_id for one, each in work.records.found(every).items()} if every else {}
    requests = work.events.requests([files.get(one, one) for one in every]) if every else {}
    own = {one for one, each in requests.items() if actor.organisation_id in (each.partner_id, each.hub_id)}
    return {
        leaf: tuple(dict.fromkeys(files.get(one, one) for one in found if files.get(one, one) in own))
        for leaf, found in sought.items()
    }


def _refused(leaf: StoredLeaf) -> bool:
    return leaf_body(leaf).get("k") == REFUSED


def keys_of(runtime: Runtime, work: Work, details: Sequence[Detail]) -> Mapping[UUID, tuple[bytes, ...]]:
    """The keys each entry's hidden part may be sealed under, by the entry."""
    wraps: dict[UUID, TenantKey | None] = {}
    files: dict[UUID, TenantKey] = {}
    owners: dict[UUID, tuple[str, UUID]] = {}
    for one in details:
        under, _, owner_text = one.sealed_under.partition(":")
        if one.sealed is None or under not in ("file", "organisation"):
            continue
        try:
            owner = UUID(owner_text)
        except ValueError:
            continue
        owners[one.id] = (under, owner)
        if under == "file" and one.tenant_id:
            if one.tenant_id not in wraps:
                wraps[one.tenant_id] = work.keys.tenant_key(one.tenant_id, "file")
            if (wrap := wraps[one.tenant_id]) is not None:
                files[owner] = wrap
    found: dict[tuple[str, UUID], tuple[bytes, ...]] = {
        ("file", one): (key,) for one, key in _file_keys(runtime, files).items()
    }
    for owner in {owner for under, owner in owners.values() if under == "organisation"}:
        found["organisation", owner] = detail_keys(runtime, work, owner)
    return {one: found[owner] for one, owner in owners.items() if owner in found}


def _file_keys(runtime: Runtime, wraps: Mapping[UUID, TenantKey]) -> Mapping[UUID, bytes]:
    """The keys of files, those that are gone left out. Raises KeysUnavailable when none can be had."""
    if not wraps:
        return {}
    try:
        return runtime.keys.file_keys(wraps)
    except (Erased, KeysUnavailable):
        runtime.keys.check()  # is one of these gone, or are all away?
    found: dict[UUID, bytes] = {}
    for one, wrap in wraps.items():
        try:
            found |= runtime.keys.file_keys({one: wrap})
        except (Erased, KeysUnavailable):
            continue
    return found
