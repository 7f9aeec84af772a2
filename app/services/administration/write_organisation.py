"""What a change of an organisation writes when it is applied: by the functions that its command is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.changes import (
    CLOSED_DAY_TAKEN_BACK,
    IN_LAW_SET,
    NUMBER_RUNG,
    OF_SETTINGS,
    ORGANISATION_DESCRIBED,
    ORGANISATION_ENDED,
    ORGANISATION_REGISTERED,
    Change,
)
from app.domain.clock_settings import CLOSED
from app.domain.errors import WrongState
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.services.administration.written import Written
from app.services.clocks.keep_setting import Rung, enter_setting, take_back_setting
from app.services.identity.end_organisation import retire
from app.services.identity.register_organisation import take_in
from app.services.runtime import Runtime


def write_organisation(runtime: Runtime, work: Work, change: Change) -> Written:
    """Write it, within the transaction that settles the change. Raises KeysUnavailable, WrongState."""
    body, here = change.body, change.organisation_id
    if change.what == ORGANISATION_REGISTERED:
        now = runtime.clock.now()
        words = {name: body[name] for name in ("kind", "name", "controller", "service", "telephone")}
        rows, keyed = take_in(runtime, work, Organisation(id=change.about_id, created_at=now, **words))
        return Written(rows, change.about_id, [keyed])
    if change.what == ORGANISATION_ENDED:
        return Written(retire(work, work.identity.organisation(here), runtime.clock.now()))
    if change.what in (IN_LAW_SET, ORGANISATION_DESCRIBED):
        if change.what == IN_LAW_SET:
            work.identity.set_in_law(here, body["in_law"])
        else:
            work.identity.describe_organisation(here, body["called"])
        return Written([("organisation", str(here))])
    if change.what == NUMBER_RUNG:
        return _entered(runtime, work, change, body["setting"], Rung(change.proposed_by, change.proposed_at))
    if change.what == CLOSED_DAY_TAKEN_BACK:
        day = date.fromisoformat(body["day"])
        entry = take_back_setting(runtime, work, here, CLOSED, day, change.proposed_by)[1]
        return Written([], more=[entry])
    return _entered(runtime, work, change, OF_SETTINGS[change.what])


def _entered(runtime: Runtime, work: Work, change: Change, kind: str, rung: Rung | None = None) -> Written:
    said: Mapping[str, Any] = change.body["said"]
    day = None if change.body.get("day") is None else date.fromisoformat(change.body["day"])
    changed, ended = enter_setting(
        runtime, work, change.organisation_id, kind, said, change.proposed_by, day=day, rung=rung
    )
    if changed.after is None:  # it was compared with what stands a moment ago, in this very transaction
        raise WrongState("There is nothing to change.")
    return Written([("clock_setting", str(changed.after.id))], more=ended)
