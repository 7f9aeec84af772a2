"""What an organisation says of its time, a sentence for each setting: commands print them, and nobody else's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.domain.clock_settings import CLOSED, COVER, DUTY, HOURS, NUMBERS, ClockSetting
from app.domain.time_of_day import london, time_words
from app.domain.week import week_of, week_words
from policies.engine.release import PolicyRelease

UNREADABLE = "kept in a way that this version cannot read: enter it anew"
NOT_RUNG = "not rung yet"


def setting_words(release: PolicyRelease, setting: ClockSetting, names: Mapping[UUID, str]) -> str:
    """One setting with who entered it and when, and for a number who rang it or that nobody has."""
    said = said_words(release, setting.kind, setting.day, setting.said)
    rung = f"; {rung_words(setting, names)}" if setting.kind in NUMBERS and setting.said.get("telephone") else ""
    return f"{said}{rung} (entered by {names.get(setting.set_by)}, {_moment(setting.set_at)})"


def rung_words(setting: ClockSetting, names: Mapping[UUID, str]) -> str:
    """“rung by Ringa Example, 30 November 2026 at 2:05pm”, or that nobody has yet."""
    if setting.rung_by is None or setting.rung_at is None:
        return NOT_RUNG
    return f"rung by {names.get(setting.rung_by)}, {_moment(setting.rung_at)}"


def hours_words(release: PolicyRelease, setting: ClockSetting) -> str:
    """“Monday to Friday 9am to 5pm, closed on bank holidays (England and Wales)”. Raises ValueError, KeyError."""
    return _hours(release, setting.said)


def _hours(release: PolicyRelease, said: Mapping[str, Any]) -> str:
    calendar = said["calendar"]
    on = "open" if calendar is None else "closed"
    which = "" if calendar is None else f" ({release.calendars[calendar].label})"
    return f"{week_words(week_of(said['week']))}, {on} on bank holidays{which}"


def said_words(release: PolicyRelease, kind: str, day: date | None, said: Mapping[str, Any]) -> str:
    """What is said of a kind, for a day where there is one for each: “duty number: Madeup line, 01632 960001”."""
    try:
        return _said(release, kind, day, said)
    except (ValueError, TypeError, KeyError, AttributeError):
        return f"{kind}: {UNREADABLE}"


def _said(release: PolicyRelease, kind: str, day: date | None, said: Mapping[str, Any]) -> str:
    if kind == HOURS:
        return f"hours from {_day(day)}: {_hours(release, said)}"
    if kind == CLOSED:
        return f"closed on {_day(day)}: {said['why']}"
    if kind == COVER and said["covered"]:
        return f"cover: {said['by']}, {said['telephone']}, for {said['covers']}"
    if kind == COVER:
        number = f", but ring {said['telephone']}" if said.get("telephone") else ""
        return f"cover: nobody covers it{number}"
    if kind == DUTY:
        return f"duty number: {said['name']}, {said['telephone']}"
    return f"profile adopted: {said['key']} ({said['digest']})"


def _day(value: date | None) -> str:
    return "" if value is None else f"{value.day} {value:%B %Y}"


def _moment(value: datetime) -> str:
    return f"{_day(london(value).date())} at {time_words(value)}"
