"""Urgent cases of a hub as they stand while it is closed: to whom each was handed, as far as it can be believed.

Only events whose seal fits say anything: a row written in by hand hands nothing over, and silences nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.duty import ABOUT_DUTY, Handed, Night, handed, night_of
from app.domain.errors import KeysUnavailable, NoClock
from app.domain.events import DECLINED, Event
from app.domain.identity import Person
from app.domain.ports import Work
from app.services.clocks.timekeeping import timekeeping
from app.services.disclosure.duties import on_duty, put_on_cases
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import is_sound
from app.services.identity.standing_in import in_their_time
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Tonight:
    """The hub's next night, or the one it is; None, and `why`, where its hours are `unknown` or it never closes."""

    night: Night | None
    why: str = ""
    unknown: bool = False


def tonight(runtime: Runtime, work: Work, hub: UUID) -> Tonight:
    """Which night is next, or is now."""
    try:
        calendar = timekeeping(runtime, work, hub).hub
    except NoClock as missing:
        return Tonight(None, missing.message, unknown=True)
    night = night_of(calendar, runtime.clock.now())
    return Tonight(night, "" if night else "This hub does not close: nothing is handed over.")


def to_hand_over(runtime: Runtime, work: Work, hub: UUID) -> tuple[datetime, str] | None:
    """When the hub closes and what is handed over then, by its rating; None while that is not within half an hour."""
    night = tonight(runtime, work, hub).night
    if night is None or runtime.clock.now() < night.hand_over_from:
        return None
    return night.closes, most_urgent(runtime)


def most_urgent(runtime: Runtime) -> str:
    """The rating of what is handed over."""
    return next(iter(runtime.policy.release.ratings))


def duty_workers(runtime: Runtime, work: Work, hub: UUID) -> Mapping[UUID, Person]:
    """Everybody to whom this hub can hand a case now, by name; also whoever was made one for the night."""
    release = runtime.policy.release
    found = {one.id: one for one in work.identity.people_with(hub, on_duty(release))}
    named = in_their_time(runtime, work.identity.stand_ins_in(hub, now := runtime.clock.now()), now)
    if added := {one.stand_in_id for one in named}:
        found |= {one.id: one for one in work.identity.people_with(hub, put_on_cases(release)) if one.id in added}
    return found


def standing_of(runtime: Runtime, work: Work, hub: UUID, case_ids: Sequence[UUID]) -> Mapping[UUID, Handed]:
    """By case, to whom it was handed last; not those that never were, nor those of which something is damaged.

    Whoever is no duty worker any more has accepted nothing. Raises KeysUnavailable.
    """
    believed = believed_in(runtime, work, hub, case_ids)
    people = duty_workers(runtime, work, hub) if believed else {}
    found = {one: given for one, events in believed.items() if (given := handed(events)) is not None}
    return {id_: one if one.to_id in people else replace(one, state=DECLINED) for id_, one in found.items()}


def believed_in(runtime: Runtime, work: Work, hub: UUID, case_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Event, ...]]:
    """The events of these cases that say so, in order; none of a case in which one does not fit its seal."""
    events = work.events.of_kinds(case_ids, ABOUT_DUTY) if case_ids else {}
    keys = keys_of(runtime, work, list(events), hub)
    return {id_: each for id_, each in events.items() if all(is_sound(one, keys[id_].key) for one in each)}


def keys_of(runtime: Runtime, work: Work, case_ids: Sequence[UUID], hub: UUID) -> Mapping[UUID, SealedFile]:
    """The keys of a hub's cases, all at once. Raises KeysUnavailable."""
    wrap = work.keys.tenant_key(hub, "file") if case_ids else None
    if wrap is None:
        if case_ids:
            raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
        return {}
    found = runtime.keys.file_keys(dict.fromkeys(case_ids, wrap))
    return {id_: SealedFile(id_, hub, key) for id_, key in found.items()}


def is_unaccepted(given: Handed | None, now: datetime) -> bool:
    """Whether nobody has accepted a case, so that it is still whoever gave it who has it."""
    return given is None or not given.accepted(now)
