"""A hub's rehearsal ends: its twins take part no more, and what was in it is erased by its keys.

Whoever acts in it is asked for nothing and told nothing: with the next page they act for nobody there.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import NotFound
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.governance.erase_file import erase_file
from app.services.identity.administer import administered
from app.services.identity.end_organisation import ENDED, retire
from app.services.identity.end_partnership import ENDED as PARTNERSHIP_ENDED
from app.services.identity.make_partnership import HUB
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Over:
    """How many twins and roles ended, and how many files were erased: cases, and requests."""

    twins: int
    roles: int
    files: int


def end_rehearsal(runtime: Runtime, hub_id: UUID) -> Over:
    """End the twins of a hub's rehearsal, then erase every file of theirs. For commands alone, as the role that may.

    Stopped in between, it is done again: what is left to do is done. Names, logs and erased files stay. Raises NotFound
    where there is neither a rehearsal of that hub nor anything left of one; LogUnavailable, KeysUnavailable.
    """
    with runtime.database.work(None) as work:
        hub = organisation_named(work, hub_id)
        twins = work.identity.twins(hub.id)
        entries = [
            _apart(runtime, work, one.rehearsal.id, one.id) for one in twins if one.rehearsal and one.kind != HUB
        ]
        roles = 0
        for one in twins:
            rows = retire(work, one, runtime.clock.now())
            roles += len(rows) - 1
            entries.append(administered(runtime, work, ENDED, rows, to_id=one.id, ended=True))
        if entries:
            make_durable(runtime, work, record(runtime, work, [(one, None) for one in entries]))
    with runtime.database.work(None) as work:
        left = work.erasures.rehearsed(hub_id)
    if not twins and not left:
        raise NotFound(
            f"{hub.name} has no rehearsal that could be ended. `flask rehearsal list` prints those there are."
        )
    for file_id in left:
        erase_file(runtime, file_id)
    return Over(len(twins), roles, len(left))


def _apart(runtime: Runtime, work: Work, twin_id: UUID, partner_id: UUID) -> Entry:
    """Nobody is told of it: nothing is waited for from whoever ends with it."""
    work.partnerships.end(twin_id, partner_id, runtime.clock.now())
    rows = [("partnership", f"{twin_id}/{partner_id}")]
    return administered(runtime, work, PARTNERSHIP_ENDED, rows, to_id=partner_id, ended=True)
