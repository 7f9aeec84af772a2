"""Looking whether the hub has known people before, in the task list: one line where several people are looked for."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from app.services.intake.open_case import KnownCase
from app.web.hub.tasks import DONE, STARTED, TO_DO, Task
from policies.engine.statements import StatementKind


def known_task(known: KnownCase, kind: StatementKind) -> list[Task]:
    """The one line for everybody; nothing for other kinds, and for a case with one person to look for."""
    born = born_of(known, kind) if kind.of_known else []
    return [_known_before(known, kind, born)] if len(born) > 1 else []


def born_of(known: KnownCase, kind: StatementKind) -> list[UUID]:
    """The people of a case of whom it is said whether the hub has known them."""
    return [one.subject_id for one in known.subjects if one.kind in kind.subjects]


def _known_before(known: KnownCase, kind: StatementKind, born: list[UUID]) -> Task:
    said = sum((kind.key, one) in known.stated for one in born)
    status = DONE if said == len(born) else STARTED if said else TO_DO
    href = url_for("hub.known_people", case_id=known.case.file_id)
    return Task(kind.key, kind.label, status, href, f"{said} of {len(born)} people looked at" if said else None)
