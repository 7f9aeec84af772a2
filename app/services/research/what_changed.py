"""What changed in a return that waits since it was last submitted, or sent: seen by prints, which nobody can read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Actor
from app.services.disclosure.permission import request_in_hand
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content
from app.services.disclosure.working import is_sound
from app.services.research.prints import Place, differing, print_of
from app.services.research.question_in_draft import without_question
from app.services.runtime import Runtime

PRINT, UNDER = "print", "under"
SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Changed:
    """Since when, whether it was sent then or only submitted, and what is different; None where it cannot be said."""

    since: datetime
    sent: bool
    places: Mapping[Place, str] | None


def printed(
    runtime: Runtime, kind: str, file: SealedFile, subjects: Collection[UUID], held: Mapping[UUID, Content]
) -> Mapping[str, str]:
    """The codes by which an event says what was submitted or sent, by subject."""
    answers = {subject: without_question(one) for subject, one in held.items()}
    found = print_of(file.key, subjects, _fields(runtime, kind), answers)
    return {PRINT: found, UNDER: str(runtime.policy.number)}


def find_changed(
    runtime: Runtime, actor: Actor, file_id: UUID, subjects: Collection[UUID], held: Mapping[UUID, Content]
) -> Changed | None:
    """How these drafts, which the actor has opened, differ from what was there before they were submitted.

    None where nothing was. Raises NotFound, after logging the refusal.
    """
    with runtime.database.work(actor.organisation_id) as work:
        _, file = request_in_hand(runtime, work, actor, file_id)
        events = work.events.of_files([file_id]).get(file_id, ())
    taken = [one for one in events if PRINT in one.codes and is_sound(one, file.key)]
    earlier = taken[:-1]  # the newest is of what waits
    if not earlier:
        return None
    before = earlier[-1]
    answers = {subject: without_question(one) for subject, one in held.items()}
    fields = _fields(runtime, actor.organisation_kind)
    same_policy = before.codes.get(UNDER) == str(runtime.policy.number)
    places = differing(file.key, str(before.codes[PRINT]), subjects, fields, answers) if same_policy else None
    return Changed(before.at, before.what != SUBMITTED, places)


def _fields(runtime: Runtime, kind: str) -> tuple[str, ...]:
    return tuple(one.key for one in runtime.policy.release.catalogue.fields_for("return", kind))
