"""Somebody in a request is asked about no more, and the request goes on about the others.

The partner is told that, and not why. Its keys to what was asked about them go; what it has read stays read, and what
it has written of them and not sent stays with whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.domain.events import LEFT_OUT
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.clocks.count_anew import go_on
from app.services.disclosure.naming_rows import key_of_rows
from app.services.disclosure.recording import DetailKey
from app.services.disclosure.releasing import file_keys
from app.services.disclosure.working import append, worked
from app.services.research.boards import store_requests
from app.services.research.renewing import note_change
from app.services.research.withdraw import taken_back
from app.services.runtime import Runtime

MAIL: Final = "somebody_left_out"


def leave_out(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, requests: Sequence[ResearchRequest], subject_id: UUID
) -> list[tuple[Entry, DetailKey]]:
    """Ask nothing more about a subject in these requests, within a work that holds their files and the case.

    The entries are its caller's to record last. A question of the partner about them is over with it, and its time
    goes on. Raises KeysUnavailable, WrongState for one that has been answered.
    """
    if not requests:
        return []
    now, ids = runtime.clock.now(), [one.file_id for one in requests]
    files = file_keys(runtime, work, ids, case.tenant_id)
    records = [one for one in work.records.of_files(ids, "request", "return") if one.state == "released"]
    asking = {one.file_id for one in records if one.kind == "return" and one.subject_id == subject_id}
    changed, answers = [], []
    for one in requests:
        after = one.leave_out(asked_of_them=one.file_id in asking)
        if after.state != one.state:
            after, moved = go_on(runtime, work, one, after, files[one.file_id].key, now)
            answers.append(files[one.file_id].act("clarified", actor.person_id, **moved))
        changed.append(after)
    work.records.supersede([one for one in records if _asks_about(one, subject_id)], ())
    store_requests(work, changed)
    taken = work.records.take_back_about(subject_id, {one.file_id: one.partner_id for one in requests})
    append(work, actor, now, answers)
    noted = note_change(runtime, work, actor, LEFT_OUT, [(one, files[one.file_id]) for one in changed], now)
    work.jobs.enqueue_all([(MAIL, one.partner_id, {"file_id": str(one.file_id)}, now) for one in requests])
    signs, entries = key_of_rows(runtime, work), []
    for request, event in zip(changed, noted, strict=True):
        key = files[request.file_id].detail_key
        gone = taken_back(runtime, signs, actor, request, taken[request.file_id], LEFT_OUT)
        entries += [(worked(runtime, actor, case.tenant_id, event), key), (gone, key)]
    return entries


def _asks_about(record: Record, subject_id: UUID) -> bool:
    return record.kind == "request" and record.subject_id == subject_id
