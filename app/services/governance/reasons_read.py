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
from app.services.disclosure.places_said import PlacesSaid, place_fields, sought
from app.services.disclosure.said_protection import as_believed, keys_to_believe
from app.services.disclosure.unseen_places import granted_of, read_places
from app.services.disclosure.working import own_in
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
    policy, keys = runtime.policy, runtime.keys
    fields = place_fields(policy.release.catalogue)
    _, boxes = work.records.boxes_beside_places(records, actor.organisation_id, fields)
    telling = [one for one in work.records.openable(list(boxes), actor.organisation_id) if not one.erased]
    own, file_keys = own_in(runtime, work, actor, telling)
    wraps = keys_to_believe(actor, telling)
    if missing := {one: wrap for one, wrap in wraps.items() if one not in file_keys}:
        file_keys.update(keys.file_keys(missing))
    told = [(as_believed(actor, one, file_keys), file_keys[one.record.file_id]) for one in telling]
    grants = granted_of(keys, actor.organisation_id, told, {})
    found = [one for one, _ in told]
    unseen = read_places(policy, actor, own, found, grants, boxes, runtime.clock.now().date())
    return sought(unseen.places, unread=unseen.unread)
