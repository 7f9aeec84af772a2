"""Writing the mails of a period. They name nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.domain.identity import Person
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.messages.periods import PERIODS
from app.services.messages.said import due_of
from app.services.research.end_of_cover import MISSING, managers
from app.services.runtime import Runtime


def of_period(runtime: Runtime, work: Work, job: Job) -> tuple[str, Sequence[Person]] | None:
    """The text and whom it goes to; None once what it says no longer stands."""
    payload = job.payload
    if "covering_id" in payload and work.identity.covering(UUID(payload["covering_id"])) is None:
        return None
    if "stand_in_id" in payload and not work.identity.hold_stand_ins([UUID(payload["stand_in_id"])]):
        return None
    of, where = PERIODS[job.kind], work.identity.organisation(job.organisation_id)
    lines = [f"Organisation: {where.name}"]
    if "first" in payload:
        first, last = (_day(date.fromisoformat(payload[one])) for one in ("first", "last"))
        lines.append(f"From {first} to {last}, to the end of the day")
    lines += ["", of.words, *_open(payload), ""]
    if job.kind == MISSING:
        people = work.identity.people_with(where.id, managers(runtime, where.kind))
    else:
        people = tuple(work.identity.people([UUID(payload["person_id"])]).values())
    page = runtime.public_address + of.page.format(for_id=payload.get("for_id", ""))
    return "\n".join([*lines, f"Sign in to see it: {page}", "", ""]), people


def _open(payload: Mapping[str, Any]) -> list[str]:
    if "lines" not in payload:
        return []
    said = [_one(line) for line in payload["lines"]] or ["Nothing."]
    return [*said, "And more: My work shows all."] if payload["more"] else said


def _one(line: Mapping[str, Any]) -> str:
    due = f", due {due_of(datetime.fromisoformat(line['due']))}" if line["due"] else ""
    return f"- {line['reference']}, {line['rating']}{due}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
