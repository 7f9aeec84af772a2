"""When an outcome is recorded, what figures need of the case is sealed in a slip; nobody sees it on the way."""

from __future__ import annotations

from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.slips import case_figures
from app.services.disclosure.sealed_file import SealedFile
from app.services.intake.case_history import case_history, held_in_case
from app.services.reporting.write_slips import write_slips
from app.services.runtime import Runtime


def write_outcome_slip(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, case: CaseFile, outcome: Record
) -> None:
    """Read the case's records, and store the slip that belongs to `outcome`. Raises KeysUnavailable, HistoryDamaged."""
    history = case_history(work, case.file_id, case.reference)
    held = dict(held_in_case(runtime, work, actor, file, case, history))
    figures = case_figures(held.pop(outcome.subject_id), held.values(), runtime.clock.now().date())
    write_slips(runtime, work, case.tenant_id, [(outcome, figures)])
