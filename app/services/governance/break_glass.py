"""An IG officer opens content only by breaking glass: one record, a typed reason, five minutes, a review to follow."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import Erased, InvalidInput
from app.domain.identity import Actor
from app.domain.log_entry import BREAKS_GLASS
from app.domain.ports import Work
from app.services.disclosure.gate import OpenedRecord, refuse
from app.services.disclosure.reasoned import ReasonedAct, keep_reason, open_with_reason, wrong_reason
from app.services.governance.open_entry import TouchedRecord, touched_records
from app.services.governance.prove_entry import hidden_part, may_read
from app.services.runtime import Runtime

GLASS = ReasonedAct(
    "break_glass", "Say why you need to see the content, in a sentence. It is kept and will be reviewed."
)
ABOUT_CONTENT = ("request_sent", "return_released", "opened", "revealed")


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind an entry: its kind, and the records it is about, of which one may be opened."""

    kind: str
    records: tuple[TouchedRecord, ...]


def behind_glass(runtime: Runtime, actor: Actor, entry_id: UUID) -> Behind:
    """The records an entry is about, unopened. Raises NotFound unless the actor may break glass on this entry."""
    with runtime.database.work(actor.organisation_id) as work:
        return _behind(runtime, work, actor, entry_id)


def prepare_break_glass(runtime: Runtime, actor: Actor, entry_id: UUID, record_id: UUID | None, reason: str) -> UUID:
    """Keep a reason for five minutes; the page it leads to opens the record. Raises InvalidInput, NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        records = {one.id: one for one in _behind(runtime, work, actor, entry_id).records}
        errors = {} if record_id in records else {"record": "Choose which record to open."}
        errors |= wrong_reason(GLASS, reason)
        if errors or record_id is None:
            raise InvalidInput(errors)
        fields = tuple(dict.fromkeys(one.field for one in records[record_id].fields))
        return keep_reason(runtime, work, actor, GLASS, record_id, fields, reason)


def break_glass(runtime: Runtime, actor: Actor, opening_id: UUID) -> tuple[OpenedRecord, str]:
    """Open the record a kept reason is for, and say the reason: a leaf, and a review that is due, each time.

    Raises NotFound where `open_with_reason` does: a declared conflict and adoption information are not opened.
    """
    return open_with_reason(runtime, actor, GLASS, opening_id)


def _behind(runtime: Runtime, work: Work, actor: Actor, entry_id: UUID) -> Behind:
    detail = work.log.detail(entry_id)
    found: tuple[TouchedRecord, ...] = ()
    allowed = detail is not None and actor.role == BREAKS_GLASS and detail.tenant_id == actor.organisation_id
    if allowed and detail is not None and may_read(runtime, work, actor, detail) and detail.kind in ABOUT_CONTENT:
        if erased := work.erasures.of([detail.file_id] if detail.file_id else []):
            raise Erased(min(erased.values()))
        touched = touched_records(work, hidden_part(runtime, work, detail))
        found = tuple(one for one in touched if one.record is not None)
    if detail is None or not found:
        refuse(runtime, work, actor, "break_glass", [entry_id])
    return Behind(detail.kind, found)
