"""Who may work on a file, asked before anything is changed. The gate decides on every field by itself."""

from __future__ import annotations

from uuid import UUID

from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime

HUB_ROLES = ("hub_collator", "hub_decision_maker")
PARTNER_ROLES = ("partner_responder", "partner_manager", "caldicott_approver")


def require_case(runtime: Runtime, work: Work, actor: Actor, case_id: UUID, *, hold: bool = False) -> CaseFile:
    """The case, if the actor works on it at the hub. Otherwise one logged refusal and NotFound.

    With `hold`, revocations wait until this work ends: for whatever releases.
    """
    stands = not hold or work.files.hold(case_id, actor.membership_id)
    case = work.files.case_for(case_id, actor.person_id)
    allowed = case is not None and case.tenant_id == actor.organisation_id and actor.role in HUB_ROLES
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
    addressed = request is not None and request.partner_id == actor.organisation_id and actor.role in PARTNER_ROLES
    if request is None or not stands or not addressed:
        refuse(runtime, work, actor, "work_on_request", [file_id])
    return request


def require_hub_file(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, hold: bool = False
) -> ResearchRequest | None:
    """The request (None for a case's own file), if the actor works on its case. Otherwise a refusal and NotFound."""
    request = work.files.request(file_id)
    require_case(runtime, work, actor, request.case_id if request else file_id, hold=hold)
    return request
