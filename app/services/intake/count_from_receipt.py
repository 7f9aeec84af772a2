"""The hub's own time counts from when a notification reached it, once that is known, and not from when it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.domain.answers import Answer
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.decision_due import time_case
from app.services.disclosure.sealed_file import SealedFile
from app.services.intake.case_history import CaseHistory
from app.services.research.boards import show_locked
from app.services.runtime import Runtime

RECEIVED: Final = "case_received_at"


def count_from_receipt(  # where it is, then what is saved
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    history: CaseHistory,
    answers: Mapping[str, Answer],
) -> None:
    """Count from what is saved, if that is another time. A case that was opened again counts from its reopening.

    Cleared, it counts from when the case was started. The case's row must be locked.
    """
    if RECEIVED not in answers or any(one.codes.get("state") == "open" for one in history.stated().values()):
        return
    value = answers[RECEIVED].value
    since = datetime.fromisoformat(str(value)) if value else case.started_at
    if since != case.counted_from and case.state != "closed":
        time_case(runtime, work, actor, file, replace(case, counted_from=since), "counted_anew")
        show_locked(work, work.files.case(case.file_id) or case)
