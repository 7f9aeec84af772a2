"""Verifying the whole log from a page: asked for by a person, done by the worker, its progress and result kept."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from app.domain.governance import LogCheckRun
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.check_log import check_log
from app.services.governance.stop_logs import stop_logs
from app.services.runtime import Runtime

JOB = "check_log"
SHOWN = 10


def ask_for_check(runtime: Runtime, actor: Actor) -> UUID:
    """Have the worker verify the whole log; the one under way, where there is one. Raises NotFound.

    One that is not finished has its job in the queue, so that it goes on whenever a worker is there.
    """
    now = runtime.clock.now()
    _require_governance(runtime, actor)
    with runtime.database.work(actor.organisation_id) as work:
        for run in work.governance.checks(actor.organisation_id, 1):
            if run.finished_at is None:
                return run.id
        run = LogCheckRun(uuid4(), actor.organisation_id, actor.person_id, now)
        work.governance.add_check(run)
        work.jobs.enqueue(JOB, actor.organisation_id, {"check_id": str(run.id)}, now)
        work.commit()
    return run.id


def list_checks(runtime: Runtime, actor: Actor) -> tuple[LogCheckRun, ...]:
    """The hub's last verifications, the newest first. Raises NotFound."""
    _require_governance(runtime, actor)
    with runtime.database.work(actor.organisation_id) as work:
        return work.governance.checks(actor.organisation_id, SHOWN)


def run_check(runtime: Runtime, job: Job, meanwhile: Callable[[], object]) -> None:
    """Do what `ask_for_check` asked; a log found changed is stopped.

    After each batch of leaves its progress is noted and `meanwhile` called. Kept is what the hub that asked may know.
    """
    run_id = UUID(job.payload["check_id"])
    started = runtime.clock.now()

    def note(done: int, of: int) -> None:
        with runtime.database.work(None) as work:
            work.governance.note_progress(run_id, started, runtime.clock.now(), done, of)
            work.commit()
        meanwhile()

    note(0, 0)
    result = check_log(runtime, note, publish=True)
    stop_logs(runtime, result.changed)
    with runtime.database.work(None) as work:
        asked = job.organisation_id
        size = sum(one.size for one in work.log.standings(work.log.logs_of(asked)))
        work.governance.finish_check(run_id, runtime.clock.now(), result.told_to(asked, size).stored())
        work.commit()


def _require_governance(runtime: Runtime, actor: Actor) -> None:
    if not has_duty(runtime.policy.release, actor, HUB_GOVERNS):
        with runtime.database.work(actor.organisation_id) as work:
            refuse(runtime, work, actor, "check_log", [])
