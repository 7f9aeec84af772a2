"""Let a log take disclosures again, once it is what was signed of it."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import NotFound, RefusesToStart, WrongState
from app.domain.log_entry import Log
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.governance.current_names import current_name
from app.services.governance.kept_summaries import newest_kept
from app.services.governance.rebuild_tree import Progress, rebuild_tree
from app.services.governance.summaries import find_broken
from app.services.identity.administer import administered
from app.services.identity.named_by_id import person_named
from app.services.runtime import Runtime

REASONS = ("put_back", "resumed", "false_alarm")
"""Why it may go on: what was changed was put back, the loss was said openly by resuming, nothing had been changed."""


def lift_stop(runtime: Runtime, label: str, *, by: UUID, reason: str, progress: Progress | None = None) -> None:
    """End a log's stop, with an entry that says who decided it and why.

    Every leaf is hashed again first, and the log compared with what was signed of it. Raises NotFound when there is no
    such log or person, WrongState when it is not stopped or still not as it was signed, naming what is wrong.
    """
    with runtime.database.work(None) as work:
        work.allow_pauses()
        log = next((one for one in work.log.logs() if one.label == label), None)
        if log is None:
            raise NotFound(f"There is no log {label}.")
        if log not in [one.log for one in work.stops.stops()]:
            raise WrongState(f"Log {label} is not stopped.")
        person_named(work, by)
        if problem := _problem(runtime, work, log, progress):
            raise WrongState(
                f"Log {label} is still not what was signed: {problem} Put back what was changed, from a backup or a "
                "party's copy, or restore the database and run `flask log resume`; then lift again."
            )
    with runtime.database.work(None) as work:
        work.stops.lift(log)
        entry = administered(runtime, work, "stop_lifted", [], said={"log": label, "by": str(by), "why": reason})
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))


def _problem(runtime: Runtime, work: Work, log: Log, progress: Progress | None) -> str | None:
    """What is wrong with a log, in a sentence; None when it is whole and holds what was signed of it."""
    try:
        kept = newest_kept(runtime, work)
    except RefusesToStart as failure:
        return failure.message
    broken = find_broken(work, kept.lines or () if kept else (), work.log.standing(None))
    if log.label in broken:
        return f"{broken[log.label]}."
    if problems := rebuild_tree(work, log, progress).problems:
        return problems[0]
    current_name(runtime, work, log)
    return None
