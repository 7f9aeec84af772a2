"""`flask clocks hours | closed | cover | duty | adopt | show`: when organisations are there, and what a hub promises.

All but `show` need ADMIN_DATABASE_URL. Administrators say the same on pages, and sign it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from app.cli.answering import Administration, Answer, listing
from app.cli.moments import DAY, MINUTE
from app.cli.running import administering, working
from app.domain.clock_settings import CLOSED, HOURS, ClockSetting
from app.domain.opening_hours import LONDON
from app.services.clocks.enter import adopt_profile, enter_closed_day, enter_cover, enter_duty_number, enter_hours
from app.services.clocks.hours_and_cover import said_of
from app.services.clocks.keep_setting import Changed, Rung, end_setting
from app.services.clocks.setting_words import setting_words
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

Command = Callable[..., Any]

clocks = Administration("clocks", help="When organisations are there, who covers them, and what a hub promises.")
by = click.option("--by", type=click.UUID, required=True, help="The id of the person who decided it.")


def rung(command: Command) -> Command:
    """Give a command the options that say who rang a number, and when."""
    who = click.option("--rung-by", type=click.UUID, help="The id of whoever rang the number: not who entered it.")
    when = click.option("--rung-at", type=MINUTE, help="When it was rung, in London: 2026-11-30T14:05.")
    return who(when(command))


@clocks.command("hours")
@click.argument("organisation", type=click.UUID)
@click.argument("days", nargs=-1)
@click.option("--from", "first", type=DAY, required=True, help="The first day on which they hold: 2026-12-01.")
@click.option("--holidays", help="The calendar of bank holidays on which it is closed, or none.")
@click.option("--withdraw", is_flag=True, help="Take back the hours that were to hold from that day.")
@by
def hours(
    organisation: UUID, days: tuple[str, ...], first: datetime, holidays: str | None, by: UUID, *, withdraw: bool
) -> Answer:
    """Say when ORGANISATION is open, in London: DAYS as mon-fri=9:00-17:00 or every=0:00-24:00.

    Of the hours that have begun those that began last hold, so that a change can be announced.
    """
    runtime = administering()
    if withdraw:
        return _said(runtime, end_setting(runtime, organisation, HOURS, first.date(), by))
    if holidays is None:
        raise click.BadParameter("Give --holidays: the calendar of bank holidays on which it is closed, or none.")
    return _said(runtime, enter_hours(runtime, organisation, first.date(), days, holidays, by))


@clocks.command("closed")
@click.argument("organisation", type=click.UUID)
@click.argument("day", type=DAY)
@click.option("--because", help="Why, in a few words that staff read.")
@click.option("--withdraw", is_flag=True, help="It is open on that day after all.")
@by
def closed(organisation: UUID, day: datetime, because: str | None, by: UUID, *, withdraw: bool) -> Answer:
    """Say that ORGANISATION is closed on a DAY of its own, besides bank holidays: 2026-12-24."""
    runtime = administering()
    if withdraw:
        return _said(runtime, end_setting(runtime, organisation, CLOSED, day.date(), by))
    return _said(runtime, enter_closed_day(runtime, organisation, day.date(), because or "", by))


@clocks.command("cover")
@click.argument("organisation", type=click.UUID)
@click.option("--covered-by", help="Who answers for it while it is closed.")
@click.option("--nobody", is_flag=True, help="Nobody does: --telephone is then whom to ring all the same.")
@click.option("--telephone", help="The number.")
@click.option("--covers", help="Which times, in a few words: nights, weekends and bank holidays.")
@rung
@by
def cover(
    organisation: UUID,
    covered_by: str | None,
    telephone: str | None,
    covers: str | None,
    rung_by: UUID | None,
    rung_at: datetime | None,
    by: UUID,
    *,
    nobody: bool,
) -> Answer:
    """Say who covers the partner ORGANISATION while it is closed, or that nobody does."""
    if nobody == (covered_by is not None):
        raise click.BadParameter("Give either --covered-by NAME or --nobody.")
    runtime = administering()
    heard = _rung(rung_by, rung_at)
    given = {"covered_by": covered_by, "telephone": telephone, "covers": covers}
    return _said(runtime, enter_cover(runtime, organisation, by, **given, rung=heard))


@clocks.command("duty")
@click.argument("hub", type=click.UUID)
@click.option("--name", required=True, help="What the line is called: Emergency Duty Team.")
@click.option("--telephone", required=True, help="The number.")
@rung
@by
def duty(hub: UUID, name: str, telephone: str, rung_by: UUID | None, rung_at: datetime | None, by: UUID) -> Answer:
    """Say on which number somebody answers for HUB while it is closed."""
    runtime = administering()
    return _said(runtime, enter_duty_number(runtime, hub, name, telephone, by, _rung(rung_by, rung_at)))


@clocks.command("adopt")
@click.argument("hub", type=click.UUID)
@click.argument("profile")
@by
def adopt(hub: UUID, profile: str, by: UUID) -> Answer:
    """Let HUB promise what PROFILE of the policy says now, until it adopts another, or the same anew."""
    runtime = administering()
    return _said(runtime, adopt_profile(runtime, hub, profile, by))


@clocks.command("show")
@click.argument("organisations", type=click.UUID, nargs=-1)
def show(organisations: tuple[UUID, ...]) -> Answer:
    """Print what is said of all ORGANISATIONS, or of each that takes part: from when, who entered and who rang."""
    runtime = working()
    rows, lines = [], []
    for of in said_of(runtime, organisations):
        said = [_row(runtime.policy.release, one, of.kept.names) for one in of.kept.settings]
        rows.append(
            {
                "id": str(of.organisation.id),
                "name": of.organisation.name,
                "said": said,
                "missing": list(of.missing),
            }
        )
        lines += [f"{of.organisation.name} {of.organisation.id}", *(f"  {one['says']}" for one in said)]
        lines += [f"  {missing}" for missing in of.missing]
    return listing(rows, lines)


def _rung(rung_by: UUID | None, rung_at: datetime | None) -> Rung | None:
    if (rung_by is None) != (rung_at is None):
        raise click.BadParameter("Give --rung-by and --rung-at together: who rang the number, and when.")
    return None if rung_by is None or rung_at is None else Rung(rung_by, rung_at.replace(tzinfo=LONDON))


def _said(runtime: Runtime, changed: Changed) -> Answer:
    before, now = (
        None if one is None else _row(runtime.policy.release, one, changed.names)
        for one in (changed.before, changed.after)
    )
    row = {"changed": changed.before != changed.after, "before": before, "now": now}
    if changed.before == changed.after:
        return Answer(row, "Nothing changed: this is what is said already.")
    words = ["nothing" if one is None else one["says"] for one in (before, now)]
    return Answer(row, f"Before: {words[0]}\nNow: {words[1]}")


def _row(release: PolicyRelease, one: ClockSetting, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "kind": one.kind,
        "day": None if one.day is None else one.day.isoformat(),
        "said": dict(one.said),
        "says": setting_words(release, one, names),
        "entered_by": str(one.set_by),
        "entered_at": one.set_at.isoformat(),
        "rung_by": None if one.rung_by is None else str(one.rung_by),
        "rung_at": None if one.rung_at is None else one.rung_at.isoformat(),
    }
