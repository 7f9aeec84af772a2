"""What a clock runs by: the profile that a hub has adopted, and when the hub and its partners are there.

A partner's requests count in its own hours where it has said any, else in the hub's. Without hours or a profile the hub
promises nothing and sends nothing; requests that are out go on as they were promised.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from app.domain.clock_settings import CLOSED, COVER, DUTY, HOURS, PROFILE, ClockSetting, Kept
from app.domain.clocks import LONDON, Calendar
from app.domain.errors import NoClock, NotFound
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.week import week_of
from app.services.clocks.adopted import read_adopted
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime
from policies.engine.clock_profiles import ClockProfile
from policies.engine.release import PolicyRelease

MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError)
"""What reading a row raises that no command has written."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Whom to ring while an organisation is closed. `said` is whether it has said anything of it.

    Where nobody covers it, `telephone` is its own number, or whom it says to ring all the same. `rung_by` is the name
    of whoever has rung the number, None while nobody else than who entered it has.
    """

    out_of_hours: bool
    said: bool
    by: str
    telephone: str
    covers: str
    rung_by: str | None
    rung_at: datetime | None


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """What a hub has promised, when it is there, in whose hours each partner's requests count, and who covers it."""

    profile: ClockProfile
    hub: Calendar
    of: Mapping[UUID, Calendar]
    cover: Mapping[UUID, Cover]


def timekeeping(runtime: Runtime, work: Work, hub_id: UUID, partner_ids: Collection[UUID] = ()) -> Timekeeping:
    """Read it in one statement, however many partners. Raises NoClock naming who, what is missing and the command."""
    return timekeeping_in(runtime, work.clocks.kept({hub_id, *partner_ids}), hub_id, partner_ids)


def timekeeping_in(
    runtime: Runtime, kept: Mapping[UUID, Kept], hub_id: UUID, partner_ids: Collection[UUID] = ()
) -> Timekeeping:
    """The same of what was read. Raises NoClock likewise."""
    if hub_id not in kept:
        raise NotFound
    release, today = runtime.policy.release, runtime.clock.now().astimezone(LONDON).date()
    hub, profile = calendar_of(release, kept[hub_id], today), profile_of(release, kept[hub_id])
    if hub is None or profile is None:
        raise NoClock(" ".join(missing_of(release, kept[hub_id], today)))
    own = {one: calendar_of(release, kept[one], today) for one in partner_ids if one in kept}
    covers = {one: cover_in(kept[one]) for one in own}
    return Timekeeping(profile, hub, {one: own.get(one) or hub for one in partner_ids}, covers)


def timekeeping_or_why(
    runtime: Runtime, work: Work, hub_id: UUID, partner_ids: Collection[UUID] = ()
) -> tuple[Timekeeping | None, str | None]:
    """The same; where the hub promises nothing, None and why not."""
    return timekeeping_or_none(runtime, work.clocks.kept({hub_id, *partner_ids}), hub_id, partner_ids)


def timekeeping_or_none(
    runtime: Runtime, kept: Mapping[UUID, Kept], hub_id: UUID, partner_ids: Collection[UUID] = ()
) -> tuple[Timekeeping | None, str | None]:
    """The same of what was read."""
    try:
        return timekeeping_in(runtime, kept, hub_id, partner_ids), None
    except NoClock as missing:
        return None, missing.message


def find_time(runtime: Runtime, actor: Actor) -> Timekeeping | None:
    """What the actor's hub promises; None where it promises nothing yet."""
    with runtime.database.work(actor.organisation_id) as work:
        return timekeeping_or_why(runtime, work, actor.organisation_id)[0]


def missing_of(release: PolicyRelease, kept: Kept, today: date) -> tuple[str, ...]:
    """What a hub has not said yet without which it can promise nothing, in sentences that name who says it."""
    name, found = kept.organisation.name, []
    if calendar_of(release, kept, today) is None:
        coming = next((one.day for one in kept.of(HOURS)), None)
        when = f" that hold before {coming.day} {coming:%B %Y}" if coming else ""
        found.append(f"{name} has no opening hours{when}. {_whoever('hours')}")
    if profile_of(release, kept) is None:
        found.append(f"{name} has not adopted how soon answers are due. {_whoever('adopt')}")
    return tuple(found)


def calendar_of(release: PolicyRelease, kept: Kept, on: date) -> Calendar | None:
    """An organisation's hours and closed days as they hold on a day, None where it has said none.

    Raises NoClock for what no command has written.
    """
    hours = kept.hours(on)
    if hours is None:
        return None
    try:
        key = hours.said["calendar"]
        holidays = None if key is None else release.calendars[key]
        closed = {one.day for one in kept.of(CLOSED) if one.day is not None}
        known = date.max if holidays is None else holidays.known_until
        return Calendar(week_of(hours.said["week"]), frozenset({*closed, *(holidays.days if holidays else ())}), known)
    except MALFORMED as fault:
        raise _unreadable(kept, "opening hours", "hours") from fault


def profile_of(release: PolicyRelease, kept: Kept) -> ClockProfile | None:
    """What a hub has adopted, None where it has adopted nothing. Raises NoClock for what no command has written."""
    adopted = kept.one(PROFILE)
    try:
        return None if adopted is None else read_adopted(release, adopted.said)
    except MALFORMED as fault:
        raise _unreadable(kept, "adopted profile", "adopt") from fault


def cover_of(work: Work, organisation_ids: Collection[UUID]) -> Mapping[UUID, Cover]:
    """Whom to ring while each of these is closed: a hub's duty number, a partner's cover. One statement for all."""
    return {id_: cover_in(kept) for id_, kept in work.clocks.kept(organisation_ids).items()}


def cover_in(kept: Kept) -> Cover:
    """The same of one organisation that was read. What cannot be read says that nobody covers it."""
    organisation = kept.organisation
    setting = kept.one(DUTY if organisation.kind == HUB else COVER)
    bare = Cover(False, setting is not None, organisation.name, organisation.telephone, "", None, None)
    try:
        return bare if setting is None else _cover(kept, setting, bare)
    except MALFORMED:
        return bare


def _cover(kept: Kept, setting: ClockSetting, bare: Cover) -> Cover:
    said, number = setting.said, setting.said.get("telephone")
    covered = setting.kind == DUTY or said["covered"] is True
    if not number:
        return bare
    return Cover(
        out_of_hours=covered,
        said=True,
        by=(said["name"] if setting.kind == DUTY else said["by"]) if covered else bare.by,
        telephone=number,
        covers=said.get("covers", ""),
        rung_by=kept.names.get(setting.rung_by) if setting.rung_by else None,
        rung_at=setting.rung_at,
    )


def _unreadable(kept: Kept, what: str, command: str) -> NoClock:
    return NoClock(f"The {what} of {kept.organisation.name} cannot be read. {_whoever(command)}")


def _whoever(command: str) -> str:
    return f"Whoever runs this service says it: flask clocks {command}."
