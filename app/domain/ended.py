"""What is taken away once it has ended, and how long it stays: rows of which no page shows anything any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Ended:
    """Rows of a table whose time in `column` is longer ago than `kept`; `but` are kinds of jobs that stay."""

    table: str
    column: str
    kept: timedelta
    why: str
    but: tuple[str, ...] = ()


ENDED = (
    Ended("web_session", "signed_in_at", timedelta(days=30), "whoever asks what a session did asks within a month"),
    Ended("sign_in_attempt", "expires_at", timedelta(0), "a sign-in that was begun and not finished is worth nothing"),
    Ended("reasoned_opening", "expires_at", timedelta(0), "a reason is good for five minutes; its entry is in the log"),
    Ended("rate_window", "window_start", timedelta(days=7), "as long as who counts refusals may be away"),
    Ended("job", "finished_at", timedelta(days=90), "who was told is asked for a quarter", but=("log_stopped",)),
)
"""A session ends after twelve hours at most, whatever happens. Who was told of a stopped log is read as long as there
are logs. What a mail of the day waits with stays too.
"""
