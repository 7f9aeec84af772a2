"""Who may work on a file, asked before anything is changed. The gate decides on every field by itself."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB, READ, WORK


class Duty(NamedTuple):
    """What a role may do with cases and requests (`policies/roles.toml`), at the hub or at a partner."""

    at_hub: bool
    may: str


HUB_READS = Duty(at_hub=True, may=READ)
HUB_WORKS = Duty(at_hub=True, may=WORK)
PARTNER_WORKS = Duty(at_hub=False, may=WORK)


def roles_for(release: PolicyRelease, duty: Duty) -> tuple[str, ...]:
    """The roles that policy gives a duty, in the order of the file."""
    held = (role for role in release.roles.values() if duty.may in role.may)
    return tuple(role.key for role in held if any((kind == HUB) == duty.at_hub for kind in role.organisations))


def has_duty(runtime: Runtime, actor: Actor, duty: Duty) -> bool:
    """Whether the actor's role has it, in an organisation that has such people."""
    role = runtime.policy.release.roles.get(actor.role)
    given = role is not None and duty.may in role.may and actor.organisation_kind in role.organisations
    return given and (actor.organisation_kind == HUB) == duty.at_hub


def require_case(
    runtime: Runtime, work: Work, actor: Actor, case_id: UUID, *, duty: Duty = HUB_WORKS, hold: bool = False
) -> CaseFile:
    """The case, if the actor is on it at the hub and works on cases. Otherwise one logged refusal and NotFound.

    What only looks asks for the duty `HUB_READS`. With `hold`, revocations wait until this work ends: for whatever
    releases.
    """
    stands = not hold or work.files.hold(case_id, actor.membership_id)
    case = work.files.case_for(case_id, actor.person_id)
    allowed = case is not None and case.tenant_id == actor.organisation_id and has_duty(runtime, actor, duty)
    if case is None or not stands or not allowed:
        refuse(runtime, work, actor, "work_on_case", [case_id])
    return case


def require_request(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, hold: bool = False
) -> ResearchRequest:
    """The request, if it is addressed to the actor's organisation. Otherwise one logged refusal and NotFound.

    Whoever is on the hub's case under another membership is refused: nobody asks and answers. With `hold`, revocations
    wait until this work ends: for whatever releases.
    """
    stands = not hold or work.files.hold(file_id, actor.membership_id)
    request = work.files.request_for(file_id, actor.person_id)
    addressed = request is not None and request.partner_id == actor.organisation_id
    if request is None or not stands or not addressed or not has_duty(runtime, actor, PARTNER_WORKS):
        refuse(runtime, work, actor, "work_on_request", [file_id])
    return request


def require_hub_file(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, duty: Duty = HUB_WORKS, hold: bool = False
) -> ResearchRequest | None:
    """The request (None for a case's own file), if `require_case` lets the actor at its case."""
    request = work.files.request(file_id)
    require_case(runtime, work, actor, request.case_id if request else file_id, duty=duty, hold=hold)
    return request
