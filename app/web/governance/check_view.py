"""A verification of the log as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.governance import LogCheckRun
from app.services.governance.check_log import LogCheck
from app.web.clock_words import duration_words

STALLED = timedelta(minutes=1)
"""Without a sign for longer than this, no worker may be running."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """One verification: `state` is waiting, running, holds, broken, or others (only others' logs do not hold)."""

    state: str
    asked_at: datetime
    finished_at: datetime | None
    done: int
    of: int
    percent: int
    stalled: bool
    took: str
    result: LogCheck | None
    problems: Sequence[str]
    others: int


def check_view(run: LogCheckRun, now: datetime) -> CheckView:
    """A verification as seen now."""
    result = LogCheck.from_stored(run.result) if run.result is not None else None
    of = run.of or 0
    return CheckView(
        state=_state(run, result),
        asked_at=run.asked_at,
        finished_at=run.finished_at,
        done=run.done,
        of=of,
        percent=100 * run.done // of if of else 0,
        stalled=run.finished_at is None and now - (run.noted_at or run.asked_at) > STALLED,
        took=duration_words(run.finished_at - run.started_at) if run.finished_at and run.started_at else "",
        result=result,
        problems=result.problems if result else (),
        others=result.others if result else 0,
    )


def _state(run: LogCheckRun, result: LogCheck | None) -> str:
    if result is not None:
        return "broken" if result.problems else "others" if result.others else "holds"
    return "waiting" if run.started_at is None else "running"
