"""Limits on how often something may be tried, counted in fixed windows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from app.domain.errors import TooMany
from app.services.runtime import Runtime

KEPT_FOR = timedelta(days=1)


def limit_rate(runtime: Runtime, what: str, who: str, *, most: int, window: timedelta) -> None:
    """Count one more try of `what` by `who`. Raises `TooMany` from the try after `most` until the window ends.

    `who` (a session, an address) is stored hashed. The count may lose its last second in a crash, so that
    counting never waits for the disk.
    """
    now = runtime.clock.now()
    start = datetime.fromtimestamp(now.timestamp() // window.total_seconds() * window.total_seconds(), UTC)
    key = f"{what}:{hashlib.sha256(who.encode('utf-8', 'replace')).hexdigest()}"
    with runtime.database.work(None) as work:
        count = work.identity.count_in_window(key, start)
        if count == 1:
            work.identity.forget_windows(now - KEPT_FOR)
        work.commit_unflushed()
    if count > most:
        minutes = max(1, round((start + window - now).total_seconds() / 60))
        raise TooMany(f"Too many attempts. Try again in {minutes} minute{'' if minutes == 1 else 's'}.")
