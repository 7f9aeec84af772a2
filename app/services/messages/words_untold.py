"""Words that wait for a decision-maker are told once of a case: until she has looked, or hours have passed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.domain.files import CaseFile
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, roles_for
from app.services.research.what_was_told import open_to_change
from app.services.research.words_held import waiting_in
from app.services.runtime import Runtime

TOLD_FOR: Final = timedelta(hours=4)
"""For so long nobody who has not looked is told again of the same case."""


def words_untold(runtime: Runtime, work: Work, job: Job, case: CaseFile) -> bool:
    """Whether words of the case wait, and no earlier mail has said so since a decision-maker last opened any."""
    requests = work.files.requests_of(case.file_id)
    files = [one.file_id for one in open_to_change(requests, work.erasures.of([one.file_id for one in requests]))]
    records = work.records.of_files(files, "request") if files else ()
    held = list({one.file_id for one in records if one.state == "released" and waiting_in(one)})
    if not held:
        return False
    since = runtime.clock.now() - TOLD_FOR
    looked = work.governance.last_opened(held, case.tenant_id, roles_for(runtime.policy.release, HUB_DECIDES))
    return not work.jobs.said_before(job.id, max(since, looked) if looked else since)
