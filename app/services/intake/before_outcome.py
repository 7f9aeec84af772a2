"""What must stand before an outcome is recorded: whoever decides has heard the child, or says why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.domain.files import CaseFile, Subject
from app.domain.records import Record
from app.services.intake.roles import ALLEGED, role_of
from policies.engine.release import PolicyRelease


def lacking_for_outcome(
    release: PolicyRelease, case: CaseFile, people: Iterable[Subject], stated: Mapping[tuple[str, UUID], Record]
) -> tuple[str, ...]:
    """What is missing, in a sentence each, said once however many it is missing of; nobody alleged is asked. Pure."""
    kinds = [release.statements[key] for key in release.purposes[case.purpose].before_outcome]
    asked = [one for one in people if role_of(stated, one.subject_id) != ALLEGED]
    return tuple(
        kind.missing
        for kind in kinds
        if any(one.kind in kind.subjects and (kind.key, one.subject_id) not in stated for one in asked)
    )
