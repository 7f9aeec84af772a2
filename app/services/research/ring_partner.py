"""A partner is rung that has not seen what changed, or was closed when something red was sent.

Kept is who was rung, how they were identified, and what was said.
"""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.events import IDENTIFIED, INCIDENT, NOT_VERIFIED
from app.domain.identity import Actor
from app.services.disclosure.duties import HUB_FOLLOWS_UP
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import file_key
from app.services.disclosure.working import append, worked
from app.services.runtime import Runtime

YES_OR_NO = ("yes", "no")


def ring_partner(
    runtime: Runtime, actor: Actor, file_id: UUID, *, identified: str, spoke_to: str, said: str, whereabouts: str
) -> bool:
    """Record the call in the hub's own log; whether the partner counts as told: nobody unverified does.

    A call in which nobody made sure who it was is a possible incident: the case's decision-makers are told at once.
    `spoke_to` and `said` are sealed in the log alone; `whereabouts` (yes, no) is whether it was said where anybody is.
    Raises InvalidInput naming what is missing, WrongState when nothing has changed, NotFound, LogUnavailable: then
    nothing is recorded.
    """
    missing = {
        name: words
        for name, words, there in (
            ("identified", "Choose how you made sure who it was.", identified in IDENTIFIED),
            ("spoke_to", "Give the name of whoever you spoke to.", spoke_to.strip()),
            ("said", "Write down what you said.", said.strip()),
            ("whereabouts", "Say whether you said where anybody is.", whereabouts in YES_OR_NO),
        )
        if not there
    }
    if missing:
        raise InvalidInput(missing)
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, duty=HUB_FOLLOWS_UP, hold=True)
        if request is None:
            raise NotFound("This request does not exist.")
        if request.changed_at is None and not request.unattended:
            raise WrongState("Nothing in this request has changed since it was sent, and its partner can see it.")
        file, now = file_key(runtime, work, file_id, request.hub_id), runtime.clock.now()
        told = identified != NOT_VERIFIED
        codes = {"identified": identified, "whereabouts": whereabouts}
        if request.changed_at is not None:
            codes["change"] = request.changed_at.isoformat()
        if told and request.changed_at is not None:
            work.files.note_told(file_id, request.changed_at, "rung_at", now)
        elif told:
            work.files.note_since([file_id], "rung_at", now)
        acts = [file.act("rung", actor.person_id, **codes)]
        if not told:
            acts.append(file.act(INCIDENT, actor.person_id, whereabouts=whereabouts))
            work.jobs.enqueue("unverified_call", request.hub_id, {"file_id": str(file_id)}, now)
        reason = f"Spoke to {spoke_to.strip()}. {said.strip()}"
        entries = [worked(runtime, actor, request.hub_id, one, reason) for one in append(work, actor, now, acts)]
        make_durable(runtime, work, record(runtime, work, [(one, file.detail_key) for one in entries]))
    return told
