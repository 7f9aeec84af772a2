"""What a case adds to the figures, written down when its outcome is: read from its records, unseen."""

from __future__ import annotations

from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.slips import case_figures
from app.services.disclosure.releasing import contents, file_key
from app.services.reporting.write_slips import write_slips
from app.services.runtime import Runtime


def write_outcome_slip(runtime: Runtime, work: Work, actor: Actor, case: CaseFile, whole: Record) -> None:
    """The slip of a case whose outcome was stored in `whole`, its record about nobody. Raises KeysUnavailable."""
    file = file_key(runtime, work, case.file_id, case.tenant_id)
    records = work.records.of_file(case.file_id, "case")
    held = {one.id: contents(runtime, work, actor, file, one.id).answers for one in records}
    figures = case_figures(held.pop(whole.id), held.values(), runtime.clock.now().date())
    write_slips(runtime, work, case.tenant_id, [(whole, figures)])
