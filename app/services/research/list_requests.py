"""Lists: a partner's inbox across hubs, a hub's board of requests, a hub's cases. They name nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from app.domain.duty import accepted_by
from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.lists import BoardFilter, CaseEntry, CaseFilter, InboxEntry, Page, key_of
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.clocks.answering import Number, numbers_in
from app.services.disclosure.duties import HUB_READS, PARTNER_WORKS, has_duty, works_on
from app.services.disclosure.gate import refuse
from app.services.intake.decision_waits import decision_waits_in
from app.services.research.sent_back import sent_back_among
from app.services.research.told_apart import as_listed, learns_of, unlearnt_by
from app.services.runtime import Runtime

Row = TypeVar("Row")
Entry = TypeVar("Entry", InboxEntry, CaseEntry)


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of a list; `previous` and `following` are the keys of its neighbours, None where there is none.

    `erased` says since when nothing of a row's file can be opened. `late` are requests that were answered after their
    case was closed, each with its case; `to_ring` those whose partner has to be rung about what changed, `untold` those
    of which nobody there could be told by mail, `unattended` those that lie where nobody sees them; `numbers` say where
    each partner answers now. `unheard` are those of which nobody of the hub could be told what the partner wrote, with
    the hub's number, `back` those whose draft went back to the actor. `undecided` are cases the actor is on in which a
    decision-maker's decision is waited for before anybody is asked. `total` is how many there are on all pages, None
    where there are more than are counted.
    """

    rows: tuple[Row, ...]
    previous: str | None
    following: str | None
    erased: Mapping[UUID, datetime] = field(default_factory=dict)
    late: Mapping[UUID, UUID] = field(default_factory=dict)
    to_ring: frozenset[UUID] = frozenset()
    untold: frozenset[UUID] = frozenset()
    unattended: frozenset[UUID] = frozenset()
    numbers: Mapping[UUID, Number] = field(default_factory=dict)
    unheard: Mapping[UUID, str] = field(default_factory=dict)
    total: int | None = None
    undecided: frozenset[UUID] = frozenset()
    back: frozenset[UUID] = frozenset()


def list_inbox(runtime: Runtime, actor: Actor, chosen: BoardFilter, page: Page) -> Listed[InboxEntry]:
    """Requests to the actor's organisation, from every hub, the soonest due first; none they stepped back from."""
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, PARTNER_WORKS):
            refuse(runtime, work, actor, "list_inbox", [])
        found = cut(
            work.lists.inbox("answering", chosen, page, actor.person_id),
            page,
            _due_key if chosen.withdrawn else _inbox_key,
        )
        mine = [one.file_id for one in found.rows if one.state == "claimed" and one.claimed_by == actor.person_id]
        wrote = [one.file_id for one in found.rows if one.answered_at or one.state == "clarification"]
        return replace(
            _with_erased(work, found),
            unheard=_unheard(runtime, work, work.events.requests(wrote).values()) if wrote else {},
            total=work.lists.count_inbox("answering", chosen, actor.person_id),
            back=sent_back_among(work, actor.person_id, mine),
        )


def list_board(runtime: Runtime, actor: Actor, chosen: BoardFilter, page: Page) -> Listed[InboxEntry]:
    """Requests the actor's hub has sent, the soonest due first; none of a case they stepped back from.

    Each stands as the actor is told of it.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_READS):
            refuse(runtime, work, actor, "list_board", [])
        chosen = replace(chosen, unlearnt=unlearnt_by(runtime.policy.release, actor))
        found = cut(
            work.lists.inbox("asking", chosen, page, actor.person_id),
            page,
            _due_key if chosen.withdrawn else _inbox_key,
        )
        cases = [one.case_id for one in found.rows if one.case_id and one.answered_at]
        late = work.files.late(cases) if cases else {}
        kept = work.clocks.kept({actor.organisation_id, *(one.counterpart_id for one in found.rows)})
        partners = {id_: one.organisation for id_, one in kept.items()}
        learns = learns_of(runtime.policy.release, actor, partners)
        told = tuple(as_listed(one, learns=one.counterpart_id in learns) for one in found.rows)
        requests = work.events.requests([one.file_id for one in found.rows]) if found.rows else {}
        return replace(
            _with_erased(work, found),
            rows=told,
            late=late,
            to_ring=_to_ring(runtime, requests),
            numbers=numbers_in(runtime, actor.organisation_id, kept),
            untold=frozenset(id_ for id_, one in requests.items() if one.untold),
            unattended=frozenset(id_ for id_, one in requests.items() if one.unattended),
            unheard=_unheard(runtime, work, [one for one in requests.values() if one.partner_id in learns]),
            total=work.lists.count_inbox("asking", chosen, actor.person_id),
        )


def list_cases(runtime: Runtime, actor: Actor, chosen: CaseFilter, page: Page) -> Listed[CaseEntry]:
    """The hub's cases, the latest first; none the actor has stepped back from."""
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_READS):
            refuse(runtime, work, actor, "list_cases", [])
        found = cut(
            work.lists.cases(chosen, page, actor.person_id), page, lambda row: key_of(row.started_at, row.file_id)
        )
        late = work.files.late([one.file_id for one in found.rows]) if chosen.state == "closed" and found.rows else {}
        listed = _with_erased(work, found)
        unasked = [one.file_id for one in found.rows if not one.asked and one.file_id not in listed.erased]
        mine = _works_on(runtime, work, actor, unasked) if unasked else ()
        return replace(
            listed,
            late=late,
            undecided=decision_waits_in(runtime.policy.release, work, mine) if chosen.state == "open" else frozenset(),
            total=work.lists.count_cases(chosen, actor.person_id),
        )


def cases_of(runtime: Runtime, actor: Actor, case_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these cases the actor works on: only those can be opened."""
    with runtime.database.work(actor.organisation_id) as work:
        return _works_on(runtime, work, actor, case_ids)


def _works_on(runtime: Runtime, work: Work, actor: Actor, case_ids: Sequence[UUID]) -> frozenset[UUID]:
    """As rows say it: what is believed of them is looked at where one is opened."""
    events = work.events.own(case_ids, actor.person_id)
    theirs = accepted_by(actor.person_id, events, runtime.clock.now())
    own, release = Involvement(actor.person_id, events, on_duty=theirs), runtime.policy.release
    return frozenset(one for one in case_ids if works_on(release, actor, own, one) and not own.in_conflict(one))


def cut(rows: Sequence[Row], page: Page, key: Callable[[Row], str]) -> Listed[Row]:
    """Turn up to `size` + 1 rows into a page and the keys of its neighbours."""
    more = len(rows) > page.size
    if page.before is not None:
        shown = tuple(rows[1:] if more else rows)
        return Listed(shown, key(shown[0]) if more and shown else None, key(shown[-1]) if shown else None)
    shown = tuple(rows[: page.size])
    return Listed(
        shown,
        key(shown[0]) if page.after is not None and shown else None,
        key(shown[-1]) if more else None,
    )


def _with_erased(work: Work, listed: Listed[Entry]) -> Listed[Entry]:
    """A page of files, and which of them are erased."""
    return replace(listed, erased=work.erasures.of([one.file_id for one in listed.rows]) if listed.rows else {})


def _to_ring(runtime: Runtime, requests: Mapping[UUID, ResearchRequest]) -> frozenset[UUID]:
    minutes, now = runtime.policy.release.renewal.minutes_unseen, runtime.clock.now()
    return frozenset(id_ for id_, one in requests.items() if one.to_ring(minutes[one.rating], now))


def _unheard(runtime: Runtime, work: Work, requests: Collection[ResearchRequest]) -> Mapping[UUID, str]:
    found = [one for one in requests if one.unheard_at is not None]
    kept = work.clocks.kept({one.hub_id for one in found}) if found else {}
    hubs = {id_: one for each in kept for id_, one in numbers_in(runtime, each, {each: kept[each]}).items()}
    return {one.file_id: hubs[one.hub_id].telephone for one in found}


def _inbox_key(row: InboxEntry) -> str:
    return key_of(row.answered_at or row.due_at, row.file_id)


def _due_key(row: InboxEntry) -> str:
    return key_of(row.due_at, row.file_id)
