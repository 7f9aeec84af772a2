"""Propose what the actor's organisation says of its time: hours, a day on which it is closed, a number, or one rung."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.changes import (
    CLOSED_DAY_SET,
    CLOSED_DAY_TAKEN_BACK,
    COVER_SET,
    DUTY_NUMBER_SET,
    HOURS_SET,
    NUMBER_RUNG,
    Change,
)
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.short_words import short_words
from app.domain.time_of_day import london
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import require_administrator
from app.services.clocks.enter import cover_said, duty_said, hours_typed
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime

TO_COME: Final = "{}: enter today, or a day to come."


def propose_hours(runtime: Runtime, actor: Actor, first: date | None, days: Mapping[str, str], calendar: str) -> Change:
    """The change that says when it is open from a day on, and the calendar of bank holidays on which it is closed.

    `days` is what was typed for each of the week.

    Raises InvalidInput naming what is wrong; WrongState where that is said already; NotFound, after logging the
    refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, HOURS_SET)
    wrong = _not_to_come(runtime, "first", "First day", first)
    try:
        said = hours_typed(runtime, days, calendar)
    except InvalidInput as mistyped:
        raise InvalidInput({**wrong, **mistyped.errors}) from mistyped
    return _proposed(runtime, actor, HOURS_SET, said, first, wrong)


def propose_closed_day(runtime: Runtime, actor: Actor, day: date | None, why: str) -> Change:
    """The change that says that it is closed on a day of its own. Raises as propose_hours does."""
    require_administrator(runtime, actor, CLOSED_DAY_SET)
    wrong = _not_to_come(runtime, "day", "Day", day)
    try:
        said = {"why": short_words("because", why, "Why")}
    except InvalidInput as mistyped:
        raise InvalidInput({**wrong, **mistyped.errors}) from mistyped
    return _proposed(runtime, actor, CLOSED_DAY_SET, said, day, wrong)


def propose_open_after_all(runtime: Runtime, actor: Actor, day: date) -> Change:
    """The change that takes a closed day back. Raises WrongState where none is said; NotFound as propose_hours does."""
    require_administrator(runtime, actor, CLOSED_DAY_TAKEN_BACK)
    return propose_change(runtime, actor, CLOSED_DAY_TAKEN_BACK, actor.organisation_id, {"day": day.isoformat()})


def propose_number(runtime: Runtime, actor: Actor, name: str, telephone: str, covers: str) -> Change:
    """The change that says whom to ring while it is closed: a hub's line, or who covers a partner and for which times.

    Raises as propose_hours does.
    """
    of_hub = actor.organisation_kind == HUB
    what = DUTY_NUMBER_SET if of_hub else COVER_SET
    require_administrator(runtime, actor, what)
    said = duty_said(name, telephone) if of_hub else cover_said(name, telephone, covers)
    return _proposed(runtime, actor, what, said, None, {})


def propose_rung(runtime: Runtime, actor: Actor, setting: str) -> Change:
    """The change that says that the actor has rung the number of this setting.

    Raises WrongState for whoever entered it, and where there is none; NotFound, after logging the refusal, for whoever
    does not administer.
    """
    require_administrator(runtime, actor, NUMBER_RUNG)
    asked = {"setting": setting, "rung_by": str(actor.person_id)}
    return propose_change(runtime, actor, NUMBER_RUNG, actor.organisation_id, asked)


def _proposed(
    runtime: Runtime, actor: Actor, what: str, said: Mapping[str, Any], day: date | None, wrong: Mapping[str, str]
) -> Change:
    if wrong:
        raise InvalidInput(wrong)
    about: UUID = actor.organisation_id
    asked = {"said": said, "day": None if day is None else day.isoformat()}
    return propose_change(runtime, actor, what, about, asked)


def _not_to_come(runtime: Runtime, name: str, label: str, day: date | None) -> dict[str, str]:
    gone = day is None or day < london(runtime.clock.now()).date()
    return {name: TO_COME.format(label)} if gone else {}
