"""Once a day, by a worker at night: rows that have ended are taken away, some at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from uuid import UUID, uuid5

from app.domain.clocks import LONDON
from app.domain.ended import ENDED
from app.domain.groups import SILENT
from app.services.identity.follow_groups import roles_left
from app.services.runtime import Runtime

JOB = "clear_ended"
NOBODYS = UUID(int=0)
"""It is done for the installation, for no organisation."""
AT = time(3, 0)
"""In London: when fewest people work."""
BATCH = 1000
"""Rows at a time, so that nothing else waits long for them."""


def ask_to_clear(runtime: Runtime) -> None:
    """See that there is one such job for each day, whichever workers ask. Raises DatabaseUnavailable."""
    now = runtime.clock.now()
    here = now.astimezone(LONDON)
    if here.time() < AT:
        return
    with runtime.database.work(None) as work:
        work.jobs.enqueue_once(uuid5(NOBODYS, f"{JOB} {here.date()}"), JOB, NOBODYS, {}, now)
        work.commit()


def clear_ended(runtime: Runtime, meanwhile: Callable[[], None]) -> None:
    """Take away what has ended, in transactions of their own: stopped in between, the next time goes on.

    Calls `meanwhile` after each. Raises DatabaseUnavailable.
    """
    now = runtime.clock.now()
    for ended in ENDED:
        gone = BATCH
        while gone == BATCH:
            with runtime.database.work(None) as work:
                gone = work.ended.clear(ended, now - ended.kept, BATCH)
                work.commit_unflushed()
            meanwhile()
    while True:
        with runtime.database.work(None) as work:
            if not roles_left(runtime, work, work.groups.silent_since(now - SILENT, BATCH)):
                return
            work.commit()
        meanwhile()
