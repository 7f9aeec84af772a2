"""What a duty worker had and has no more: when that ended and how, and who has it now. It opens nothing of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.domain.duty import Handed, had_by
from app.domain.errors import NotFound
from app.domain.events import on_file
from app.domain.identity import Actor
from app.domain.lists import CaseEntry, CaseFilter, Page
from app.domain.ports import Work
from app.services.clocks.answering import number_of
from app.services.duty.standing import believed_in
from app.services.runtime import Runtime

SAID_FOR: Final = timedelta(days=3)
"""So long after a night whoever had a case reads that they have it no more."""
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Had:
    """A case that somebody had in a night: `given` says how it ended, `ended_by` who ended it, None for nobody.

    `with_now` are the hub's people on it, `telephone` is where the hub is rung now.
    """

    entry: CaseEntry
    given: Handed
    ended_by: str | None
    with_now: tuple[str, ...]
    telephone: str


def find_had(runtime: Runtime, actor: Actor, case_id: UUID) -> Had:
    """A case that the actor had until lately, by its reference. Raises NotFound: one that they never had is none."""
    with runtime.database.work(actor.organisation_id) as work:
        found = had_in(runtime, work, actor, [case_id])
    if case_id not in found:
        raise NotFound
    return found[case_id]


def list_had(runtime: Runtime, actor: Actor) -> tuple[Had, ...]:
    """Everything that the actor had until lately, what was handed to them last first."""
    with runtime.database.work(actor.organisation_id) as work:
        since = runtime.clock.now() - SAID_FOR
        ids = work.events.handed_to(actor.organisation_id, actor.person_id, since, AT_ONCE)
        return tuple(had_in(runtime, work, actor, ids).values())


def had_in(runtime: Runtime, work: Work, actor: Actor, case_ids: tuple[UUID, ...] | list[UUID]) -> Mapping[UUID, Had]:
    """Those of these cases that the actor had until lately; asks for no key where none was handed to them.

    None that they have stepped back from or that is erased, nor one of which something is damaged. Raises
    KeysUnavailable.
    """
    hub, now = actor.organisation_id, runtime.clock.now()
    own = {one.file_id for one in work.events.own(case_ids, actor.person_id) if one.organisation_id == hub}
    gone = work.erasures.of(sorted(own)) if own else {}
    mine = [one for one in case_ids if one in own and one not in gone]
    if not mine:
        return {}
    rows = work.lists.cases(CaseFilter(state=None, among=tuple(mine)), Page(size=len(mine)), actor.person_id)
    entries = {one.file_id: one for one in rows}
    believed = believed_in(runtime, work, hub, list(entries))
    given = {id_: had for id_, each in believed.items() if (had := had_by(actor.person_id, each, now)) is not None}
    given = {id_: had for id_, had in given.items() if now - had.until < SAID_FOR}
    on = {id_: on_file(each) for id_, each in work.events.of_files(list(given)).items()} if given else {}
    people = {one for each in on.values() for one in each} | {one.ended_by for one in given.values() if one.ended_by}
    names = {id_: one.display_name for id_, one in work.identity.people(people).items()} if people else {}
    telephone = number_of(runtime, work, hub, hub).telephone if given else ""
    return {
        id_: Had(entries[id_], had, names.get(had.ended_by) if had.ended_by else None,
                 tuple(names[one] for one in on.get(id_, ())), telephone)
        for id_, had in given.items()
    }  # fmt: skip
