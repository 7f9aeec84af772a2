"""The sheets that an owner without a passkey signs: what is open and nobody objects to, as it stands or stood.

What was said since a sheet was printed only ever takes something off it, so every sheet that could have been printed of
the policy in force is made again from what was said, and known by its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from app.domain.entry_approvals import Advice, OwnersWord
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.administration.approved_entries import words_of
from app.services.administration.entries import digests_in_force
from app.services.administration.refusing import refused
from app.services.disclosure.duties import ADVISES_ON_POLICY, OWNS_POLICY, has_duty
from app.services.runtime import Runtime
from crypto.canonical import canonical

LABEL: Final = "prx/approval-sheet/v1"
Entry = tuple[str, str, str]
"""Kind, key and digest."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one, and the digest over all of it, in hexadecimal digits."""

    entries: Sequence[Entry]
    digest: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheet as it is now, what is objected to and so not on it, and those that were printed before, the last first.

    `advice` is what was last advised on each digest, `names` who advised.
    """

    now: Sheet
    objected: Sequence[Entry]
    before: Sequence[Sheet]
    advice: Mapping[str, Advice]
    names: Mapping[UUID, str]

    def of(self, written: str) -> Sheet | None:
        """The one whose digest begins so."""
        return next((one for one in (self.now, *self.before) if one.digest.startswith(written)), None)


def see_sheet(runtime: Runtime, actor: Actor) -> Sheets:
    """The sheets of the actor's organisation. Raises NotFound, after logging it, for whoever reads none of it."""
    if not any(has_duty(runtime.policy.release, actor, one) for one in (OWNS_POLICY, ADVISES_ON_POLICY)):
        refused(runtime, actor, "see_sheet")
    with runtime.database.work(actor.organisation_id) as work:
        return sheets_of(runtime, work, actor)


def sheets_of(runtime: Runtime, work: Work, actor: Actor) -> Sheets:
    """The same, in the caller's transaction. Raises KeysUnavailable."""
    words = words_of(runtime, work, actor.organisation_id)
    all_of_it = [
        (kind, key, digest)
        for (kind, key), digest in sorted(digests_in_force(runtime.policy, actor.organisation_kind).items())
    ]
    last = {one.digest: one for one in words}
    objected = [one for one in all_of_it if one[2] in last and not last[one[2]].approved]
    now, *before = _since(actor.organisation_id, all_of_it, words)
    advice = {
        digest: one for one in reversed(work.approvals.advice_of(actor.organisation_id)) for digest in one.digests
    }
    people = work.identity.people({one.by_id for one in advice.values()})
    return Sheets(now, objected, before, advice, {id_: one.display_name for id_, one in people.items()})


def _since(organisation_id: UUID, all_of_it: Sequence[Entry], words: Sequence[OwnersWord]) -> Sequence[Sheet]:
    """The sheet as it was before anything was said, and after each time that something was; the last first."""
    said: set[str] = set()
    states = [list(all_of_it)]
    for _, together in groupby(words, key=lambda one: one.at):
        said |= {one.digest for one in together}
        states.append([one for one in all_of_it if one[2] not in said])
    different = [one for place, one in enumerate(states) if place == 0 or one != states[place - 1]]
    return [Sheet(one, _digest(organisation_id, one)) for one in reversed(different)]


def _digest(organisation_id: UUID, entries: Sequence[Entry]) -> str:
    of = {"entries": [list(one) for one in entries], "organisation": str(organisation_id)}
    return hashlib.sha256(f"{LABEL}\n".encode() + canonical(of)).hexdigest()
