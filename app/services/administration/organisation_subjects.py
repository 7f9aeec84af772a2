"""What a change of an organisation is about: its row or its setting as it stands, and what a change of it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.changes import (
    CLOSED_DAY_TAKEN_BACK,
    IN_LAW_SET,
    NUMBER_RUNG,
    OF_SETTINGS,
    ORGANISATION_DESCRIBED,
    ORGANISATION_ENDED,
    ORGANISATION_REGISTERED,
)
from app.domain.clock_settings import CLOSED, HOURS, NUMBERS, ClockSetting
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.services.administration.digest import digest_of_row
from app.services.administration.subject import Subject
from app.services.clocks.keep_setting import require_theirs
from app.services.identity.end_organisation import require_alone
from app.services.identity.make_partnership import HUB
from app.services.runtime import PolicyInForce
from policies.engine.vocabulary import IN_LAW

SAME: Final = "This is what is said already: there is nothing to change."
TAKEN: Final = "An organisation of this name is there already, or was. Give it another name."
DESCRIBES: Final = ("name", "controller", "service", "telephone")
"""What others know an organisation by."""
NOT_RUNG_BY_ITSELF: Final = "You entered this number. It counts as rung when somebody else has rung it."


def organisation_subject(
    policy: PolicyInForce, work: Work, what: str, organisation_id: UUID, about_id: UUID, asked: Mapping[str, Any]
) -> Subject:
    """It. Raises NotFound where such a change is not theirs to propose, WrongState where there is nothing to change."""
    own = work.identity.organisation(organisation_id)
    if what == ORGANISATION_REGISTERED:
        return _newcomer(policy, work, own, asked)
    if about_id != organisation_id:
        raise NotFound
    if own.retired_at is not None:
        raise WrongState(f"{own.name} takes part no more.")
    if what in OF_SETTINGS:
        return _setting(work, own, OF_SETTINGS[what], asked)
    return SUBJECTS[what](work, own, asked)


def _newcomer(policy: PolicyInForce, work: Work, own: Organisation, asked: Mapping[str, Any]) -> Subject:
    """One that is not there yet: a hub's administrators take it in."""
    if own.kind != HUB or asked.get("kind") not in policy.release.organisations:
        raise NotFound
    body = {name: str(asked[name]) for name in ("kind", *DESCRIBES)}
    if work.identity.organisation_called(body["name"]) is not None:
        raise WrongState(TAKEN)
    return Subject(body, digest_of_row({"name": body["name"]}))


def _to_end(work: Work, own: Organisation, _: Mapping[str, Any]) -> Subject:
    require_alone(work, own)
    return Subject({"name": own.name}, _row_of(own))


def _described(work: Work, own: Organisation, asked: Mapping[str, Any]) -> Subject:
    called, was = ({name: str(of[name]) for name in DESCRIBES} for of in (asked["called"], asdict(own)))
    if called == was:
        raise WrongState(SAME)
    other = work.identity.organisation_called(called["name"])
    if other is not None and other.id != own.id:
        raise WrongState(TAKEN)
    return Subject({"name": own.name, "called": called, "was": was}, _row_of(own))


def _in_law(_: Work, own: Organisation, asked: Mapping[str, Any]) -> Subject:
    said = [one for one in IN_LAW if one in asked["in_law"]]
    was = None if own.in_law is None else [one for one in IN_LAW if one in own.in_law]
    if said == was:
        raise WrongState(SAME)
    return Subject({"name": own.name, "in_law": said, "was": was}, _row_of(own))


def _setting(work: Work, own: Organisation, kind: str, asked: Mapping[str, Any]) -> Subject:
    require_theirs(own, kind)
    day = None if asked.get("day") is None else date.fromisoformat(asked["day"])
    before = _standing(work, own, kind, day)
    if before is not None and dict(before.said) == dict(asked["said"]):
        raise WrongState(SAME)
    was = None if before is None else dict(before.said)
    body = {"name": own.name, "day": asked.get("day"), "said": dict(asked["said"]), "was": was}
    if kind == HOURS and day is not None:
        before = work.clocks.kept([own.id])[own.id].hours(day)
        body |= (
            {"was": None, "was_day": None}
            if before is None
            else {"was": dict(before.said), "was_day": None if before.day is None else before.day.isoformat()}
        )
    return Subject(body, _row_of_setting(before))


def _rung(work: Work, own: Organisation, asked: Mapping[str, Any]) -> Subject:
    """A number that stands, rung by whoever proposes it, who is not who entered it."""
    kind = str(asked["setting"])
    before = _standing(work, own, kind, None) if kind in NUMBERS else None
    if before is None or not before.said.get("telephone"):
        raise WrongState("There is no number here that could have been rung.")
    if str(before.set_by) == asked["rung_by"]:
        raise WrongState(NOT_RUNG_BY_ITSELF)
    body = {"name": own.name, "setting": kind, "said": dict(before.said), "rung_by": asked["rung_by"]}
    return Subject(body, _row_of_setting(before))


def _taken_back(work: Work, own: Organisation, asked: Mapping[str, Any]) -> Subject:
    """A closed day that is said, and then is not."""
    before = _standing(work, own, CLOSED, date.fromisoformat(asked["day"]))
    if before is None:
        raise WrongState("Nothing says that you are closed on this day: there is nothing to take back.")
    return Subject({"name": own.name, "day": asked["day"], "was": dict(before.said)}, _row_of_setting(before))


def _standing(work: Work, own: Organisation, kind: str, day: date | None) -> ClockSetting | None:
    kept = work.clocks.kept([own.id])[own.id]
    return next((one for one in kept.of(kind) if one.day == day), None)


def _row_of(own: Organisation) -> str:
    return digest_of_row({**asdict(own), "in_law": None if own.in_law is None else " ".join(sorted(own.in_law))})


def _row_of_setting(setting: ClockSetting | None) -> str:
    return digest_of_row({"setting": None if setting is None else setting.id})


SUBJECTS: Final[Mapping[str, Callable[[Work, Organisation, Mapping[str, Any]], Subject]]] = {
    CLOSED_DAY_TAKEN_BACK: _taken_back,
    IN_LAW_SET: _in_law,
    NUMBER_RUNG: _rung,
    ORGANISATION_DESCRIBED: _described,
    ORGANISATION_ENDED: _to_end,
}
