"""Erase one file: first an entry in each log concerned that names what nobody will open again, then its key.

Whoever reads an entry finds that it was erased and when; what is missing without such an entry is found by verifying.
Between the two the file counts as erased already; done again, what is left to do is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from app.domain.erasures import Erasure, SealedRow
from app.domain.errors import NotFound
from app.domain.log_entry import Entry, Log, Whose
from app.domain.ports import Work
from app.services.administration.destroying import require_two
from app.services.disclosure.naming_rows import key_of_rows, signed_rows
from app.services.disclosure.recording import make_durable, record
from app.services.runtime import Runtime

KIND = "erased"
NAMED_AT_ONCE = 300
"""So that what is signed stays under the 64 KiB that a signed note may have."""


def erase_file(runtime: Runtime, file_id: UUID) -> datetime:
    """Destroy the key of a file for good; since when it counts as erased. For commands alone, as the role that may.

    Where two administrators of its hub can sign, it is what they have signed that is done; what was begun is finished.

    Raises NotFound; WrongState while its case is held, and where two can sign it and have not; LogUnavailable,
    KeysUnavailable: then do it again.
    """
    with runtime.database.work(None) as work:
        erasure = work.erasures.begin(file_id)
        if erasure is None:
            raise NotFound(_no_file(file_id))
        if erasure.newly:
            require_two(runtime, work, erasure.tenant_id, file_id)
        entries = list(_entries(runtime, work, file_id, erasure)) if erasure.newly else []
        if entries:
            make_durable(runtime, work, record(runtime, work, [(one, None) for one in entries]))
        else:
            work.commit()
            work.flush()  # whoever began it may not have waited for the disk
    runtime.keys.destroy_file_key(file_id)
    return erasure.at


def look_at_file(runtime: Runtime, file_id: UUID) -> bool:
    """Whether it counts as erased already; nothing is changed. Raises what erase_file does."""
    with runtime.database.work(None) as work:
        erasure = work.erasures.begin(file_id)  # never committed
        if erasure is None:
            raise NotFound(_no_file(file_id))
        if erasure.newly:
            require_two(runtime, work, erasure.tenant_id, file_id)
        return not erasure.newly


def _no_file(file_id: UUID) -> str:
    return f"There is no file {file_id}. The id stands in the address of a case or request."


def _entries(runtime: Runtime, work: Work, file_id: UUID, erasure: Erasure) -> Iterator[Entry]:
    rows = work.erasures.sealed_under(file_id)
    concerned = {row.log for row in rows} - {None}
    own = Whose(erasure.tenant_id, erasure.tenant_id)
    for log in work.log.logs():
        if log.id in concerned or (not concerned and log.whose == own):
            named = [row for row in rows if row.log in (None, log.id)]
            for start in range(0, max(len(named), 1), NAMED_AT_ONCE):
                yield _entry(runtime, work, log, file_id, erasure.tenant_id, named[start : start + NAMED_AT_ONCE])


def _entry(runtime: Runtime, work: Work, log: Log, file_id: UUID, tenant: UUID, rows: Sequence[SealedRow]) -> Entry:
    hub, other = log.whose
    named: list[tuple[str, str, str | None]] = [("file_key", str(file_id), None)]
    named += [(*row.name, row.digest) for row in rows]
    return Entry(
        kind=KIND,
        tenant_id=tenant,
        file_id=file_id,
        from_id=hub if hub != other else None,
        to_id=other,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        extra=signed_rows(runtime, key_of_rows(runtime, work), KIND, named),
    )
