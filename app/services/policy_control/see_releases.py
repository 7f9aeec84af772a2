"""What releases change: one that the installation has run on, and one that is proposed, each beside the one before it.

They name nobody: whoever may read the policy may know what it was and may become.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.proposed_release import ProposedRelease
from app.services.disclosure.record_refusal import record_refusal
from app.services.policy_control.compare_releases import breaks
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from policies.engine.canonical import digest
from policies.engine.comparing import Difference, compare
from policies.engine.errors import PolicyError
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease

SHOWN: Final = 10
"""So many proposals are shown."""


@dataclass(frozen=True, slots=True)
class ReleaseSeen:
    """A release by its number: when it came into force, who signed for it, and what it changed.

    `differences` is None where it or the one before cannot be read. Nobody signed for the first (`organisation` None).
    """

    number: int
    digest: str
    since: datetime
    differences: Sequence[Difference] | None
    organisation: str | None
    signatures: int


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposed release beside the one in force; `hinders` says why it cannot follow that. Damaged, nothing is known
    of it (`differences` None).
    """

    proposed: ProposedRelease
    organisation: str
    follows: int
    in_force: bool
    differences: Sequence[Difference] | None
    hinders: Sequence[str]


def see_release(runtime: Runtime, number: int) -> ReleaseSeen:
    """Raises NotFound for one that never was in force."""
    with runtime.database.work(None) as work:
        stored = next((one for one in work.policy.releases() if one[0] == number), None)
        if stored is None:
            raise NotFound
        release, before = (release_numbered(runtime, work, one) for one in (number, number - 1))
        said = _said_of(work, number)
        change = said.get("change")
        found = work.changes.change(UUID(change)) if change else None
        organisation = work.identity.organisation(found.organisation_id).name if found else None
    return ReleaseSeen(
        number=number,
        digest=stored[1],
        since=stored[2],
        differences=compare(before, release) if before and release else None,
        organisation=organisation,
        signatures=len(said.get("signed_by", "").split()),
    )


def see_proposal(runtime: Runtime, actor: Actor, proposed_id: UUID) -> ProposalSeen:
    """Raises NotFound, after logging the refusal, where nothing was proposed under this id."""
    with runtime.database.work(None) as work:
        proposed = work.policy.proposed(proposed_id)
    if proposed is None:
        record_refusal(runtime, actor, "see_proposal")
        raise NotFound
    with runtime.database.work(None) as work:
        words = (work.policy.proposed_canonical(proposed_id) or "").encode()
        organisation = work.identity.organisation(proposed.organisation_id).name
    policy = runtime.policy
    release = _readable(words, proposed.digest)
    return ProposalSeen(
        proposed=proposed,
        organisation=organisation,
        follows=policy.number,
        in_force=proposed.digest == policy.release.digest,
        differences=None if release is None else compare(policy.release, release),
        hinders=() if release is None else _hinders(runtime, release),
    )


def list_proposals(runtime: Runtime) -> Sequence[ProposedRelease]:
    """Those that were proposed last and are not in force, the newest first."""
    with runtime.database.work(None) as work:
        found = work.policy.last_proposed(SHOWN)
    return [one for one in found if one.digest != runtime.policy.release.digest]


def _hinders(runtime: Runtime, release: PolicyRelease) -> Sequence[str]:
    return tuple(breaks(runtime.policy.release, release))


def _readable(words: bytes, expected: str) -> PolicyRelease | None:
    """The release of these words, where they are what was proposed."""
    if digest(words) != expected:
        return None
    try:
        return release_from_canonical(words)
    except PolicyError:
        return None


def _said_of(work: Work, number: int) -> Mapping[str, Any]:
    """What its leaf says; nothing where there is none."""
    leaves = work.policy.leaves(number)
    return dict(json.loads(leaves[0].leaf)) if leaves else {}
