"""What stands in the way of sending, each with the page where it is put right."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.http.page import ErrorLink
from app.services.intake.open_case import KnownCase
from app.services.research.before_sending import NO_CLOCK, Gap
from app.web.hub.names import subject_names
from app.web.hub.recorded_address import recorded_address
from app.web.runtime import runtime


def gap_links(known: KnownCase, gaps: Iterable[Gap]) -> list[ErrorLink]:
    """What stands in the way of sending, each with whom it is about and the page where it is put right."""
    names = subject_names(known.subjects)
    return [
        ErrorLink(
            f"{names[gap.subject_id]}: {gap.text}" if gap.subject_id else gap.text,
            _gap_address(known, gap),
        )
        for gap in gaps
    ]


def _gap_address(known: KnownCase, gap: Gap) -> str:
    """Where it is put right; anything that nobody states on the task list."""
    if gap.what == "legal_basis":
        return url_for("hub.basis", case_id=known.case.file_id)
    if gap.what == NO_CLOCK:
        return url_for("account.hours")
    kind = runtime().policy.release.statements.get(gap.what)
    if kind is None:
        return url_for("hub.case", case_id=known.case.file_id)
    return recorded_address(known.case.file_id, kind, gap.subject_id)
