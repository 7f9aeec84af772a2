"""Red cases are handed over when the hub closes: all of them on one page, to a named duty worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.duty import Handed, HubNight, Night
from app.domain.errors import InvalidInput, WrongState
from app.domain.events import DECLINED, ENDED, HANDED
from app.domain.identity import Actor, Person
from app.domain.lists import CaseEntry, CaseFilter, Page, key_of
from app.domain.ports import Work
from app.services.clocks.timekeeping import Cover, cover_of
from app.services.disclosure.closed_to_names import named_of
from app.services.disclosure.duties import HUB_DECIDES, HUB_WORKS, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.working import of_person
from app.services.duty.acts import Step, commit_steps
from app.services.duty.standing import duty_workers, keys_of, most_urgent, standing_of, tonight
from app.services.identity.covering import covered_by, covers_for
from app.services.research.list_requests import Listed, cut
from app.services.runtime import Runtime

TOLD_TO_ACCEPT = "duty_handed"
AT_ONCE = 100
"""So many cases on one page, and in one act."""
CHOOSE = "Choose the duty worker who takes them."
TICK = "Tick each case that is handed over."


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner that was asked in a case, and when its answer is due; None once it has answered."""

    partner: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RedCase:
    """One line: a case, who was asked and what is still out, to whom it was handed, and whether that is accepted."""

    entry: CaseEntry
    asked: tuple[Asked, ...]
    given: Handed | None
    to: str | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """The page. `chosen` is who is offered first: whoever was given a case last, or the only one there is.

    `duty` is the hub's number for the night, `why` says why nothing can be handed over, where it cannot. `kept` is how
    often the managers were told in this night, and `rung_by` who rang a duty worker last. `away` are duty workers with
    the name of who covers them; `covered` the cases of colleagues whom the reader covers, and must go on first.
    """

    night: Night | None
    why: str
    listed: Listed[CaseEntry]
    lines: tuple[RedCase, ...]
    workers: Mapping[UUID, Person]
    chosen: UUID | None
    duty: Cover
    kept: HubNight | None
    rung_by: str | None
    away: Mapping[UUID, str]
    covered: tuple[CaseEntry, ...]


def find_to_hand_over(runtime: Runtime, actor: Actor, page: Page) -> ToHandOver:
    """The red cases that the actor is on, or every one of the hub for whoever decides. Raises NotFound."""
    now, hub = runtime.clock.now(), actor.organisation_id
    with runtime.database.work(hub) as work:
        if not has_duty(runtime.policy.release, actor, HUB_WORKS):
            refuse(runtime, work, actor, "hand_to_duty", [])
        found = tonight(runtime, work, hub)
        rows = work.lists.cases(_theirs(runtime, actor), page, actor.person_id)
        listed = cut(rows, page, lambda row: key_of(row.started_at, row.file_id))
        ids = [one.file_id for one in listed.rows]
        given, asked = standing_of(runtime, work, hub, ids), _asked(work, ids)
        workers = duty_workers(runtime, work, hub)
        kept = work.duty.of_hub(hub)
        away = covered_by(runtime, work, hub, workers, now)
        named = {
            *away.values(),
            *(one.to_id for one in given.values()),
            *([kept.rung_by] if kept and kept.rung_by else []),
        }
        names = {id_: one.display_name for id_, one in work.identity.people(named).items()}
        takes = (one for one in given.values() if one.state != DECLINED)
        latest = max(takes, key=lambda one: one.given_at, default=None)
        there = [one for one in workers if one not in away]
        chosen = latest.to_id if latest is not None and latest.to_id in there else None
        lines = tuple(_line(one, asked.get(one.file_id, ()), given.get(one.file_id), names, now) for one in listed.rows)
        return ToHandOver(
            night=found.night,
            why=found.why,
            listed=listed,
            lines=lines,
            workers=workers,
            chosen=chosen or (there[0] if len(workers) == len(there) == 1 else None),
            duty=cover_of(work, [hub])[hub],
            kept=kept,
            rung_by=names.get(kept.rung_by) if kept and kept.rung_by else None,
            away={one: names[cover] for one, cover in away.items()},
            covered=_covered(runtime, work, actor),
        )


def _covered(runtime: Runtime, work: Work, actor: Actor) -> tuple[CaseEntry, ...]:
    """Whoever decides hands over what is the hub's, and need go on no case for it."""
    if has_duty(runtime.policy.release, actor, HUB_DECIDES):
        return ()
    covers = covers_for(runtime, work, actor.organisation_id, actor.person_id, runtime.clock.now())
    theirs = CaseFilter(rating=most_urgent(runtime), in_place_of=tuple(sorted(covers)))
    return work.lists.cases(theirs, Page(size=AT_ONCE), actor.person_id)[:AT_ONCE] if covers else ()


def hand_to_duty(runtime: Runtime, actor: Actor, to: UUID | None, case_ids: Sequence[UUID]) -> None:
    """Hand cases to a duty worker until a while after the hub opens. They are told, and have none before they accept.

    Whoever has one already keeps it; one that somebody else had or was given is taken from them. Raises InvalidInput
    for nobody and for somebody who has stepped back from one, naming it; WrongState where the hub has no hours;
    NotFound, after logging the refusal, for a case that is not red, or not the actor's to hand over.
    """
    now, hub = runtime.clock.now(), actor.organisation_id
    with runtime.database.work(hub) as work:
        night = require_night(runtime, work, hub)
        entries = require_theirs(runtime, work, actor, case_ids)
        worker = require_worker(runtime, work, hub, to, entries)
        given = standing_of(runtime, work, hub, case_ids)
        steps = [step for one in case_ids for step in giving(one, worker, given.get(one), night, now)]
        if any(one.what == HANDED for one in steps):
            work.jobs.enqueue(TOLD_TO_ACCEPT, hub, {"person_id": str(worker.id)}, now)
        commit_steps(runtime, work, actor, steps)


def giving(case_id: UUID, to: Person, given: Handed | None, night: Night, now: datetime) -> tuple[Step, ...]:
    """What giving one case to somebody is: nothing where they have it, and the end of whoever else has."""
    theirs = given is not None and given.to_id == to.id and given.until == night.ends
    if given is not None and theirs and (given.waits(now) or given.accepted(now)):
        return ()
    others = given is not None and given.to_id != to.id and (given.waits(now) or given.accepted(now))
    ended = (Step(case_id, ENDED, given.to_id),) if others and given is not None else ()
    return (*ended, Step(case_id, HANDED, to.id, {"until": night.ends.isoformat()}))


def require_night(runtime: Runtime, work: Work, hub: UUID) -> Night:
    """The night for which something is handed over. Raises WrongState saying why there is none."""
    found = tonight(runtime, work, hub)
    if found.night is None:
        raise WrongState(found.why)
    return found.night


def require_worker(
    runtime: Runtime, work: Work, hub: UUID, to: UUID | None, entries: Mapping[UUID, CaseEntry]
) -> Person:
    """The duty worker, who knows nobody in these cases. Raises InvalidInput."""
    worker = duty_workers(runtime, work, hub).get(to) if to else None
    if worker is None:
        raise InvalidInput({"person": CHOOSE})
    work.files.lock_for_change(*entries)
    if out := work.events.stepped_back_in(worker.id, list(entries)):
        names = ", ".join(sorted(entries[one].reference for one in out))
        raise InvalidInput({"person": f"They have stepped back from {names}. Hand that to somebody else."})
    return worker


def require_theirs(runtime: Runtime, work: Work, actor: Actor, case_ids: Sequence[UUID]) -> Mapping[UUID, CaseEntry]:
    """The cases, if each is red, open and the actor's to hand over: on it, or deciding in the hub; in no conflict.

    Raises InvalidInput for none, NotFound, after logging the refusal.
    """
    if not case_ids:
        raise InvalidInput({"cases": TICK})
    if len(case_ids) > AT_ONCE:
        raise InvalidInput({"cases": f"Hand over at most {AT_ONCE} cases at once."})
    rows = work.lists.cases(_theirs(runtime, actor, case_ids), Page(size=len(case_ids)), actor.person_id)
    found = {one.file_id: one for one in rows}
    decides = has_duty(runtime.policy.release, actor, HUB_DECIDES)
    theirs = set(case_ids) <= found.keys() and (decides or _is_on_all(runtime, work, actor, case_ids))
    closed = named_of(runtime, work, actor.organisation_id, case_ids) if theirs else {}
    if not theirs or any(actor.person_id not in named for named in closed.values()):
        refuse(runtime, work, actor, "hand_to_duty", list(case_ids))
    return found


def _theirs(runtime: Runtime, actor: Actor, among: Sequence[UUID] | None = None) -> CaseFilter:
    decides = has_duty(runtime.policy.release, actor, HUB_DECIDES)
    return CaseFilter(
        rating=most_urgent(runtime),
        on_case=None if decides else actor.person_id,
        among=None if among is None else tuple(among),
    )


def _is_on_all(runtime: Runtime, work: Work, actor: Actor, case_ids: Sequence[UUID]) -> bool:
    """As their own events say whose seal fits."""
    files = keys_of(runtime, work, case_ids, actor.organisation_id)
    own = work.events.own(case_ids, actor.person_id)
    theirs = of_person(actor.person_id, own, {id_: one.key for id_, one in files.items()}, runtime.clock.now())
    return all(theirs.on_case(one) for one in case_ids)


def _asked(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Asked, ...]]:
    """Whom each case asked. That one has answered is told of all alike, of no partner how."""
    requests = work.duty.sent_in(case_ids) if case_ids else ()
    partners = work.identity.organisations_of({one.partner_id for one in requests}) if requests else {}
    found: dict[UUID, list[Asked]] = {}
    for one in requests:
        waits = one.answered_at is None
        found.setdefault(one.case_id, []).append(Asked(partners[one.partner_id].name, one.due_at if waits else None))
    return {case_id: tuple(asked) for case_id, asked in found.items()}


def _line(
    entry: CaseEntry, asked: tuple[Asked, ...], given: Handed | None, names: Mapping[UUID, str], now: datetime
) -> RedCase:
    stands = given if given is not None and now < given.until else None
    to = names.get(stands.to_id) if stands else None
    return RedCase(entry, asked, stands, to, stands is not None and stands.accepted(now))
