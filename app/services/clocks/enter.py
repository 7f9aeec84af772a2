"""What an administrator may enter of an organisation's time, each checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.clock_settings import CLOSED, COVER, DUTY, HOURS, PROFILE
from app.domain.errors import InvalidInput
from app.domain.short_words import short_words, short_words_of, telephone_number
from app.domain.week import Week, read_days, read_week, stored_week
from app.services.clocks.adopted import adoptable
from app.services.clocks.keep_setting import Changed, Rung, keep_setting
from app.services.runtime import Runtime

NO_HOLIDAYS: Final = "none"
"""What is given instead of a calendar by whoever is open on bank holidays too."""


def enter_hours(
    runtime: Runtime, organisation_id: UUID, first: date, written: Sequence[str], calendar: str, by: UUID
) -> Changed:
    """Say an organisation's opening hours from a day on, and the calendar of bank holidays on which it is closed.

    Raises InvalidInput naming the field and the fix, and what keep_setting raises.
    """
    return keep_setting(runtime, organisation_id, HOURS, hours_said(runtime, written, calendar), by, day=first)


def hours_said(runtime: Runtime, written: Sequence[str], calendar: str) -> Mapping[str, Any]:
    """What is kept of hours as a command was told them. Raises InvalidInput naming the field and the fix."""
    _require_calendar(runtime, calendar)
    return _kept(read_week(written), calendar)


def hours_typed(runtime: Runtime, days: Mapping[str, str], calendar: str) -> Mapping[str, Any]:
    """The same as boxes for days have them. Raises InvalidInput naming every field that is wrong, and the fix."""
    wrong: dict[str, str] = {}
    week: Week = {}
    try:
        week = read_days(days)
    except InvalidInput as mistyped:
        wrong |= mistyped.errors
    try:
        _require_calendar(runtime, calendar)
    except InvalidInput:
        wrong["holidays"] = "On bank holidays: choose one of these."
    if wrong:
        raise InvalidInput(wrong)
    return _kept(week, calendar)


def _require_calendar(runtime: Runtime, calendar: str) -> None:
    calendars = runtime.policy.release.calendars
    if calendar not in {NO_HOLIDAYS, *calendars}:
        given = f"Give {', '.join(sorted(calendars))}, or {NO_HOLIDAYS} where it is open on bank holidays too."
        raise InvalidInput({"holidays": f"{calendar} is no calendar of bank holidays. {given}"})


def _kept(week: Week, calendar: str) -> Mapping[str, Any]:
    return {"week": stored_week(week), "calendar": None if calendar == NO_HOLIDAYS else calendar}


def enter_closed_day(runtime: Runtime, organisation_id: UUID, day: date, why: str, by: UUID) -> Changed:
    """Say that an organisation is closed on a day of its own. Raises as enter_hours does."""
    return keep_setting(runtime, organisation_id, CLOSED, {"why": short_words("because", why)}, by, day=day)


def enter_cover(
    runtime: Runtime,
    organisation_id: UUID,
    by: UUID,
    *,
    covered_by: str | None,
    telephone: str | None,
    covers: str | None,
    rung: Rung | None = None,
) -> Changed:
    """Say who covers a partner while it is closed, on which number, and when; None for `covered_by`: nobody does.

    Of a partner without cover `telephone` is whom to ring all the same, None for its own number. Raises as enter_hours
    does.
    """
    return keep_setting(runtime, organisation_id, COVER, cover_said(covered_by, telephone, covers), by, rung=rung)


def cover_said(covered_by: str | None, telephone: str | None, covers: str | None) -> Mapping[str, Any]:
    """What is kept of who covers a partner, None for nobody. Raises InvalidInput naming the field and the fix."""
    if covered_by is None:
        if covers is not None:
            raise InvalidInput({"covers": "Nobody covers it, so there is no time to give: leave it out."})
        number = {} if telephone is None else {"telephone": telephone_number(telephone)}
        return {"covered": False, **number}
    if telephone is None:
        raise InvalidInput({"telephone": "Give the number on which whoever covers it answers."})
    typed = {
        "covered_by": (covered_by, "Who answers"),
        "telephone": (telephone, "Number"),
        "covers": (covers or "", "For which times"),
    }
    words = short_words_of(typed)
    return {
        "covered": True,
        "by": words["covered_by"],
        "telephone": words["telephone"],
        "covers": words["covers"],
    }


def enter_duty_number(
    runtime: Runtime, hub_id: UUID, name: str, telephone: str, by: UUID, rung: Rung | None = None
) -> Changed:
    """Say who answers for a hub while it is closed, and on which number. Raises as enter_hours does."""
    return keep_setting(runtime, hub_id, DUTY, duty_said(name, telephone), by, rung=rung)


def duty_said(name: str, telephone: str) -> Mapping[str, Any]:
    """What is kept of a hub's line out of hours. Raises InvalidInput naming the field and the fix."""
    typed = {"name": (name, "What the line is called"), "telephone": (telephone, "Number")}
    return dict(short_words_of(typed))


def adopt_profile(runtime: Runtime, hub_id: UUID, key: str, by: UUID) -> Changed:
    """Let a hub promise what a profile of the policy in force says, as it says it now. Raises as enter_hours does."""
    profiles = runtime.policy.release.profiles
    if key not in profiles:
        given = f"Give one of {', '.join(sorted(profiles))}."
        raise InvalidInput({"profile": f"{key} is no profile of the policy in force. {given}"})
    return keep_setting(runtime, hub_id, PROFILE, adoptable(profiles[key]), by)
