"""Which groups let people in: of those that are believed, those of which the change was signed by enough people.

Whoever has the log's key, and writes the row, has no passkeys.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from app.domain.changes import GROUP_MAPPED, Change, standing
from app.domain.groups import GroupMapping
from app.domain.ports import Work
from app.services.administration.signed import signatures_that_hold
from app.services.runtime import Runtime


def groups_that_count(runtime: Runtime, work: Work, found: Collection[GroupMapping]) -> Mapping[UUID, GroupMapping]:
    """Those of these that count, by their id. As many statements for one as for all. Raises KeysUnavailable."""
    if not found:
        return {}
    changes = work.changes.changes({one.id for one in found})
    signed = signatures_that_hold(runtime, work, changes.values())

    def counts(one: GroupMapping) -> bool:
        change = changes.get(one.id)
        if change is None or not _says(change, one):
            return False
        return standing(change, {each.person_id for each, _ in signed[change.id]}).complete

    return {one.id: one for one in found if counts(one)}


def _says(change: Change, one: GroupMapping) -> bool:
    """Whether that is what was signed."""
    body = change.body
    signed = (change.what, change.organisation_id, change.about_id, body["group"], body["role"])
    return signed == (GROUP_MAPPED, one.organisation_id, one.provider_id, one.group, one.role)
