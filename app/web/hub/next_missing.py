"""What has to be said next before anything is sent, of what this person may say: one leads to the other."""

from __future__ import annotations

from flask import url_for

from app.http import current
from app.services.intake.open_case import KnownCase
from app.web.hub.recorded_address import recorded_address
from app.web.runtime import runtime


def next_missing(known: KnownCase) -> str:
    """The page of the first thing that is missing; the task list when the rest is for somebody else to say."""
    kinds, role = runtime().policy.release.statements, current.actor().role
    for gap in known.gaps:
        kind = kinds.get(gap.what)
        if kind is not None and kind.words and role in kind.who:
            return recorded_address(known.case.file_id, kind, gap.subject_id)
    return url_for("hub.case", case_id=known.case.file_id)
