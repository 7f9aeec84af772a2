"""Files an officer must not check: those they have a hand in, or have stepped back from."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.domain.identity import Actor
from app.domain.ports import Work

LOOKED = "opened"
"""A hub's officer who broke glass has looked, which is their work: by that alone they have no hand in the file."""


def files_with_a_hand(work: Work, actor: Actor, file_ids: Collection[UUID], *, at_hub: bool) -> set[UUID]:
    """Those of these files that name this person in an event, whatever became of its seal."""
    events = work.events.own(list(file_ids), actor.person_id) if file_ids else ()
    return {one.file_id for one in events if not (at_hub and one.what == LOOKED)}
