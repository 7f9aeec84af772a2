"""Who at a partner looks at a challenged answer: whoever approves what it sends, and did not write this answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.domain.errors import NotPermitted
from app.domain.identity import Actor, Person
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import APPROVES, approvals_at, roles_for
from app.services.disclosure.strongly import require_strong
from app.services.research.approval import approvals_of
from app.services.runtime import Runtime


def returns_of(work: Work, file_id: UUID) -> tuple[Record, ...]:
    """The returns that stand in a request's file."""
    return tuple(one for one in work.records.of_file(file_id, "return") if one.state == "released")


def seniors_of(
    runtime: Runtime, work: Work, request: ResearchRequest, returned: Iterable[Record]
) -> tuple[Person, ...]:
    """Those of the partner who could answer a challenge of these returns, by name; nobody who stepped back."""
    release, partner = runtime.policy.release, work.identity.organisation(request.partner_id)
    needs = approvals_at(release, partner.kind)
    roles = tuple(dict.fromkeys(role for need in needs for role in roles_for(release, APPROVES[need])))
    apart = {one.author_person_id for one in returned}
    apart |= work.events.stepped_back([request.file_id, request.case_id])
    found = work.identity.people_with(partner.id, roles)
    return tuple(sorted((one for one in found if one.id not in apart), key=lambda one: one.display_name))


def is_senior(
    runtime: Runtime, work: Work, actor: Actor, request: ResearchRequest, returned: Sequence[Record], *, hold: bool
) -> bool:
    """Whether the actor may answer a challenge of these returns: by their own role, or standing in for a senior."""
    needs = approvals_at(runtime.policy.release, actor.organisation_kind)
    return not approvals_of(runtime, work, actor, request, returned, hold=hold).isdisjoint(needs)


def require_senior(
    runtime: Runtime, work: Work, actor: Actor, request: ResearchRequest, returned: Sequence[Record]
) -> None:
    """Raise NotPermitted unless they may; whoever may proves first who they are: raises ConfirmFirst."""
    if not is_senior(runtime, work, actor, request, returned, hold=True):
        raise NotPermitted(
            "A challenge is answered by whoever approves what your organisation sends, and did not write this answer."
        )
    require_strong(actor)
