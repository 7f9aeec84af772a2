"""Hours and cover as staff read them: at a hub its own and every partner's, at a partner its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.domain.clock_settings import CLOSED, HOURS, ClockSetting, Kept
from app.domain.clocks import LONDON
from app.domain.errors import NoClock, NotFound
from app.domain.identity import Actor, Organisation
from app.services.clocks.adopted import is_outdated
from app.services.clocks.timekeeping import Cover, cover_in, missing_of, profile_of
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime
from policies.engine.clock_profiles import ClockProfile


@dataclass(frozen=True, slots=True)
class HoursAndCover:
    """One organisation: the hours that hold and those announced, its own closed days to come, and whom to ring.

    `profile` is what a hub has adopted, `outdated` whether the policy now says something else under that name, and
    `missing` without what it promises nothing, a sentence each.
    """

    organisation: Organisation
    kept: Kept
    hours: ClockSetting | None
    announced: tuple[ClockSetting, ...]
    closed: tuple[ClockSetting, ...]
    cover: Cover
    profile: ClockProfile | None
    outdated: bool
    missing: tuple[str, ...]

    @property
    def of_hub(self) -> bool:
        """Whether it is a hub."""
        return self.organisation.kind == HUB


def hours_and_cover(runtime: Runtime, actor: Actor) -> tuple[HoursAndCover, ...]:
    """The actor's own organisation first, then, for a hub, its partners by name. Nothing about anybody in a case."""
    with runtime.database.work(actor.organisation_id) as work:
        partners = work.files.reachable_from(actor.organisation_id) if actor.organisation_kind == HUB else ()
        ids = {actor.organisation_id, *(one.organisation.id for one in partners if one.is_partner)}
        found = work.clocks.kept(ids)
    own = found[actor.organisation_id]
    others = [one for id_, one in found.items() if id_ != actor.organisation_id]
    return tuple(_shown(runtime, one) for one in (own, *others))


def said_of(runtime: Runtime, organisation_ids: Collection[UUID]) -> tuple[HoursAndCover, ...]:
    """The same of these organisations, or of each that is no twin, for whoever administers. Raises NotFound."""
    with runtime.database.work(None) as work:
        wanted = set(organisation_ids) or {one.id for one in work.identity.organisations() if one.rehearsal is None}
        found = work.clocks.kept(wanted)
    if missing := wanted - found.keys():
        raise NotFound(f"There is no organisation {next(iter(missing))}.")
    return tuple(_shown(runtime, one) for one in found.values())


def _shown(runtime: Runtime, kept: Kept) -> HoursAndCover:
    release, today = runtime.policy.release, runtime.clock.now().astimezone(LONDON).date()
    profile: ClockProfile | None = None
    missing: tuple[str, ...] = ()
    if kept.organisation.kind == HUB:
        try:
            profile, missing = profile_of(release, kept), missing_of(release, kept, today)
        except NoClock as unreadable:
            missing = (unreadable.message,)
    return HoursAndCover(
        organisation=kept.organisation,
        kept=kept,
        hours=kept.hours(today),
        announced=tuple(one for one in kept.of(HOURS) if one.day is not None and one.day > today),
        closed=tuple(one for one in kept.of(CLOSED) if one.day is not None and one.day >= today),
        cover=cover_in(kept),
        profile=profile,
        outdated=profile is not None and is_outdated(release, profile),
        missing=missing,
    )
