"""The lines that verify the log's receipts and checkpoints anywhere, one for each name the log has had."""

from __future__ import annotations

from app.services.governance.checkpoints import current_origin, log_key
from app.services.runtime import Runtime


def verifier_keys(runtime: Runtime) -> tuple[str, ...]:
    """`name+hash+base64` lines, the oldest name first. Raises Unavailable errors."""
    with runtime.database.work(None) as work:
        names = (runtime.origin, *work.log.origins(), current_origin(runtime, work))
    return tuple(log_key(runtime, name).encode() for name in dict.fromkeys(names))
