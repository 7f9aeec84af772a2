"""An administrator's command enters what an organisation says of its time, or ends it: rows, and leaves that name them.

What is entered takes the place of what was said before, which is ended and stays readable. Entering the same again
changes nothing. Open requests whose time counts in these hours have their due times worked out again by the worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.clock_settings import CLOSED, COVER, DATED, DUTY, HOURS, NUMBERS, PROFILE, ClockSetting, Kept
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.identity import Organisation
from app.domain.log_entry import Entry
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.make_partnership import HUB
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime

REBASE: Final = "rebase"
"""The job that works due times of an organisation's open requests out again: those that count in its hours, and for a
hub those of partners that have said none of their own. It holds nothing, and is run when the new hours begin.
"""
ACTS: Final = {
    HOURS: "hours_set",
    CLOSED: "closed_day_set",
    COVER: "cover_set",
    DUTY: "duty_number_set",
    PROFILE: "profile_adopted",
}
ENDED: Final = "clock_setting_ended"


@dataclass(frozen=True, slots=True)
class Rung:
    """Who rang a number and when."""

    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """What was said before, and what is now; the same twice where nothing was changed, None for nothing.

    `names` are of those who entered or rang.
    """

    before: ClockSetting | None
    after: ClockSetting | None
    names: Mapping[UUID, str]


def keep_setting(
    runtime: Runtime,
    organisation_id: UUID,
    kind: str,
    said: Mapping[str, Any],
    by: UUID,
    *,
    day: date | None = None,
    rung: Rung | None = None,
) -> Changed:
    """Enter a setting of a kind (for a day, where there is one for each) that `by` has decided; a number was `rung`.

    A number that stays the same stays as it was rung. Raises NotFound for an unknown person or organisation, WrongState
    where the kind is not for such an organisation, InvalidInput for a number that nobody else has rung, or not yet.
    """
    with runtime.database.work(None) as work:
        organisation_named(work, organisation_id)
        changed, ended = enter_setting(runtime, work, organisation_id, kind, said, by, day=day, rung=rung)
        if changed.after is None or changed.after is changed.before:
            return changed
        entries = [*ended, _named(runtime, work, ACTS[kind], changed.after)]
        make_durable(runtime, work, record(runtime, work, [(entry, None) for entry in entries]))
    return changed


def enter_setting(
    runtime: Runtime,
    work: Work,
    organisation_id: UUID,
    kind: str,
    said: Mapping[str, Any],
    by: UUID,
    *,
    day: date | None = None,
    rung: Rung | None = None,
) -> tuple[Changed, Sequence[Entry]]:
    """The same within a transaction of whoever then names what was entered, and the entry of what it took the place of.

    Raises as keep_setting does.
    """
    now = runtime.clock.now()
    of = work.clocks.kept([organisation_id])[organisation_id]
    require_theirs(of.organisation, kind)
    names = {**of.names, **_names(work, by, rung)}
    before = next((one for one in of.of(kind) if one.day == day), None)
    same = before is not None and dict(before.said) == dict(said)
    entered = ClockSetting(uuid4(), organisation_id, kind, day, dict(said), by, now)
    if same and before is not None:
        entered = replace(before, id=entered.id)
    if rung is not None:
        _require_rung(entered, rung, now)
        entered = replace(entered, rung_by=rung.by, rung_at=rung.at)
    if before is not None and replace(entered, id=before.id) == before:
        return Changed(before, before, names), ()
    ended = () if before is None else (_end(runtime, work, before, now),)
    work.clocks.add(entered)
    if not same:
        _rebase(work, of, entered, now)
    return Changed(before, entered, names), ended


def end_setting(runtime: Runtime, organisation_id: UUID, kind: str, day: date | None, by: UUID) -> Changed:
    """Take back what was said. Raises NotFound where there is no such organisation, person or setting."""
    with runtime.database.work(None) as work:
        changed, entry = take_back_setting(runtime, work, organisation_id, kind, day, by)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return changed


def take_back_setting(
    runtime: Runtime, work: Work, organisation_id: UUID, kind: str, day: date | None, by: UUID
) -> tuple[Changed, Entry]:
    """The same within a transaction of whoever then records the entry. Raises as end_setting does, and WrongState."""
    now = runtime.clock.now()
    of = work.clocks.kept([organisation_id]).get(organisation_id)
    before = next((one for one in of.of(kind) if one.day == day), None) if of else None
    if of is None or before is None:
        raise NotFound("There is nothing of that kind for that day to take back.")
    names = {**of.names, **_names(work, by, None)}
    entry = _end(runtime, work, before, now, by)
    _rebase(work, of, before, now)
    return Changed(before, None, names), entry


def require_theirs(organisation: Organisation, kind: str) -> None:
    """Raises WrongState where a setting of this kind is not for such an organisation."""
    if kind in NUMBERS and organisation.rehearsal is not None:
        raise WrongState(f"{organisation.name} is a rehearsal, in which nobody is rung: it has no number.")
    if kind in {DUTY, PROFILE} and organisation.kind != HUB:
        raise WrongState(f"{organisation.name} is no hub: only a hub has a duty number and adopts a profile.")
    if kind == COVER and organisation.kind == HUB:
        raise WrongState(f"{organisation.name} is a hub: its cover out of hours is its duty number.")


def _names(work: Work, by: UUID, rung: Rung | None) -> Mapping[UUID, str]:
    wanted = {by, *([rung.by] if rung else [])}
    people = work.identity.people(wanted)
    if missing := wanted - people.keys():
        raise NotFound(f"There is no person {next(iter(missing))}: `flask people add NAME` takes one in.")
    return {id_: one.display_name for id_, one in people.items()}


def _require_rung(entered: ClockSetting, rung: Rung, now: datetime) -> None:
    if entered.kind not in NUMBERS or not entered.said.get("telephone"):
        raise InvalidInput({"rung_by": "There is no number here that could have been rung."})
    if rung.by == entered.set_by:
        raise InvalidInput({"rung_by": "A number counts when somebody else than who entered it has rung it."})
    if rung.at > now:
        raise InvalidInput({"rung_at": "Give when it was rung: this time has not come yet."})


def _end(runtime: Runtime, work: Work, setting: ClockSetting, now: datetime, by: UUID | None = None) -> Entry:
    if not work.clocks.end(setting.id, now):
        raise WrongState("Somebody else has just changed this. Look at it again.")
    return _named(runtime, work, ENDED, setting, ended=True, said={} if by is None else {"by": str(by)})


def _named(
    runtime: Runtime,
    work: Work,
    what: str,
    setting: ClockSetting,
    *,
    ended: bool = False,
    said: Mapping[str, str] | None = None,
) -> Entry:
    about = {"setting": setting.kind, **({"day": setting.day.isoformat()} if setting.day else {}), **(said or {})}
    named = [("clock_setting", str(setting.id))]
    return administered(runtime, work, what, named, to_id=setting.organisation_id, ended=ended, said=about)


def _rebase(work: Work, of: Kept, setting: ClockSetting, now: datetime) -> None:
    """A closed day changes what is due across it at once, hours when they begin. A hub without any has sent nothing."""
    nothing_out = of.organisation.kind == HUB and not of.of(HOURS)
    if setting.kind not in DATED or setting.day is None or nothing_out:
        return
    begins = datetime.combine(setting.day, time(), LONDON)
    work.jobs.enqueue(REBASE, setting.organisation_id, {}, max(begins, now) if setting.kind == HOURS else now)
