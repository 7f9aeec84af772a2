"""An information governance officer proposes that a file is destroyed: it is signed like any other change.

Nothing is destroyed by it, and nothing is opened for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.domain.changes import FILE_DESTROYED, Change
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.administration.file_subjects import file_as_it_stands, why_not
from app.services.administration.propose_by_command import has_begun
from app.services.administration.propose_change import propose_change
from app.services.disclosure.duties import HUB_CLOSES, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.own_hand import files_with_a_hand
from app.services.runtime import Runtime

NOBODY_SIGNS: Final = (
    "Fewer than two administrators of your hub have passkeys, so that nobody could sign it. Ask them to begin, or "
    "whoever runs the exchange."
)


@dataclass(frozen=True, slots=True)
class Destroyable:
    """What a change would say of a file, but for the reason; `why_not` is why it cannot be proposed now, if so."""

    says: Mapping[str, Any]
    why_not: str | None


def see_destroyable(runtime: Runtime, actor: Actor, file_id: UUID) -> Destroyable:
    """A file as it would be proposed. Raises NotFound, after logging the refusal, as `propose_destroying` does."""
    with runtime.database.work(actor.organisation_id) as work:
        return _see(runtime, work, actor, file_id)


def propose_destroying(runtime: Runtime, actor: Actor, file_id: UUID, why: str) -> Change:
    """The change by which it may be destroyed, to be signed by the actor first, and then by another.

    Raises InvalidInput without a reason; WrongState while its case is held, where it is erased, and where fewer
    than two administrators have passkeys; NotFound, after logging the refusal, for whoever does not propose it, for a
    file of another hub or none, and for one that they have a hand in.
    """
    with runtime.database.work(actor.organisation_id) as work:
        seen = _see(runtime, work, actor, file_id)
    if seen.why_not:
        raise WrongState(seen.why_not)
    return propose_change(runtime, actor, FILE_DESTROYED, file_id, {"why": why})


def _see(runtime: Runtime, work: Work, actor: Actor, file_id: UUID) -> Destroyable:
    request = work.files.request(file_id)
    own = {file_id, request.case_id if request else file_id}
    try:
        file, subject = file_as_it_stands(work, file_id)
    except NotFound:
        refuse(runtime, work, actor, FILE_DESTROYED, [file_id])
    may = has_duty(runtime.policy.release, actor, HUB_CLOSES) and not files_with_a_hand(work, actor, own, at_hub=True)
    if not may or file.tenant_id != actor.organisation_id:
        refuse(runtime, work, actor, FILE_DESTROYED, [file_id])
    begun = has_begun(runtime, work, actor.organisation_id)
    return Destroyable(subject.body, why_not(file) or (None if begun else NOBODY_SIGNS))
