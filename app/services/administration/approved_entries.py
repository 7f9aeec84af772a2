"""What an organisation's owners make of entries of the policy: approved, or objected to, as it counts.

A word counts by the entry of the log that names its row, and by its change's signatures. One that does not is not
believed, and neither is anything said before it: what it might have taken back is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.changes import ENTRIES_APPROVED, OF_ENTRIES, Change, standing
from app.domain.entry_approvals import EntryApproval
from app.domain.ports import Work
from app.services.administration.entries import entries_in
from app.services.administration.signed import signatures_that_hold
from app.services.disclosure.naming_rows import named_by
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Said:
    """What was last said of one entry as it was read: that it is approved or objected to, since when, why, by whom."""

    approved: bool
    since: datetime
    why: str | None
    by: UUID


def said_of_entries(runtime: Runtime, work: Work, organisation_id: UUID) -> Mapping[str, Said]:
    """What an organisation's owners last said of each entry, by the digest of what they read.

    As many statements for one as for all. Raises KeysUnavailable.
    """
    rows = work.approvals.approvals_of(organisation_id)
    changes = work.changes.changes({one.change_id for one in rows}) if rows else {}
    signed = signatures_that_hold(runtime, work, changes.values())
    named = named_by(runtime, work, {(("entry_approval", str(one.id)), one.entry_id) for one in rows})

    def holds(row: EntryApproval, change: Change) -> bool:
        if change.organisation_id != row.organisation_id or change.what not in OF_ENTRIES:
            return False
        by = {one.person_id for one, _ in signed[change.id]}
        return standing(change, by).complete and (("entry_approval", str(row.id)), row.entry_id) in named

    found: dict[str, Said] = {}
    for row in rows:
        change = changes[row.change_id]
        if not holds(row, change):
            found.clear()
            continue
        said = Said(change.what == ENTRIES_APPROVED, row.at, change.body["why"], change.proposed_by)
        found |= {digest: said for _, _, digest in entries_in(change.body)}
    return found
