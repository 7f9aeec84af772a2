"""A hold does not end by itself: on the day that was given with it, whoever can end it is told to look again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from app.domain.files import CaseFile
from app.domain.jobs import Job
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.duties import HUB_CLOSES, roles_for
from app.services.runtime import Runtime
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import HELD, HOLD, LOOK_AGAIN

JOB: Final = "hold_look_again"
TO_OFFICERS, TO_THE_CASE = "hold_again_to_officers", "hold_again_to_the_case"
"""The mails to who governs the hub, and to whoever decides in the case."""
NOT_LATER: Final = "Give a later day than today: on it you are told to look again."
MORNING: Final = time(9)


def stands_held(said: Record | None) -> bool:
    """Whether the newest hold of a case, if there is any, stands."""
    return said is not None and said.codes.get(HOLD) == HELD


def look_again_on(said: Record | None) -> date | None:
    """The day on which a hold that stands is looked at again; None where none stands, or it was given without one."""
    day = said.codes.get(LOOK_AGAIN) if said is not None and stands_held(said) else None
    return date.fromisoformat(day) if day else None


def wrong_with_hold(kind: StatementKind, codes: Mapping[str, Any], today: date) -> Mapping[str, str]:
    """What stands against the day that is given with a hold; nothing for statements of other kinds."""
    day = codes.get(LOOK_AGAIN)
    early = kind.holds and codes.get(HOLD) == HELD and day and date.fromisoformat(day) <= today
    return {kind.code_from[LOOK_AGAIN]: NOT_LATER} if early else {}


def ask_to_look(work: Work, case: CaseFile, said: Record) -> None:
    """Have somebody told on the day that a hold gives, in the morning."""
    if day := look_again_on(said):
        at = datetime.combine(day, MORNING, LONDON)
        work.jobs.enqueue(JOB, case.tenant_id, {"case_id": str(case.file_id), "record": str(said.id)}, at)


def look_again(runtime: Runtime, work: Work, job: Job) -> None:
    """Have mails written that a hold is to be looked at again, unless it has ended or was said anew since."""
    case_id = UUID(job.payload["case_id"])
    said = [one for one in work.records.of_file(case_id, "case") if HOLD in one.codes and one.released_at]
    newest = max(said, key=lambda one: (one.released_at, one.version), default=None)
    if newest is None or str(newest.id) != job.payload["record"] or work.erasures.of([case_id]):
        return
    told = {"case_id": str(case_id)}
    officers = work.identity.people_with(job.organisation_id, roles_for(runtime.policy.release, HUB_CLOSES))
    kinds = (TO_OFFICERS, TO_THE_CASE) if officers else (TO_THE_CASE,)
    work.jobs.enqueue_all([(kind, job.organisation_id, told, runtime.clock.now()) for kind in kinds])
