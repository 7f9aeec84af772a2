"""The hub's own time for a case, as the case's events tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.domain.events import Event, moment


def timed_by(events: Iterable[Event]) -> tuple[datetime | None, datetime | None]:
    """Since when a case's time counts and when it ends, after these events of its file in order."""
    counted_from = due = None
    for one in events:
        if "counted_from" in one.codes:
            counted_from = moment(one.codes["counted_from"])
        if "due_at" in one.codes:
            due = moment(one.codes["due_at"])
    return counted_from, due
