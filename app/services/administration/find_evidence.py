"""How far a hub is before it goes live: what its people have said, item by item, and what the exchange sees itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from app.domain.agreements import EXPIRED, named_between
from app.domain.clock_settings import COVER, DUTY, Kept
from app.domain.errors import NotFound
from app.domain.evidence import ITEMS, Evidence, Item
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.domain.time_of_day import london
from app.services.administration.approved_entries import where_these_stand
from app.services.administration.look_at_agreements import READ
from app.services.administration.refusing import refused, require_administrator
from app.services.disclosure.duties import APPROVES, STRICTEST, has_duty
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime

BACKUP_AFTER: Final = timedelta(hours=30)
"""A set is made each night; one may take six hours."""
NOT_SAID: Final = "Nobody has said anything of it yet"


@dataclass(frozen=True, slots=True)
class Line:
    """One item: what was said of it last and by whom, None for nothing, and what is missing, None where nothing is."""

    key: str
    item: Item
    said: Evidence | None
    by: str | None
    gap: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """Something that the exchange sees itself, and what is missing of it, a sentence each."""

    label: str
    gaps: Sequence[str]


@dataclass(frozen=True, slots=True)
class Checklist:
    """All of it, of one hub."""

    hub: Organisation
    lines: Sequence[Line]
    known: Sequence[Known]

    @property
    def gaps(self) -> Sequence[str]:
        """Everything that is missing, a sentence each."""
        said = [f"{one.item.label}: {one.gap[:1].lower()}{one.gap[1:]}" for one in self.lines if one.gap]
        return [*said, *(gap for one in self.known for gap in one.gaps)]


def see_evidence(runtime: Runtime, actor: Actor) -> Checklist:
    """The actor's own hub's. Raises NotFound, after logging the refusal, for whoever is of no hub, or neither
    administers, governs, owns nor advises there.
    """
    if not any(has_duty(runtime.policy.release, actor, one) for one in READ):
        require_administrator(runtime, actor, "see_evidence")
    if actor.organisation_kind != HUB:
        refused(runtime, actor, "see_evidence")
    with runtime.database.work(actor.organisation_id) as work:
        return checklist_of(runtime, work, work.identity.organisation(actor.organisation_id))


def evidence_of_hubs(runtime: Runtime) -> Sequence[Checklist]:
    """Of each hub that takes part and rehearses nothing, by name."""
    with runtime.database.work(None) as work:
        hubs = [one for one in work.identity.organisations(HUB) if one.rehearsal is None]
        return [checklist_of(runtime, work, one) for one in hubs]


def hubs_with_gaps(runtime: Runtime) -> int:
    """How many of these have said nothing of an item that every hub is asked for, or have to look at it again.

    As many statements for one hub as for all: whoever watches asks all the time.
    """
    today = london(runtime.clock.now()).date()
    with runtime.database.work(None) as work:
        hubs = [one.id for one in work.identity.organisations(HUB) if one.rehearsal is None]
        said = work.partnerships.evidence.of(hubs) if hubs else {}

    def lacks(key: str, of: UUID) -> bool:
        last = said.get(of, {}).get(key)
        return last is None or last.again_at <= today

    return sum(any(lacks(key, one) for key, item in ITEMS.items() if not item.nhs) for one in hubs)


def gaps_before_sending(runtime: Runtime, hub_id: UUID) -> int:
    """How many gaps whoever sends for a hub is warned of: none where data are made up, and in a rehearsal."""
    if not runtime.production:
        return 0
    with runtime.database.work(hub_id) as work:
        hub = work.identity.organisation(hub_id)
        return 0 if hub.rehearsal is not None else len(checklist_of(runtime, work, hub).gaps)


def checklist_of(runtime: Runtime, work: Work, hub: Organisation) -> Checklist:
    """Of one hub, in as many statements for one partner as for all. Raises NotFound for what is no hub."""
    if hub.kind != HUB:
        raise NotFound(f"{hub.name} is no hub.")
    partners = sorted(
        work.identity.organisations_of(work.partnerships.partners_of(hub.id)).values(), key=lambda one: one.name
    )
    today = london(runtime.clock.now()).date()
    said = work.partnerships.evidence.of([hub.id]).get(hub.id, {})
    people = work.identity.people({one.said_by for one in said.values()})
    kinds = _of_the_nhs(runtime)
    nhs = any(one.kind in kinds for one in partners)
    lines = [
        _line(key, item, said.get(key), {id_: one.display_name for id_, one in people.items()}, today)
        for key, item in ITEMS.items()
        if nhs or not item.nhs
    ]
    kept = work.clocks.kept({hub.id, *(one.id for one in partners)})
    known = [
        Known("Agreements with partners", _of_agreements(work, hub, partners, today)),
        Known("Emergency numbers", _of_numbers(hub, partners, kept)),
        Known("What is approved of the policy", _of_approvals(runtime, work, [hub, *partners])),
        Known("Backups", _of_backups(runtime, work)),
    ]
    return Checklist(hub, lines, known)


def _line(key: str, item: Item, said: Evidence | None, names: Mapping[UUID, str], today: date) -> Line:
    gap = None
    if said is None:
        gap = NOT_SAID
    elif said.again_at <= today:
        gap = f"To be looked at again since {said.again_at.day} {said.again_at:%B %Y}"
    return Line(key, item, said, None if said is None else names.get(said.said_by), gap)


def _of_the_nhs(runtime: Runtime) -> frozenset[str]:
    """The kinds of organisation in which somebody approves for a Caldicott guardian."""
    duty = APPROVES[STRICTEST]
    roles = [one for one in runtime.policy.release.roles.values() if duty.may in one.may]
    return frozenset(kind for one in roles for kind in one.organisations if duty.is_at(kind))


def _of_agreements(work: Work, hub: Organisation, partners: Sequence[Organisation], today: date) -> Sequence[str]:
    kept = work.partnerships.agreements.of(hub.id)
    holds = [one for one in kept if one.state(today) != EXPIRED]
    gaps = [
        f"No agreement with {one.name} holds that both sides have signed."
        for one in partners
        if named_between(holds, hub.id, one.id, today) is None
    ]
    return gaps or ([] if partners else ["It works with no partner yet."])


def _of_numbers(hub: Organisation, partners: Sequence[Organisation], kept: Mapping[UUID, Kept]) -> Sequence[str]:
    gaps = []
    for one in (hub, *partners):
        number = kept[one.id].one(DUTY if one.kind == HUB else COVER) if one.id in kept else None
        if number is None or not number.said.get("telephone"):
            gaps.append(f"There is no number of {one.name} for when it is closed.")
        elif number.rung_at is None:
            gaps.append(f"Nobody else than who entered it has rung the number of {one.name}.")
    return gaps


def _of_approvals(runtime: Runtime, work: Work, here: Sequence[Organisation]) -> Sequence[str]:
    return [
        f"{one.organisation.name} has not approved {missing} of {one.entries} entries of the policy."
        for one in where_these_stand(runtime, work, here)
        if (missing := len(one.not_approved) + len(one.objected))
    ]


def _of_backups(runtime: Runtime, work: Work) -> Sequence[str]:
    now = runtime.clock.now()
    at = work.jobs.standing(now).backup_at
    return [] if at is not None and now - at <= BACKUP_AFTER else ["No backup set was made in the last 30 hours."]
