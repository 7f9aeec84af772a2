"""The lines that verify a log's receipts and checkpoints anywhere, one for each name it has had."""

from __future__ import annotations

from uuid import UUID

from app.domain.log_entry import Log
from app.domain.log_names import name_of
from app.services.governance.log_keys import current_name, log_key, summary_name
from app.services.runtime import Runtime


def verifier_keys(runtime: Runtime, log: Log) -> tuple[str, ...]:
    """`name+hash+base64` lines of one log, the oldest name first. Raises Unavailable errors."""
    with runtime.database.work(None) as work:
        names = (name_of(runtime.origin, log.label), *work.log.origins(log.id), current_name(runtime, work, log))
    return tuple(log_key(runtime, name).encode() for name in dict.fromkeys(names))


def every_key(runtime: Runtime, organisation: UUID | None = None) -> tuple[str, ...]:
    """The summary's line, then those of every log in turn, or of the installation's and those an organisation is in.

    Raises Unavailable errors.
    """
    with runtime.database.work(None) as work:
        summary = summary_name(runtime, work)
        logs = [one for one in work.log.logs() if organisation is None or {organisation, None} & {*one.whose}]
    return (log_key(runtime, summary).encode(), *(line for log in logs for line in verifier_keys(runtime, log)))
