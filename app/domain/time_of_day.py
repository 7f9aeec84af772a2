"""A time of day in one form, on pages and in mails: GOV.UK style, on a London clock whatever clock it came from."""

from __future__ import annotations

from datetime import datetime

from app.domain.opening_hours import LONDON


def london(moment: datetime) -> datetime:
    """The same moment on a London clock. Raises ValueError for a naive datetime: its zone would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return moment.astimezone(LONDON)


def time_words(moment: datetime) -> str:
    """A time of day as “4:10pm”, “9am”, “midday” or “midnight”, on a London clock; “1:30am BST” where it came twice."""
    local = london(moment)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    zone = zone_of_two(local)
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}{zone and f' {zone}'}"


def zone_of_two(moment: datetime) -> str:
    """“BST” or “GMT” for a moment in the hour that a London clock shows twice; empty for every other."""
    local = moment.astimezone(LONDON)
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return (local.tzname() or "") if twice else ""
