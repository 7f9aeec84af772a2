"""An invitation that whoever runs the exchange takes back: at once, and named in the installation's log."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.changes import APPLIED, MEMBER_INVITED
from app.domain.errors import NotFound, WrongState
from app.domain.invitations import WITHDRAWN, Answer
from app.services.administration.answer_invitation import ANSWERED_ALREADY
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.runtime import Runtime

TAKEN_BACK: Final = "invitation_withdrawn"


def take_back_invitation(runtime: Runtime, change_id: UUID) -> None:
    """Nobody is let in by its link from now on. `runtime` is of the administering role.

    Raises NotFound when there is none that was sent, WrongState when it has been answered.
    """
    with runtime.database.work(None) as work:
        change = work.changes.change(change_id)
        if change is None or (change.what, change.outcome) != (MEMBER_INVITED, APPLIED):
            raise NotFound("No invitation of this id was sent. One that is not signed yet is taken back on its page.")
        if work.invitations.answers([change_id]):
            raise WrongState(ANSWERED_ALREADY)
        work.invitations.add(Answer(change_id, WITHDRAWN, None, runtime.clock.now()))
        said = {"change": str(change_id)}
        entry = administered(runtime, work, TAKEN_BACK, [], to_id=change.organisation_id, said=said)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
