"""`flask jobs work`: the worker."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import click
import structlog
from flask.cli import AppGroup

from app.cli.running import plainly, tell, working
from app.domain.errors import Unavailable
from app.http.logs import configure_logs
from app.services.administration.agreement_reviews import tell_of_reviews
from app.services.administration.evidence_reviews import tell_of_evidence
from app.services.clocks.chase_due import chase_due
from app.services.clocks.holidays_known import tell_of_ending
from app.services.duty.nights import keep_nights
from app.services.governance.clear_ended import ask_to_clear
from app.services.governance.look_again import EVERY, look_again
from app.services.governance.summaries import keep_fresh
from app.services.messages.run_jobs import note_at_work, run_jobs
from app.services.policy_control.follow_release import follow_release

_log = structlog.get_logger()
jobs = AppGroup("jobs", help="Messages waiting to be sent, and long work.")
PAUSE, PAUSE_AFTER_FAILURE = 1.0, 5.0
STEP = timedelta(seconds=5)
"""So often it looks at what is due by the clock, which is promised in minutes; at what is to be sent, all the time."""


@jobs.command("work")
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
@plainly
def work(*, once: bool) -> None:
    """Send waiting messages, do long work, sign the logs and hash them again bit by bit, for as long as this runs.

    Run several to do more at a time.

    Waits when the database is away, and goes on when it is back. What failed and is tried again is logged on standard
    error, in ids and codes.
    """
    configure_logs(sys.stderr)
    runtime = working()
    place, look_at = None, runtime.clock.now()
    step_at = look_at
    while True:
        done, failures = 0, list[Unavailable]()
        try:
            runtime = follow_release(runtime)
            if (now := runtime.clock.now()) >= step_at:
                note_at_work(runtime)
                step_at = now + STEP
                chase_due(runtime)
                keep_nights(runtime)
            done = run_jobs(runtime)
        except Unavailable as failure:
            failures.append(failure)
        try:
            keep_fresh(runtime)
            if (now := runtime.clock.now()) >= look_at:
                place, look_at = look_again(runtime, place), now + EVERY
                tell_of_ending(runtime)
                tell_of_reviews(runtime)
                tell_of_evidence(runtime)
                ask_to_clear(runtime)
        except Unavailable as failure:
            failures.append(failure)
        if once:
            if failures:
                raise failures[0]
            tell(f"{done} done.")
            return
        for one in failures:
            _log.error("worker_waits", error_code=one.code, exc_info=one)
            tell(f"{one.message} Trying again in {PAUSE_AFTER_FAILURE:.0f} seconds.", err=True)
        time.sleep(PAUSE_AFTER_FAILURE if failures else 0 if done else PAUSE)
