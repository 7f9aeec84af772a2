"""Hours and cover: read by whoever acts for an organisation, and changed by no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from app.domain.clock_settings import HOURS, ClockSetting
from app.http import current
from app.http.access import signed_in
from app.http.page import render_page
from app.services.clocks.hours_and_cover import HoursAndCover, hours_and_cover
from app.services.clocks.promise_words import promise_words, rung_words
from app.services.clocks.setting_words import hours_words
from app.services.clocks.timekeeping import MALFORMED
from app.services.identity.who_decides import find_who_decides
from app.web.account.routes import account
from app.web.date_words import date_words, moment_words
from app.web.runtime import runtime
from policies.engine.clock_profiles import ClockProfile
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


@account.get("/hours-and-cover")
@signed_in
def hours() -> ResponseReturnValue:
    """The visitor's own organisation, and at a hub every partner."""
    given = runtime()
    release = given.policy.release
    own, *partners = hours_and_cover(given, current.actor())
    return render_page(
        "account/hours_and_cover.html",
        own=_shown(release, own),
        of_hub=own.of_hub,
        decide=find_who_decides(given, current.actor()) if own.of_hub else None,
        missing=own.missing,
        outdated=own.outdated,
        promises=list(_promises(release, own.profile)) if own.profile else [],
        profile=own.profile,
        ladder=[rung_words(rung) for rung in own.profile.ladder] if own.profile else [],
        partners=[_shown(release, one) for one in partners],
    )


def _shown(release: PolicyRelease, one: HoursAndCover) -> Shown:
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
    return _said(words)


def _said(words: str) -> str:
    return words[:1].upper() + words[1:]


def _out_of_hours(one: HoursAndCover) -> str:
    cover = one.cover
    if cover.out_of_hours:
        return f"{cover.by}{f', {cover.covers}' if cover.covers else ''}"
    if cover.said:
        return "Nobody answers for it while it is closed"
    return "No duty number" if one.of_hub else "Nothing is said of who answers while it is closed"


def _promises(release: PolicyRelease, profile: ClockProfile) -> Iterator[tuple[str, str, str]]:
    for key, rating in release.ratings.items():
        yield rating.label, _said(promise_words(profile.partner[key])), _said(promise_words(profile.hub[key]))
