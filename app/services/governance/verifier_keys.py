"""The lines that verify a log's receipts and checkpoints anywhere, one for each name it has had."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.log_entry import Log
from app.domain.log_names import name_of
from app.domain.ports import Work
from app.services.governance.log_keys import current_names, log_key, summary_name
from app.services.runtime import Runtime


def verifier_keys(runtime: Runtime, log: Log) -> tuple[str, ...]:
    """`name+hash+base64` lines of one log, the oldest name first. Raises Unavailable errors."""
    with runtime.database.work(None) as work:
        return _lines(runtime, work, [log])


def every_key(runtime: Runtime, organisation: UUID | None = None) -> tuple[str, ...]:
    """The summary's line, then those of every log in turn, or of the installation's and those an organisation is in.

    Raises Unavailable errors.
    """
    with runtime.database.work(None) as work:
        summary = summary_name(runtime, work)
        logs = [one for one in work.log.logs() if organisation is None or {organisation, None} & {*one.whose}]
        return (log_key(runtime, summary).encode(), *_lines(runtime, work, logs))


def _lines(runtime: Runtime, work: Work, logs: Sequence[Log]) -> tuple[str, ...]:
    earlier, current = work.log.origins([one.id for one in logs]), current_names(runtime, work, logs)
    names = ((name_of(runtime.origin, one.label), *earlier.get(one.id, ()), current[one.id]) for one in logs)
    return tuple(log_key(runtime, name).encode() for each in names for name in dict.fromkeys(each))
