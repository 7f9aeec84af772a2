"""A duty worker accepts what was handed to them, or says that they cannot take it; also by telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.domain.duty import Handed
from app.domain.errors import InvalidInput, WrongState
from app.domain.events import ACCEPTED, DECLINED, HANDED, IDENTIFIED, NOT_VERIFIED
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.duties import on_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.duty.acts import TOLD_DECLINED, Step, commit_steps, tell_givers
from app.services.duty.hand_over import giving, require_night, require_theirs, require_worker
from app.services.duty.standing import standing_of
from app.services.runtime import Runtime

TOLD_ACCEPTED, TOLD_RECORDED = "duty_taken", "duty_recorded"
RUNG = "duty_rung"
TAKES, CANNOT, NO_ANSWER = "takes", "cannot", "no_answer"
OUTCOMES = {
    TAKES: "They accept the cases",
    CANNOT: "They cannot take them",
    NO_ANSWER: "Nobody answered",
}
"""What may come of ringing a duty worker."""
UNVERIFIED = "Nobody accepts a case who was not verified. Ring back on a number you can verify, and ask again."
SHORTEST_NUMBER, LONGEST_NUMBER = 5, 40


def accept(runtime: Runtime, actor: Actor, case_ids: Sequence[UUID]) -> None:
    """The actor takes these cases until the morning: they open them from now on, and whoever gave them is told.

    Raises InvalidInput for none, NotFound, after logging the refusal, for one that was not given to them, or was taken
    from them again.
    """
    with runtime.database.work(actor.organisation_id) as work:
        given = _given_to(runtime, work, actor, case_ids, "accept_duty")
        tell_givers(work, actor.organisation_id, TOLD_ACCEPTED, given, runtime.clock.now())
        steps = [Step(one, ACCEPTED, actor.person_id, _until(given[one])) for one in case_ids]
        commit_steps(runtime, work, actor, steps)


def decline(runtime: Runtime, actor: Actor, case_ids: Sequence[UUID]) -> None:
    """The actor cannot take these cases: whoever gave them has them again, and is told at once. Raises as accepting."""
    with runtime.database.work(actor.organisation_id) as work:
        given = _given_to(runtime, work, actor, case_ids, "decline_duty")
        tell_givers(work, actor.organisation_id, TOLD_DECLINED, given, runtime.clock.now())
        commit_steps(runtime, work, actor, [Step(one, DECLINED, actor.person_id) for one in case_ids])


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone call to a duty worker: on which number, how they were identified, and what came of it."""

    number: str
    identified: str
    outcome: str

    def wrong(self) -> Mapping[str, str]:
        """A sentence for each thing that is missing: nobody accepts anything who was not verified."""
        found = {}
        if not SHORTEST_NUMBER <= len(self.number.strip()) <= LONGEST_NUMBER:
            found["number"] = "Give the number that you rang."
        if self.outcome not in OUTCOMES:
            found["outcome"] = "Say what came of the call."
        elif self.outcome != NO_ANSWER and self.identified not in IDENTIFIED:
            found["identified"] = "Choose how you made sure who it was."
        elif self.outcome == TAKES and self.identified == NOT_VERIFIED:
            found["identified"] = UNVERIFIED
        return found


def record_call(
    runtime: Runtime, actor: Actor, to: UUID | None, case_ids: Sequence[UUID], call: Call, once: UUID | None = None
) -> None:
    """Record that a duty worker was rung about these cases; where they accept, the cases are theirs from now on.

    What nobody had handed over yet is handed over by it. The number is sealed in the log alone. The same call (`once`)
    is recorded once. Raises InvalidInput, WrongState and NotFound as handing over does.
    """
    now, hub = runtime.clock.now(), actor.organisation_id
    if wrong := call.wrong():
        raise InvalidInput(wrong)
    with runtime.database.work(hub) as work:
        night = require_night(runtime, work, hub)
        entries = require_theirs(runtime, work, actor, case_ids)
        worker = require_worker(runtime, work, hub, to, entries)
        if not work.duty.note_rung(hub, actor.person_id, now, once or uuid4()):
            return  # the same form was sent twice
        given = standing_of(runtime, work, hub, case_ids)
        said = f"{worker.display_name} was rung on {call.number.strip()}: {OUTCOMES[call.outcome].lower()}."
        steps: list[Step] = []
        for one in case_ids:
            stood = given.get(one)
            if call.outcome == TAKES:
                has = stood is not None and stood.to_id == worker.id and stood.accepted(now)
                until = {"until": night.ends.isoformat(), "identified": call.identified}
                steps += [] if has else [*giving(one, worker, stood, night, now), Step(one, ACCEPTED, worker.id, until)]
            elif call.outcome == CANNOT and stood is not None and stood.to_id == worker.id:
                steps.append(Step(one, DECLINED, worker.id, {"identified": call.identified}))
        if any(one.what == ACCEPTED for one in steps):
            work.jobs.enqueue(TOLD_RECORDED, hub, {"person_id": str(worker.id)}, now)
        if steps:
            commit_steps(runtime, work, actor, steps, said)
        else:
            _record_ring(runtime, work, actor, said)


def _given_to(
    runtime: Runtime, work: Work, actor: Actor, case_ids: Sequence[UUID], action: str
) -> Mapping[UUID, Handed]:
    """What was given to the actor and waits; nobody takes it from them until the end of the work."""
    if not case_ids:
        raise InvalidInput({"cases": "Tick at least one case."})
    hub, own = actor.organisation_id, work.events.own(case_ids, actor.person_id)
    about = [one for one in own if one.what == HANDED and one.about_id == actor.person_id]
    theirs = {one.file_id for one in about if one.organisation_id == hub}
    may = actor.role in on_duty(runtime.policy.release) and set(case_ids) <= theirs
    if not may or work.events.stepped_back_in(actor.person_id, case_ids):
        refuse(runtime, work, actor, action, list(case_ids))
    work.files.lock_for_change(*case_ids)
    given, now = standing_of(runtime, work, hub, case_ids), runtime.clock.now()
    waiting = {id_ for id_, one in given.items() if one.to_id == actor.person_id and one.waits(now)}
    if not set(case_ids) <= waiting:
        raise WrongState("This has changed since you opened the page. Look at what is handed to you now.")
    return given


def _until(given: Handed) -> Mapping[str, str]:
    return {"until": given.until.isoformat()}


def _record_ring(runtime: Runtime, work: Work, actor: Actor, said: str) -> None:
    """A call that changed nothing, in the hub's own log."""
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    entry = Entry(
        kind="worked",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"action": RUNG},
        reason=said,
    )
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))
