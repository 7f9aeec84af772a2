"""The worker: takes jobs one at a time, each as the organisation that it is for, and tries failed ones again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import structlog

from app.domain.errors import DatabaseUnavailable, ExchangeError
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.disclosure.count_refusals import JOB as COUNT_REFUSALS
from app.services.disclosure.count_refusals import record_count
from app.services.governance.verify_log import JOB as CHECK_LOG
from app.services.governance.verify_log import run_check
from app.services.identity.approve_member import LEFT
from app.services.intake.free_cases import free_cases
from app.services.messages.notices import SUBJECTS
from app.services.messages.send_mail import send_mail
from app.services.research.free_requests import free_requests
from app.services.research.let_go import let_go
from app.services.research.send_changed import JOB as LET_GO
from app.services.runtime import Runtime

RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
DOUBLINGS = 6
FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a fault of ours raises: in one job, it must not keep everybody else's mail."""
_log = structlog.get_logger()


def run_jobs(runtime: Runtime, most: int = 100) -> int:
    """Do up to `most` jobs that are due; says how many were done. A failed one is put back and tried later.

    Mail does not wait for long work: that lets what is due be sent after each of its batches. Raises
    DatabaseUnavailable.
    """
    done = 0
    for _ in range(most):
        finished = _next(runtime, None)
        if finished is None:
            break
        done += finished
    return done


def _next(runtime: Runtime, kinds: Collection[str] | None) -> bool | None:
    """Do the next job that is due; whether it could be done, None when there is none.

    One whose statements the database refuses is put back in a transaction of its own.
    """
    job = None
    try:
        with runtime.database.work(None) as work:
            job = work.jobs.take(runtime.clock.now(), kinds)
            if job is None:
                return None
            work.allow_pauses()  # other workers pass a job by that is taken
            failed = _failure(runtime, work, job)
            if failed is None:
                work.jobs.finish(job.id, runtime.clock.now())
            else:
                _put_back(runtime, work, job, failed)
            work.commit()
    except DatabaseUnavailable as failure:
        if job is None:
            raise
        failed = failure.code
        with runtime.database.work(None) as work:
            _put_back(runtime, work, job, failed)
            work.commit()
    return failed is None


def _put_back(runtime: Runtime, work: Work, job: Job, failed: str) -> None:
    work.jobs.put_back(job.id, runtime.clock.now() + _wait(job), failed)


def _failure(runtime: Runtime, work: Work, job: Job) -> str | None:
    """Do a job; the code of what went wrong, or None. Raises DatabaseUnavailable."""
    try:
        _do(runtime, work, job)
    except DatabaseUnavailable:
        raise
    except ExchangeError as failure:
        _log.warning("job_failed", job=job.id, job_kind=job.kind, error_code=failure.code)
        return failure.code
    except FAULTS as failure:
        _log.error("job_failed", job=job.id, job_kind=job.kind, error_code="unexpected", exc_info=failure)
        return "unexpected"
    return None


def _wait(job: Job) -> timedelta:
    """Twice as long each time, up to an hour."""
    return min(RETRY * (1 << max(0, min(job.attempts, DOUBLINGS))), LONGEST_RETRY)


def _do(runtime: Runtime, work: Work, job: Job) -> None:
    if job.kind == CHECK_LOG:
        run_check(runtime, job, meanwhile=lambda: _send_waiting(runtime))
    elif job.kind == COUNT_REFUSALS:
        record_count(runtime, work, job)
    elif job.kind == LEFT:
        free_requests(runtime, job)
        free_cases(runtime, job)
    elif job.kind == LET_GO:
        let_go(runtime, job)
    else:
        send_mail(runtime, work, job)


def _send_waiting(runtime: Runtime) -> None:
    """Send what is due, until there is no more or the mail server takes none."""
    while _next(runtime, SUBJECTS.keys()):
        pass
