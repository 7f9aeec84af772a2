"""Reading a log one's organisation is a party to: a page of it, or one entry. Each read is an entry of its own.

What is shown is what the leaves say; beside them only who acted and which fields, where that is for this reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.log_entry import BREAKS_GLASS, REVEALED, Log, StoredLeaf
from app.domain.log_stop import Stop
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.check_details import misfits
from app.services.governance.closed_entries import closed_among
from app.services.governance.leaf_body import leaf_body
from app.services.governance.party_logs import organisations_of, require_party_log, stop_of
from app.services.governance.record_read import record_read
from app.services.governance.told_of_entries import REFUSED, acted_by, sought_in, told_of
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from crypto.commitments import opens
from policies.engine.release import PolicyRelease

PAGE = 25


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """An entry as one officer may know it. Of a `closed` one only `index` and `at` say anything.

    `tried` is what somebody of theirs was refused, and `reference` then the request it was about, where it was one of
    their own. `glass` says that it broke glass, `theirs` that the other side did it; `who` and `fields` (their keys)
    are None where they are not for this reader; `fits` says whether what stands beside the leaf is what it says and
    commits to.
    """

    index: int
    id: UUID
    at: datetime
    closed: bool
    body: Mapping[str, Any]
    reference: str | None
    tried: str | None
    glass: bool
    who: str | None
    role: str | None
    fields: tuple[str, ...] | None
    theirs: bool
    fits: bool
    release: PolicyRelease | None


@dataclass(frozen=True, slots=True)
class PartyLogPage:
    """One page of a log, the newest first; `older` and `newer` are the numbers below which its neighbours lie."""

    log: Log
    size: int
    entries: tuple[PartyEntry, ...]
    older: int | None
    newer: int | None
    organisations: Mapping[UUID, Organisation]
    stop: Stop | None


@dataclass(frozen=True, slots=True)
class OnePartyEntry:
    """One entry, and the log it is in."""

    log: Log
    entry: PartyEntry
    organisations: Mapping[UUID, Organisation]
    stop: Stop | None


def read_party_log(runtime: Runtime, actor: Actor, label: str, before: int | None = None) -> PartyLogPage:
    """The page of entries with numbers below `before`, or the newest. Raises NotFound, after logging the refusal.

    Its work does not grow with the log: entries are found by their numbers.
    """
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
        (standing,) = work.log.standing(log)
        end = standing.size if before is None else max(0, min(before, standing.size))
        start = max(0, end - PAGE)
        leaves = work.log.leaves(log.id, start, end - start)[::-1] if end else ()
        record_read(runtime, work, actor, entries=len(leaves), reason=f"log {label} from {start} to {end}")
        return PartyLogPage(
            log=log,
            size=standing.size,
            entries=told_entries(runtime, work, actor, leaves),
            older=start or None,
            newer=min(end + PAGE, standing.size) if end < standing.size else None,
            organisations=organisations_of(work, log),
            stop=stop_of(work, log),
        )


def read_party_entry(runtime: Runtime, actor: Actor, label: str, index: int) -> OnePartyEntry:
    """One entry of a log by its number. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
        leaves = work.log.leaves(log.id, index, 1) if 0 <= index < 2**63 else ()
        if not leaves or leaves[0].index != index:
            refuse(runtime, work, actor, "read_log", [])
        record_read(runtime, work, actor, entries=1, reason=f"log {label} entry {index}")
        (entry,) = told_entries(runtime, work, actor, leaves)
        return OnePartyEntry(log, entry, organisations_of(work, log), stop_of(work, log))


def told_entries(runtime: Runtime, work: Work, actor: Actor, leaves: Sequence[StoredLeaf]) -> tuple[PartyEntry, ...]:
    """What an officer is told of these leaves of logs that their organisation is a party to; of closed ones, when."""
    closed = closed_among(runtime, work, actor, leaves)
    shown = [one for one in leaves if one.id not in closed]
    details = work.governance.details([one.id for one in shown])
    told = told_of(runtime, work, actor, shown, details)
    sought = sought_in(runtime, work, actor, shown, details)
    files = {UUID(file_id) for one in shown if (file_id := leaf_body(one).get("file"))}
    files.update(one for each in sought.values() for one in each)
    references = {str(one): request.reference for one, request in work.events.requests(list(files)).items()}
    actors = {str(openings["actor"].value) for openings in told.values() if "actor" in openings} - {"None"}
    people = work.identity.people([UUID(one) for one in actors])
    names = {str(one): person.display_name for one, person in people.items()}
    found = []
    for leaf in leaves:
        if leaf.id in closed:
            found.append(_CLOSED(index=leaf.index, id=leaf.id, at=leaf.at))
            continue
        body, openings, detail = leaf_body(leaf), told.get(leaf.id, {}), details.get(leaf.id)
        side, given = acted_by(body), {name: one.value for name, one in openings.items()}
        mine = side == actor.organisation_id or has_duty(runtime.policy.release, actor, HUB_GOVERNS)
        touched = cast("Sequence[Sequence[str]] | None", given.get("fields"))
        found.append(
            PartyEntry(
                index=leaf.index,
                id=leaf.id,
                at=leaf.at,
                closed=False,
                body=body,
                reference=", ".join(references[str(one)] for one in sought.get(leaf.id, ()))
                or references.get(str(body["file"])),
                tried=str(detail.facts.get("action") or "") if detail and mine and body["k"] == REFUSED else None,
                glass=detail is not None and (leaf.kind, detail.role) == (REVEALED, BREAKS_GLASS),
                who=names.get(str(given.get("actor"))),
                role=detail.role if detail and mine else None,
                fields=None if touched is None else tuple(dict.fromkeys(field for _, field, *_ in touched)),
                theirs=side not in (None, actor.organisation_id),
                fits=detail is not None
                and not misfits(detail, leaf, body, None)
                and all(opens(body[name], one.salt, one.value) for name, one in openings.items()),
                release=release_numbered(runtime, work, body["policy"]["number"]),
            )
        )
    return tuple(found)


_CLOSED = partial(
    PartyEntry,
    closed=True,
    body={},
    reference=None,
    tried=None,
    glass=False,
    who=None,
    role=None,
    fields=None,
    theirs=False,
    fits=True,
    release=None,
)
"""All that is said of a closed entry beside its number and time, the id being for its reader's links alone."""
