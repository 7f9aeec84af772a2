"""When an organisation is there, and whom to ring otherwise, as pages say it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.clock_settings import HOURS, ClockSetting
from app.services.clocks.hours_and_cover import HoursAndCover
from app.services.clocks.setting_words import hours_words
from app.services.clocks.timekeeping import MALFORMED
from app.web.date_words import date_words, moment_words
from policies.engine.release import PolicyRelease

UNREADABLE = "kept in a way that cannot be read here"


@dataclass(frozen=True, slots=True)
class Shown:
    """One organisation in words. `ring` is the number to ring while it is closed, `rung` who rang it and when."""

    name: str
    hours: str
    announced: tuple[str, ...]
    closed: tuple[str, ...]
    out_of_hours: str
    ring: str
    rung: str | None


def shown_hours(release: PolicyRelease, one: HoursAndCover) -> Shown:
    """It in words, with the labels of the policy in force."""
    cover = one.cover
    rung = f"Rung by {cover.rung_by}, {moment_words(cover.rung_at)}" if cover.rung_by else None
    nothing = "No opening hours" if one.of_hub else "Requests count in the hub’s hours"
    return Shown(
        name=one.organisation.name,
        hours=_hours(release, one.hours) if one.hours else nothing,
        announced=tuple(f"From {date_words(each.day)}: {_hours(release, each)}" for each in one.announced),
        closed=tuple(f"{date_words(each.day)}: {each.said.get('why', '')}" for each in one.closed),
        out_of_hours=_out_of_hours(one),
        ring=cover.telephone,
        rung=rung,
    )


def _hours(release: PolicyRelease, setting: ClockSetting) -> str:
    try:
        words = hours_words(release, setting)
    except MALFORMED:
        words = f"{HOURS}: {UNREADABLE}"
    return sentence(words)


def sentence(words: str) -> str:
    """Words that begin one."""
    return words[:1].upper() + words[1:]


def _out_of_hours(one: HoursAndCover) -> str:
    cover = one.cover
    if cover.out_of_hours:
        return f"{cover.by}{f', {cover.covers}' if cover.covers else ''}"
    if cover.said:
        return "Nobody answers for it while it is closed"
    return "No duty number" if one.of_hub else "Nothing is said of who answers while it is closed"
