"""What a command proposes where two can sign: in the name of somebody there, who signs it first, or never."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.domain.changes import KINDS, MEMBER_APPROVED, SIGNS, Change
from app.domain.errors import WrongState
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.services.administration.passkeys import AT_LEAST
from app.services.administration.propose_change import PROPOSED, change_of
from app.services.administration.who_signs import proposers, signers
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.make_partnership import HUB
from app.services.identity.roles_that_count import people_acting_as
from app.services.runtime import Runtime

YOURS: Final = "change_is_yours"
"""The job that tells whoever it was proposed for."""


def has_begun(runtime: Runtime, work: Work, organisation_id: UUID) -> bool:
    """Whether enough administrators of an organisation have passkeys, so that nobody gives a role there alone."""
    return len(_with_keys(runtime, work, organisation_id, (SIGNS,))) >= AT_LEAST


def can_sign(runtime: Runtime, work: Work, what: str, organisation_id: UUID) -> bool:
    """Whether enough people of an organisation have passkeys for a change of this kind: who proposes it, and others."""
    release, others = runtime.policy.release, KINDS[what].others
    propose, sign = (
        _with_keys(runtime, work, organisation_id, roles)
        for roles in (proposers(release, what), signers(release, what))
    )
    return bool(propose) and len(sign) > others


def hubs_that_have_begun(runtime: Runtime) -> Sequence[Organisation]:
    """The hubs whose administrators can take organisations in, by name; while there are none, a command does it."""
    with runtime.database.work(None) as work:
        return [one for one in work.identity.organisations(HUB) if has_begun(runtime, work, one.id)]


def _with_keys(runtime: Runtime, work: Work, organisation_id: UUID, roles: Collection[str]) -> Collection[UUID]:
    """The people there who have one of these roles, by one that counts, and a passkey that stands."""
    here = people_acting_as(runtime, work, organisation_id, roles)
    return {one.person_id for one in work.passkeys.passkeys_of(here, organisation_id)}


def propose_role_for(runtime: Runtime, by: UUID, person_id: UUID, organisation_id: UUID, role: str) -> Change:
    """The change that gives somebody a role once `by`, an administrator there, has signed it, and then others.

    Raises as `propose_for` does.
    """
    return propose_for(runtime, by, MEMBER_APPROVED, organisation_id, person_id, {"role": role})


def propose_for(
    runtime: Runtime, by: UUID, what: str, organisation_id: UUID, about_id: UUID, asked: Mapping[str, Any]
) -> Change:
    """A change in the name of `by`, who proposes such changes there, is told, and signs it first, or never.

    `runtime` is of the administering role. Raises WrongState for whoever does not propose such changes there, and where
    there is nothing to change.
    """
    now = runtime.clock.now().replace(microsecond=0)
    with runtime.database.work(None) as work:
        roles = proposers(runtime.policy.release, what)
        if by not in people_acting_as(runtime, work, organisation_id, roles):
            who = "an accountable owner" if KINDS[what].of_owners else "an administrator"
            raise WrongState(f"Whoever proposes it has a role there that does: give the id of {who} with --by.")
        change, new = change_of(runtime.policy, work, by, now, what, organisation_id, about_id, asked)
        if not new:
            return change
        work.changes.add(change)
        work.jobs.enqueue(YOURS, organisation_id, {"change_id": str(change.id)}, now)
        said = {"change": str(change.id), "digest": f"sha256:{change.digest.hex()}"}
        entry = administered(runtime, work, PROPOSED, [], to_id=organisation_id, said=said)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return change
