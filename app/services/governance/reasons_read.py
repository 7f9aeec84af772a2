"""The words of a reason as those who govern a log read them: not where somebody protected is, unless they typed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.identity import Actor
from app.domain.log_entry import Detail
from app.domain.ports import Work
from app.domain.protected_words import found_in
from app.services.disclosure.obligations import WITHOUT_NOTE
from app.services.disclosure.places_said import PlacesSaid, sought
from app.services.disclosure.unseen_places import places_for
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class ReasonRead:
    """What is shown of a reason; `kept` says that its words are kept back and that these stand in their place."""

    words: str | None
    kept: bool


def read_reason(
    runtime: Runtime, work: Work, actor: Actor, detail: Detail, hidden: Mapping[str, Any] | None
) -> ReasonRead:
    """The reason in an entry's hidden part. Raises KeysUnavailable.

    The places of the entry's case are opened unseen whatever the reason says.
    """
    words = hidden["reason"] if hidden else None
    if not words:
        return ReasonRead(None, kept=False)
    said = _places(runtime, work, actor, detail)
    tells = said.unread or bool(found_in(said.kept, words))
    if tells and detail.actor_id != actor.person_id:
        return ReasonRead(runtime.policy.release.obligations[WITHOUT_NOTE].label, kept=True)
    return ReasonRead(words, kept=False)


def _places(runtime: Runtime, work: Work, actor: Actor, detail: Detail) -> PlacesSaid:
    """The places that the case and its returns say; none of an entry that is about no case."""
    request = work.files.request(detail.file_id) if detail.file_id else None
    files = [one for one in (detail.file_id, request and request.case_id) if one]
    records = [one.id for one in work.records.of_files(files, "case", "request")][:1]
    if not records:
        return sought(())
    unseen = places_for(runtime, work, actor, records[0])
    return sought(unseen.places, unread=unseen.unread)
