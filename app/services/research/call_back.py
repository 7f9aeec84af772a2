"""What was to be sent is called back before it leaves: anybody on the case can, as partners then stay strict."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import NotFound, WrongState
from app.domain.held import CALLED_BACK, Held, held_of
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import file_key
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import append, worked
from app.services.runtime import Runtime


def call_back(runtime: Runtime, actor: Actor, file_id: UUID, number: int) -> None:
    """Keep it from being sent. Raises WrongState when it has left or was called back before, NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, hold=True)
        if request is None:
            raise NotFound("This request does not exist.")
        work.files.lock_case(request.case_id)  # whoever sends it has ended, or waits
        held = held_numbered(work, file_id, number)
        if held is None:
            raise WrongState("This has been sent already, or was called back before.")
        end(runtime, work, actor, file_key(runtime, work, file_id, request.hub_id), held, CALLED_BACK)


def held_numbered(work: Work, file_id: UUID, number: int) -> Held | None:
    """What was decided by an event of a request and has neither left nor been called back."""
    found = held_of(work.events.of_files([file_id]).get(file_id, ()))
    return next((one for one in found if one.number == number), None)


def end(runtime: Runtime, work: Work, actor: Actor, file: SealedFile, held: Held, how: str) -> None:
    """Write down, with its leaf, that it is not sent, and commit."""
    (event,) = append(work, actor, runtime.clock.now(), [file.act(how, held.by, held=str(held.number))])
    entry = worked(runtime, actor, file.tenant, event)
    make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))
