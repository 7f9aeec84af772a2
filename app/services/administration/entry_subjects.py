"""What a change of entries of the policy says, and what was last said of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.changes import APPROVE, ENTRIES_APPROVED, ENTRIES_OBJECTED, ENTRIES_ON_PAPER, Change
from app.domain.entry_approvals import EntryApproval
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.ports import Work
from app.services.administration.digest import digest_of_row
from app.services.administration.entries import body_of_entries, entries_in
from app.services.administration.subject import Subject
from app.services.runtime import PolicyInForce

OVERRULES: Final = "overrules"
"""Of what an approval overrules its body says: kind, key and digest of each entry, and why it was objected to."""
WHY_AFTER_ALL: Final = "An accountable owner objected to it. Say why it is approved after all."
NOT_ON_PAPER: Final = (
    "An accountable owner objects to something on this sheet. Print a new sheet, without it, and have that signed."
)
ALL_APPROVED: Final = "All that stands on this sheet is approved by now."


def entries_subject(
    policy: PolicyInForce,
    work: Work,
    what: str,
    organisation_id: UUID,
    about_id: UUID,
    asked: Mapping[str, Any],
    now: datetime,
) -> Subject:
    """Entries of the policy in force, and what was last said of each of them.

    An approval that overrules an objection says so in what is signed. What is approved on the pages meanwhile is left
    out of what a paper does, and overtakes it only once nothing is left; an objection meanwhile overtakes it.

    Raises NotFound, InvalidInput and UnknownEntry as `body_of_entries`; WrongState for a paper with something that is
    objected to.
    """
    if about_id != organisation_id:
        raise NotFound
    body = body_of_entries(policy, work.identity.organisation(organisation_id).kind, what, asked)
    named = sorted(entries_in(body))
    said = _said(work, organisation_id)
    last = {digest: (row, change) for row, change, digest in said}
    against = [(*one, last[one[2]][1].body["why"]) for one in named if one[2] in last and _objects(last[one[2]][1])]
    if what == ENTRIES_ON_PAPER:
        if against:
            raise WrongState(NOT_ON_PAPER)
        if _approved_since(said, now) >= {digest for _, _, digest in named}:
            raise WrongState(ALL_APPROVED)
        last = {digest: (row, change) for row, change, digest in said if _objects(change)}
    elif what == ENTRIES_APPROVED and against:
        if not body["why"]:
            raise InvalidInput({"why": WHY_AFTER_ALL})
        body = {**body, OVERRULES: [list(one) for one in against]}
    before = {digest: last[digest][0].id if digest in last else None for _, _, digest in named}
    return Subject(body, digest_of_row(before))


def left_out(work: Work, change: Change) -> int:
    """How many entries of an open change were approved by another since it was proposed."""
    since = _approved_since(_said(work, change.organisation_id), change.proposed_at)
    return len(since & {digest for _, _, digest in entries_in(change.body)})


def _said(work: Work, organisation_id: UUID) -> Sequence[tuple[EntryApproval, Change, str]]:
    """All that was said of entries there, the first first: by which row and change, and the entry's digest."""
    rows = work.approvals.approvals_of([organisation_id])
    changes = work.changes.changes({one.change_id for one in rows}) if rows else {}
    return [
        (row, changes[row.change_id], digest)
        for row in rows
        for _, _, digest in entries_in(changes[row.change_id].body)
    ]


def _objects(change: Change) -> bool:
    return change.what == ENTRIES_OBJECTED


def _approved_since(said: Sequence[tuple[EntryApproval, Change, str]], moment: datetime) -> set[str]:
    return {digest for row, change, digest in said if row.at >= moment and change.what in APPROVE}
