"""Limits on how often something may be tried, counted in fixed windows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from app.domain.errors import TooMany
from app.domain.ports import Work

KEPT_FOR = timedelta(days=7)
"""As long as the worker may be away that writes down how many tries there were."""


def count_try(work: Work, now: datetime, what: str, who: str, window: timedelta) -> int:
    """Count one more try in a transaction that does more, and say how many there have been in this window."""
    count = work.identity.count_in_window(window_key(what, who), window_start(now, window))
    if count == 1:
        work.identity.forget_windows(now - KEPT_FOR)
    return count


def require_few(count: int, now: datetime, *, most: int, window: timedelta) -> None:
    """Raise `TooMany`, saying when to try again, when there have been more than `most`."""
    if count > most:
        minutes = max(1, round((window_start(now, window) + window - now).total_seconds() / 60))
        raise TooMany(f"Too many attempts. Try again in {minutes} minute{'' if minutes == 1 else 's'}.")


def window_key(what: str, who: str) -> str:
    """What tries are counted under; `who` is hashed."""
    return f"{what}:{hashlib.sha256(who.encode('utf-8', 'replace')).hexdigest()}"


def window_start(now: datetime, window: timedelta) -> datetime:
    """When the window began that `now` is in."""
    return datetime.fromtimestamp(now.timestamp() // window.total_seconds() * window.total_seconds(), UTC)
