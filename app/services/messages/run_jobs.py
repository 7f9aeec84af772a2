"""The worker: takes jobs one at a time, each as the organisation that it is for, and tries failed ones again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

import structlog

from app.domain.errors import DatabaseUnavailable, ExchangeError, NobodyToTell
from app.domain.jobs import WORKER, Job
from app.domain.ports import Work
from app.services.administration.read_anew import FOLLOWED, tell_owners
from app.services.administration.write_people import INVITED
from app.services.clocks.keep_setting import REBASE
from app.services.clocks.rebase import rebase
from app.services.disclosure.asking_looked_at import JOB as LOOK_AT_ASKING
from app.services.disclosure.asking_looked_at import look_at_asking
from app.services.disclosure.count_refusals import JOB as COUNT_REFUSALS
from app.services.disclosure.count_refusals import record_count
from app.services.disclosure.words_looked_at import JOB as LOOK_AT_WORDS
from app.services.disclosure.words_looked_at import look_at_words
from app.services.governance.clear_ended import JOB as CLEAR_ENDED
from app.services.governance.clear_ended import clear_ended
from app.services.governance.stop_logs import TELL
from app.services.governance.verify_log import JOB as CHECK_LOG
from app.services.governance.verify_log import run_check
from app.services.identity.approve_member import LEFT
from app.services.identity.cover import OVER as COVER_OVER
from app.services.identity.end_partnership import ENDED as PARTNERSHIP_ENDED
from app.services.intake.free_cases import free_cases
from app.services.intake.look_again import JOB as HOLD_LOOK_AGAIN
from app.services.intake.look_again import look_again
from app.services.messages.of_change import UNDELIVERED
from app.services.messages.said import PARTNER
from app.services.messages.send_mail import LENT, send_mail
from app.services.messages.subjects import SUBJECTS
from app.services.messages.write_mail import Written, write_mail
from app.services.research.asking_unsent import to_tell
from app.services.research.end_of_cover import end_covers_of_left, end_of_cover
from app.services.research.free_requests import free_requests
from app.services.research.let_go import let_go
from app.services.research.partner_left import tell_who_waits
from app.services.research.send_changed import JOB as LET_GO
from app.services.runtime import Runtime

RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
DOUBLINGS = 6
FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a fault of ours raises: in one job, it must not keep everybody else's mail."""
Made = TypeVar("Made")
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
    job, mail = None, None
    try:
        with runtime.database.work(None) as work:
            job = work.jobs.take(runtime.clock.now(), kinds)
            if job is None:
                return None
            if job.kind in SUBJECTS:
                mail, failed = _attempt(job, partial(write_mail, runtime, work, job))
            else:
                work.allow_pauses()  # other workers pass a job by that is taken
                _, failed = _attempt(job, partial(_do, runtime, work, job))
            if mail is not None:
                work.jobs.put_off(job.id, runtime.clock.now() + LENT)
            else:
                _end(runtime, work, job, failed)
            work.commit()
    except DatabaseUnavailable as failure:
        if job is None:
            raise
        failed = failure.code
        with runtime.database.work(None) as work:
            _end(runtime, work, job, failed)
            work.commit()
    return failed is None if mail is None else _deliver(runtime, job, mail)


def _deliver(runtime: Runtime, job: Job, mail: Written) -> bool:
    """Send a mail, then note whom it has told; whether it need not be tried again."""
    sent, failed = _attempt(job, partial(send_mail, runtime, job, mail))
    told, again = sent or (frozenset(), failed)
    if again is not None and failed is None:
        _log.warning("job_failed", job=job.id, job_kind=job.kind, error_code=again)
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        work.jobs.note_told(job.id, told)
        _note_silence(work, job, mail, None if told else now)
        if mail.lines and again in (None, NobodyToTell.code):
            work.digests.drop(UUID(job.payload["person_id"]), mail.lines)
        if again == NobodyToTell.code and job.kind != TELL:  # whoever asked is shown that, and rings
            work.jobs.finish(job.id, now, again)
            if job.kind == INVITED:
                work.jobs.enqueue(UNDELIVERED, job.organisation_id, job.payload, now)
        else:
            _end(runtime, work, job, again)
        work.commit()
    return again is None


def _note_silence(work: Work, job: Job, mail: Written, since: datetime | None) -> None:
    """Where it is shown that nobody could be told. The hub may have opened it between two tries: it then has heard."""
    for file_id, whom in mail.silent:
        if since is None or whom == PARTNER or not job.attempts:
            work.files.note_since([file_id], whom, since)


def _end(runtime: Runtime, work: Work, job: Job, failed: str | None) -> None:
    now = runtime.clock.now()
    if failed is None:
        work.jobs.finish(job.id, now)
    else:
        work.jobs.put_back(job.id, now + _wait(job), failed)


def _attempt(job: Job, act: Callable[[], Made]) -> tuple[Made | None, str | None]:
    """What an act makes of a job, and the code of what went wrong, or None. Raises DatabaseUnavailable."""
    try:
        return act(), None
    except DatabaseUnavailable:
        raise
    except ExchangeError as failure:
        _log.warning("job_failed", job=job.id, job_kind=job.kind, error_code=failure.code, exc_info=failure)
        return None, failure.code
    except FAULTS as failure:
        _log.error("job_failed", job=job.id, job_kind=job.kind, error_code="unexpected", exc_info=failure)
        return None, "unexpected"


def _wait(job: Job) -> timedelta:
    """Twice as long each time, up to an hour."""
    return min(RETRY * (1 << max(0, min(job.attempts, DOUBLINGS))), LONGEST_RETRY)


def _do(runtime: Runtime, work: Work, job: Job) -> None:
    if job.kind == CHECK_LOG:
        run_check(runtime, job, meanwhile=lambda: _send_waiting(runtime))
    elif job.kind == LEFT:
        free_requests(runtime, job)
        free_cases(runtime, job)
        end_covers_of_left(runtime, job)
    elif job.kind == COVER_OVER:
        end_of_cover(runtime, job)
    elif job.kind == LOOK_AT_ASKING:
        look_at_asking(runtime, work, job)
        to_tell(runtime, work, job)
    elif job.kind == LET_GO:
        let_go(runtime, job)
    elif job.kind == CLEAR_ENDED:
        clear_ended(runtime, meanwhile=lambda: _send_waiting(runtime))
    elif job.kind == FOLLOWED:
        tell_owners(runtime, job)
    elif job.kind == REBASE:
        rebase(runtime, job, meanwhile=lambda: _send_waiting(runtime))
    else:
        _INSIDE[job.kind](runtime, work, job)


_INSIDE: Final[Mapping[str, Callable[[Runtime, Work, Job], None]]] = {
    COUNT_REFUSALS: record_count,
    PARTNERSHIP_ENDED: tell_who_waits,
    LOOK_AT_WORDS: look_at_words,
    HOLD_LOOK_AGAIN: look_again,
}
"""What is done in the transaction that finishes the job, by its kind."""


def note_at_work(runtime: Runtime) -> None:
    """Keep that a worker is at work now, for whoever asks whether any is. Raises DatabaseUnavailable."""
    with runtime.database.work(None) as work:
        work.jobs.note_done(WORKER, runtime.clock.now())
        work.commit()


def _send_waiting(runtime: Runtime) -> None:
    """Send what is due, until there is no more or the mail server takes none."""
    note_at_work(runtime)
    while _next(runtime, SUBJECTS.keys()):
        pass
