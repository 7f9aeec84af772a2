"""What every request of an act says by itself, of whom nobody types it: who asks, under which law, who decided."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.services.runtime import Runtime


def automatic_answers(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, stated: Mapping[tuple[str, UUID], Record]
) -> Mapping[str, Answer]:
    """What every request says without anybody typing it: purpose, public task, who asks and who decided."""
    purpose = runtime.policy.release.purposes[case.purpose]
    hub = work.identity.organisation(actor.organisation_id)
    role = runtime.policy.release.roles[actor.role]
    found = {
        "request_purpose_statement": plain(f"{purpose.label}: {purpose.statute}."),
        "request_public_task_statement": plain(
            f"{hub.name} needs this information for its public task under {purpose.statute}."
        ),
        "request_requester": plain({"name": actor.display_name, "role": role.label, "telephone": hub.telephone}),
    }
    if decided := next((one for (what, _), one in stated.items() if what == "manager_decision"), None):
        manager = work.identity.person(decided.author_person_id)
        found["request_decision_maker"] = plain({"name": manager.display_name, "telephone": hub.telephone})
    return found
