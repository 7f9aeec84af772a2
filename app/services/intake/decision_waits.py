"""Cases in which nobody can be asked yet because a decision-maker has not decided."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.duties import HUB_DECIDES, roles_for
from policies.engine.release import PolicyRelease


def decision_waits_in(release: PolicyRelease, work: Work, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these cases whose purpose wants a decision that only a decision-maker makes, and that lack it."""
    found: dict[UUID, list[Record]] = {one: [] for one in case_ids}
    for one in work.records.of_files(list(found), "case") if found else ():
        found[one.file_id].append(one)
    return frozenset(case for case, records in found.items() if _waits(release, records))


def _waits(release: PolicyRelease, records: list[Record]) -> bool:
    purpose = next((str(one.codes["purpose"]) for one in records if "purpose" in one.codes), "")
    if purpose not in release.purposes:
        return False
    deciders, said = {*roles_for(release, HUB_DECIDES)}, {one.what for one in records}
    return any(deciders.issuperset(one.who) and one.key not in said for one in release.before_sending(purpose))
