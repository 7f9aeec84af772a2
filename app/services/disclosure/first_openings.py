"""What is noted when a person opens a file for the first time, or an organisation first sees what changed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.ports import Openable, Work
from app.services.disclosure.working import Act, append


def note_first_openings(
    work: Work,
    actor: Actor,
    at: datetime,
    own: Involvement,
    openables: Sequence[Openable],
    file_keys: Mapping[UUID, bytes],
) -> None:
    """Add to each file this person has not opened before that they do now; a request is shown as opened.

    What changed in a request since it was sent has been seen once the partner opens a record that says so; that
    somebody is left out of it, which no record says, once it opens the whole request. What a partner wrote has been
    heard of once the hub opens a record of it.
    """
    first = {one.record.file_id: one for one in openables if not own.has_opened(one.record.file_id)}
    acts = [Act(one, file_keys[one], "opened", actor.person_id) for one in sorted(first)]
    for file_id, openable in sorted(first.items()):
        if openable.request and openable.request.partner_id == actor.organisation_id:
            work.files.note_opened(file_id, at)
    for file_id in sorted(_heard(actor, openables)):
        work.files.note_since([file_id], "unheard_at", None)
    for file_id, change in sorted(_changes_seen(work, actor, openables).items()):
        work.files.note_told(file_id, change, "seen_at", at)
        codes = {"change": change.isoformat()}
        acts.append(Act(file_id, file_keys[file_id], "seen", actor.person_id, codes))
    if acts:
        append(work, actor, at, acts)


def _heard(actor: Actor, openables: Sequence[Openable]) -> frozenset[UUID]:
    """The requests of which nobody of the hub could be told what the partner wrote, until the actor opens it."""
    return frozenset(
        request.file_id
        for record, request in ((one.record, one.request) for one in openables)
        if request is not None
        and request.unheard_at is not None
        and (request.hub_id, request.partner_id) == (actor.organisation_id, record.author_id)
    )


def _changes_seen(work: Work, actor: Actor, openables: Sequence[Openable]) -> Mapping[UUID, datetime]:
    """The requests of which the actor's organisation sees for the first time what has changed, and when that was."""
    found: dict[UUID, datetime] = {}
    unsaid: dict[UUID, datetime] = {}
    for asked, request in ((one.record, one.request) for one in openables):
        if request is None or request.changed_at is None or request.seen_at is not None or asked.released_at is None:
            continue
        if (asked.kind, asked.state, actor.organisation_id) == ("request", "released", request.partner_id):
            says = asked.released_at >= request.changed_at
            (found if says else unsaid)[request.file_id] = request.changed_at
    if unsaid := {file_id: at for file_id, at in unsaid.items() if file_id not in found}:
        ids = {one.record.id for one in openables}
        rest = [one for one in work.records.of_files(sorted(unsaid), "request") if one.state == "released"]
        unread = {one.file_id for one in rest if one.id not in ids}  # or the record that says it
        found |= {file_id: at for file_id, at in unsaid.items() if file_id not in unread}
    return found
