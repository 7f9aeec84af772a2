"""Compare what administrators signed with the log and with the roles there are, both ways.

A change that says it was applied is named by one entry, with its digest, and signed by enough people; a role that a
change gave is the one that it says; a role is suspended if it was suspended once more often than that was lifted.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.domain.administered import RowName
from app.domain.changes import KINDS, RELEASE_ACTIVATED, SUSPENSION_LIFTED, standing
from app.domain.identity import Membership
from app.domain.ports import Work
from app.services.administration.advise import bound_of_advice
from app.services.administration.digest import digest_of
from app.services.administration.signed import given_by_changes, signatures_that_hold
from app.services.administration.suspend_member import bound_of
from app.services.governance.problems import Problem
from app.services.identity.groups_that_count import groups_that_count
from app.services.runtime import Runtime


class ChangesCheck:
    """Collects what entries say of changes, and then compares. One for the whole verification."""

    def __init__(self, runtime: Runtime, work: Work) -> None:
        self._runtime, self._work = runtime, work
        self._said: defaultdict[str, list[str]] = defaultdict(list)
        self._lifted = Counter[str]()

    def look_at(self, body: Mapping[str, Any], named: Collection[RowName]) -> None:
        """Take in an entry of administration that the exchange has signed, and the rows that it names."""
        what = RELEASE_ACTIVATED if body.get("k") == "policy_released" else body.get("what")
        if "change" in body and what in KINDS:
            self._said[str(body["change"])].append(str(body["digest"]))
        if what == SUSPENSION_LIFTED:
            self._lifted.update(key for table, key in named if table == "membership")

    def problems(self, entries: Counter[str]) -> Iterator[str]:
        """What is wrong, a sentence for each row; `entries` counts the acts without a file that the log holds."""
        yield from self._changes()
        for advice in self._work.approvals.advice():
            if entries[hashlib.sha256(bound_of_advice(advice)).hexdigest()] != 1:
                says = "is not what its entry says that somebody advised."
                yield Problem(f"The row {advice.id} of entry_advice {says}", advice.organisation_id)
        mapped = self._work.groups.standing()
        count = groups_that_count(self._runtime, self._work, mapped)
        for group in mapped:
            if group.id not in count:
                says = "is not what was signed: it lets nobody in."
                yield Problem(f"The row {group.id} of group_mapping {says}", group.organisation_id)
        memberships = self._work.identity.memberships()
        given = given_by_changes(self._runtime, self._work, [one for one in memberships if one.change_id])
        for one in memberships:
            if one.change_id and one.id not in given:
                says = "is not what was signed: the change that it names gives none."
                yield Problem(f"The row {one.id} of membership {says}", one.organisation_id)
            if says := self._suspension(one, entries[hashlib.sha256(bound_of(one.id)).hexdigest()]):
                yield Problem(f"The row {one.id} of membership {says}", one.organisation_id)

    def _changes(self) -> Iterator[str]:
        applied = {str(one.id): one for one in self._work.changes.applied()}
        signed = signatures_that_hold(self._runtime, self._work, applied.values())
        for key, change in applied.items():
            if self._said[key] != [f"sha256:{digest_of(change).hex()}"]:
                says = "is said to be applied, and no entry, or more than one, says the same of it."
                yield Problem(f"The change {key} {says}", change.organisation_id)
            elif not standing(change, {one.person_id for one, _ in signed[change.id]}).complete:
                says = "was applied, and is not signed by as many as it takes."
                yield Problem(f"The change {key} {says}", change.organisation_id)
        for key in self._said.keys() - applied.keys():
            yield f"The change {key} is gone, or said not to be applied: the log names it."

    def _suspension(self, membership: Membership, suspended: int) -> str:
        """What is wrong with it; empty where nothing is."""
        if membership.ended_at is not None:
            return ""
        should = suspended > self._lifted[str(membership.id)]
        if membership.suspended_at is None:
            return "acts again, and no entry says that its suspension was lifted." if should else ""
        return "" if should else "is suspended, and no entry says so."
