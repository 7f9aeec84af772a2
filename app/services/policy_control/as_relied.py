"""The policy as one organisation may rely on it: production relies entry by entry on what its owners have approved.

What counts for an answer is what was approved when its request was sent, or is by now: an objection never takes hold in
the middle of an open request (`app/decisions/0113-production-relies-entry-by-entry.md`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.entry_approvals import OwnersWord
from app.domain.identity import Actor, Organisation
from app.services.administration.entries import digests_in_force
from app.services.runtime import PolicyInForce
from policies.engine.compiled import compile_policy
from policies.engine.digests import BASIS, FIELD
from policies.engine.in_use import without

Entry = tuple[str, str]


def as_relied(policy: PolicyInForce, who: Actor | Organisation, asked_at: datetime | None = None) -> PolicyInForce:
    """The policy in force as `who` may rely on it to send now, or in answer to a request that was sent at `asked_at`.

    What its owners have not approved is not in use in it. Outside production, and in a rehearsal, whose people are made
    up, it is the whole policy.
    """
    policy = policy.whole or policy
    organisation_id, kind = _named(who)
    said = None if policy.approvals is None or who.rehearsal else policy.approvals.get(organisation_id, ())
    entries = frozenset() if said is None else _not_in_use(said, digests_in_force(policy, kind), asked_at)
    key = ("as_relied", str(organisation_id), *sorted(f"{what} {name}" for what, name in entries))
    if key not in policy.seen:
        policy.seen[key] = _relied(policy, who, entries)
    found: PolicyInForce = policy.seen[key]
    return found


def not_in_use(relied: PolicyInForce, fields: Collection[str]) -> Mapping[str, str]:
    """What stands against sending what was typed into these fields: that one is not in use, with the way on."""
    every = relied.release.catalogue
    return {key: NOT_IN_USE.format(every[key].label) for key in fields if key in relied.not_in_use}


NOT_IN_USE = (
    "“{}” is not in use: your organisation’s accountable owner has not approved it. Save the answers about this person "
    "again, which leaves it out, and tell the hub what it has to know by telephone."
)


def _relied(policy: PolicyInForce, who: Actor | Organisation, entries: frozenset[Entry]) -> PolicyInForce:
    organisation_id, _ = _named(who)
    if not entries:
        return replace(policy, relied_by=organisation_id, whole=policy)
    fields = frozenset(name for what, name in entries if what == FIELD)
    bases = frozenset(name for what, name in entries if what == BASIS)
    release = without(policy.release, fields, bases)
    return replace(
        policy,
        release=release,
        compiled=compile_policy(release, fields),
        relied_by=organisation_id,
        not_in_use=fields,
        whole=policy,
    )


def _not_in_use(
    said: Sequence[OwnersWord], digests: Mapping[Entry, str], asked_at: datetime | None
) -> frozenset[Entry]:
    """Of the entries that have these digests now, those that are not approved so, and were not when it was asked."""
    now = {one.digest: one.approved for one in said}
    then = {} if asked_at is None else {(one.what, one.key): one.approved for one in said if one.at <= asked_at}
    return frozenset(
        entry for entry, digest in digests.items() if not now.get(digest, False) and not then.get(entry, False)
    )


def _named(who: Actor | Organisation) -> tuple[UUID, str]:
    return (who.organisation_id, who.organisation_kind) if isinstance(who, Actor) else (who.id, who.kind)
