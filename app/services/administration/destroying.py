"""Having a file destroyed: by whom it is proposed, and whether what was signed still holds when its key is to go.

Applying such a change destroys nothing. It lets the command do so, which logs in as the two roles that together may.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.changes import FILE_DESTROYED, OPEN_FOR, Change, standing
from app.domain.errors import WrongState
from app.domain.ports import Work
from app.services.administration.file_subjects import file_as_it_stands
from app.services.administration.propose_by_command import has_begun, propose_for
from app.services.administration.signed import signatures_that_hold
from app.services.administration.who_signs import signers
from app.services.identity.roles_that_count import people_acting_as
from app.services.runtime import Runtime

ASK_TWO: Final = (
    "Nothing was erased. Its hub’s administrators and officers can sign it: an officer proposes it by their page "
    "“Due to be looked at”, or give the id of one of them with --by and the reason with --why. Once they and "
    "another have signed, run this again. What was signed holds for fourteen days, as long as those who signed "
    "are there, and while the case is not opened again."
)


def propose_destroying_for(runtime: Runtime, by: UUID, file_id: UUID, why: str) -> Change:
    """The change by which a file may be destroyed, in the name of an administrator of its hub, who signs it first.

    `runtime` is of the administering role. Raises NotFound for an unknown file; InvalidInput without a reason;
    WrongState while its case is held, where it is erased, for whoever does not administer that hub, and where fewer
    than two there can sign.
    """
    with runtime.database.work(None) as work:
        hub_id = file_as_it_stands(work, file_id)[0].tenant_id
        if not has_begun(runtime, work, hub_id):
            raise WrongState("Fewer than two administrators of its hub have passkeys: nobody could sign it.")
    return propose_for(runtime, by, FILE_DESTROYED, hub_id, file_id, {"why": why})


def require_two(runtime: Runtime, work: Work, hub_id: UUID, file_id: UUID) -> None:
    """Raises WrongState unless two of a hub have signed that a file is destroyed as it stands, or fewer than two can.

    Each signature is verified anew, and whoever gave it administers or governs there now, by a passkey that stands.
    """
    if not has_begun(runtime, work, hub_id):
        return
    now, before = runtime.clock.now(), file_as_it_stands(work, file_id)[1].before
    said = [
        one
        for one in work.changes.applied_about(file_id, [FILE_DESTROYED])
        if (one.organisation_id, one.before) == (hub_id, before)
        and one.settled_at is not None
        and now < one.settled_at + OPEN_FOR
    ]
    here = people_acting_as(runtime, work, hub_id, signers(runtime.policy.release, FILE_DESTROYED))
    held = signatures_that_hold(runtime, work, said)
    for change in said:
        signed_by = {one.person_id for one, passkey in held[change.id] if passkey.ended_at is None} & here
        if standing(change, signed_by).complete:
            return
    raise WrongState(ASK_TWO)
