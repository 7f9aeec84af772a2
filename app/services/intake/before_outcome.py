"""What must stand before an outcome is recorded: history looked at, the child heard or why not, a level and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.domain.files import CaseFile, Subject
from app.domain.records import Record
from app.services.intake.roles import ALLEGED, role_of
from policies.engine.release import PolicyRelease
from policies.engine.statements import StatementKind


def lacking_for_outcome(
    release: PolicyRelease, case: CaseFile, people: Iterable[Subject], stated: Mapping[tuple[str, UUID], Record]
) -> tuple[StatementKind, ...]:
    """The kinds of statement that are missing, once each however many it is missing of. Pure.

    Nothing is asked of anybody alleged to cause harm; whether the hub has known them before is looked at all the same.
    """
    kinds = [release.statements[key] for key in release.purposes[case.purpose].before_outcome]
    everybody = tuple(people)
    roles = {one.subject_id: role_of(stated, one.subject_id) for one in everybody}

    def lacks(kind: StatementKind, one: Subject) -> bool:
        role = roles[one.subject_id]
        asked = kind.is_asked_of(one.kind, role) and (kind.of_known or role != ALLEGED)
        return asked and (kind.key, one.subject_id) not in stated

    return tuple(kind for kind in kinds if any(lacks(kind, one) for one in everybody))
