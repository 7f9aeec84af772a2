"""Everybody's first page: what waits for them and for nobody else, the most urgent first. It opens and names nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.clock_settings import Kept
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.domain.waiting import (
    AT_HUB,
    AT_PARTNER,
    DOES_NOT_HOLD,
    LOGS_STOPPED,
    NO_DECIDER,
    OF_HUB,
    OF_LOGS,
    TO_ASK,
    Group,
    OfNight,
    Undecided,
    Waiting,
    grouped,
)
from app.services.clocks.answering import Number, numbers_in
from app.services.disclosure.duties import (
    GOVERNS,
    HUB_CLOSES,
    HUB_DECIDES,
    HUB_GOVERNS,
    HUB_READS,
    HUB_WORKS,
    PARTNER_WORKS,
    Duty,
    has_duty,
    on_duty,
    roles_for,
)
from app.services.disclosure.gate import refuse
from app.services.duty.standing import most_urgent, to_hand_over
from app.services.escalation.raise_after import raise_after
from app.services.governance.find_stops import concerns
from app.services.identity.covering import covers_for
from app.services.identity.who_decides import who_decides
from app.services.intake.decision_waits import decision_waits_in
from app.services.research.approval import not_theirs
from app.services.research.sent_back import sent_back_among
from app.services.research.told_apart import unlearnt_by
from app.services.runtime import Runtime

HAVE_WORK: tuple[Duty, ...] = (HUB_READS, PARTNER_WORKS, GOVERNS)
"""Whoever has one of these has work of their own."""


@dataclass(frozen=True, slots=True)
class MyWork:
    """What waits, by group; only groups in which something does. `sides` are the organisations that lines name,
    `numbers` where each answers now.

    `covers` are the names of those whom the reader covers. `undecided` are the cases shown in which nobody can be asked
    before a decision-maker has decided; `back` the requests shown whose draft went back to the reader.
    """

    groups: tuple[Group, ...]
    sides: Mapping[UUID, Organisation] = field(default_factory=dict)
    undecided: frozenset[UUID] = frozenset()
    covers: Mapping[UUID, str] = field(default_factory=dict)
    numbers: Mapping[UUID, Number] = field(default_factory=dict)
    back: frozenset[UUID] = frozenset()


def find_my_work(runtime: Runtime, actor: Actor) -> MyWork:
    """What waits for the actor. Raises NotFound, after logging the refusal, for whoever has no work of their own."""
    release = runtime.policy.release
    with runtime.database.work(actor.organisation_id) as work:
        if not any(has_duty(release, actor, duty) for duty in HAVE_WORK):
            refuse(runtime, work, actor, "my_work", [])
        groups: list[Group] = []
        covers = covers_for(runtime, work, actor.organisation_id, actor.person_id, runtime.clock.now())
        if has_duty(release, actor, HUB_READS):
            groups += _at_hub(runtime, work, actor, covers)
        if has_duty(release, actor, PARTNER_WORKS):
            groups += _at_partner(runtime, work, actor, covers)
        if has_duty(release, actor, GOVERNS):
            groups += _of_logs(runtime, work, actor)
        if has_duty(release, actor, HUB_CLOSES):
            groups += _of_hub(runtime, work, actor)
        unasked = [one.file_id for group in groups if group.what == TO_ASK for one in group.lines]
        names = {id_: one.display_name for id_, one in work.identity.people(covers).items()} if covers else {}
        kept = _kept(work, actor, groups)
        sides = {id_: one.organisation for id_, one in kept.items()}
        numbers = numbers_in(runtime, actor.organisation_id, kept)
        mine = [line.file_id for group in groups if group.what in AT_PARTNER for line in group.lines if line.mine]
        back = sent_back_among(work, actor.person_id, mine)
        return MyWork(tuple(groups), sides, decision_waits_in(release, work, unasked), names, numbers, back)


def _at_hub(runtime: Runtime, work: Work, actor: Actor, covers: Collection[UUID]) -> Sequence[Group]:
    release, hub = runtime.policy.release, actor.organisation_id
    works, decides = has_duty(release, actor, HUB_WORKS), has_duty(release, actor, HUB_DECIDES)
    closes = to_hand_over(runtime, work, hub) if works else None
    apart = closes is None and decides  # what is to be handed over is on a decision-maker's page already
    lines = work.lists.waiting_at_hub(
        actor.organisation_id,
        actor.person_id,
        runtime.clock.now(),
        unseen=release.renewal.minutes_unseen,
        unlearnt=unlearnt_by(release, actor),
        decides=decides,
        covers=covers if works else (),
        raises=raise_after(release),
        night=OfNight(actor.role in on_duty(release), works, closes),
        undecided=Undecided(most_urgent(runtime), roles_for(release, HUB_DECIDES)) if apart else None,
    )
    return grouped(AT_HUB, lines)


def _of_logs(runtime: Runtime, work: Work, actor: Actor) -> Sequence[Group]:
    """Logs that are stopped, a verification that found the log not to hold, and what is to be reviewed."""
    own, lines = actor.organisation_id, dict[str, tuple[tuple[Waiting, ...], int]]()
    if stopped := [one for one in work.stops.stops() if concerns(one, actor)]:
        lines[LOGS_STOPPED] = (_one(LOGS_STOPPED, own), len(stopped))
    if has_duty(runtime.policy.release, actor, HUB_GOVERNS):
        lines.update(work.governance.waiting(own, actor.person_id))
        last = next((one for one in work.governance.checks(own, 2) if one.result is not None), None)
        if last is not None and last.result and (last.result["problems"] or last.result.get("others")):
            lines[DOES_NOT_HOLD] = (_one(DOES_NOT_HOLD, own), 1)
    return grouped(OF_LOGS, lines)


def _one(what: str, own: UUID) -> tuple[Waiting]:
    """The one line of what is about the organisation itself."""
    return (Waiting(what, own, None, None, "", None, None, mine=True),)


def _of_hub(runtime: Runtime, work: Work, actor: Actor) -> Sequence[Group]:
    """Whoever answers for the hub's logs sees to it that somebody decides there: nothing else would tell anybody."""
    hub = actor.organisation_id
    nobody = not who_decides(runtime, work, hub).there
    return grouped(OF_HUB, {NO_DECIDER: (_one(NO_DECIDER, hub), 1)}) if nobody else ()


def _at_partner(runtime: Runtime, work: Work, actor: Actor, covers: Collection[UUID]) -> Sequence[Group]:
    approves = not_theirs(runtime.policy.release, actor)
    lines = work.lists.waiting_at_partner(
        actor.organisation_id, actor.person_id, runtime.clock.now(), covers=covers, approves=approves
    )
    return grouped(AT_PARTNER, lines)


def _kept(work: Work, actor: Actor, groups: Sequence[Group]) -> Mapping[UUID, Kept]:
    named = {line.counterpart_id for group in groups for line in group.lines if line.counterpart_id}
    return work.clocks.kept({actor.organisation_id, *named}) if named else {}
