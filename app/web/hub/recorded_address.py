"""Where a kind of statement is shown and recorded."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from app.web.hub.field_groups import CASE
from policies.engine.statements import StatementKind


def recorded_address(case_id: UUID, kind: StatementKind, subject_id: UUID | None = None) -> str:
    """Where a kind of statement is shown and recorded; `subject_id` unless it is about the case as a whole."""
    what = kind.key.replace("_", "-")
    if kind.rates:
        return url_for("hub.rating", case_id=case_id)
    if not kind.words:
        return url_for("hub.basis", case_id=case_id)
    about = subject_id if CASE not in kind.subjects else None
    return url_for("hub.recorded", case_id=case_id, what=what, subject_id=about)
