"""The summary: once a minute, one signed checkpoint over how every log stands, kept in the database and outside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.domain.errors import LogChanged, RefusesToStart
from app.domain.log_entry import Standing
from app.services.governance.checkpoints import FRESH_FOR, Published
from app.services.governance.kept_summaries import broken_lines, newest_kept
from app.services.governance.log_keys import summary_name
from app.services.runtime import Runtime
from crypto.log.checkpoint import sign
from crypto.log.summary import SummaryLine, encode_line, summarise
from crypto.log.tree import root_of


def publish_summary(runtime: Runtime, *, resuming: bool = False) -> Published:
    """Sign all logs as they durably stand; keep that in the database and outside.

    Raises LogChanged when a stored log does not extend what the newest summary kept outside says of it (unless
    `resuming` from it): signing would cover up that leaves are lost or changed. Raises other Unavailable errors.
    """
    with runtime.database.work(None) as work:
        try:
            kept = newest_kept(runtime, work)  # before the logs are looked at: an honest one cannot be ahead of them
            stored = work.log.standing(None)
            lines = kept.lines or () if kept and not resuming else ()
            if broken := next(broken_lines(work, lines, stored), None):
                raise LogChanged(f"A checkpoint kept outside the database says: {broken}. The log has been changed.")
        except RefusesToStart as failure:
            raise LogChanged(failure.message) from failure
        origin = summary_name(runtime, work)
        work.commit()
        work.flush()  # whatever was visible is now durable: a checkpoint must never run ahead of the disk
    now_lines = lines_of(stored)
    checkpoint = summarise(origin, now_lines)
    now = runtime.clock.now()
    text = sign(checkpoint, runtime.keys.sign, runtime.keys.log_public_key())
    told = [encode_line(one) for one in now_lines]
    runtime.checkpoints.put(origin, checkpoint.size, text, "".join(f"{one}\n" for one in told), now)
    with runtime.database.work(None) as work:
        work.log.add_summary(origin, checkpoint.size, text, told)
        work.commit()
    return Published(text, checkpoint, now)


def keep_fresh(runtime: Runtime) -> bool:
    """Publish when the last summary kept outside is a minute old and a log has grown; says whether it did.

    What stands behind the last summary could be taken back unseen by whoever holds the database: the worker calls this
    all the time, so that it is never more than about a minute. Raises as `publish_summary` does.
    """
    at, now = runtime.checkpoints.last_at(), runtime.clock.now()
    if at is not None and timedelta(0) <= now - at < FRESH_FOR:
        return False
    with runtime.database.work(None) as work:
        try:
            kept = newest_kept(runtime, work)
        except RefusesToStart as failure:
            raise LogChanged(failure.message) from failure
        stored = work.log.standing(None)
    if kept is not None and kept.checkpoint.size == sum(one.size for one in stored):
        return False
    publish_summary(runtime)
    return True


def lines_of(stored: Sequence[Standing]) -> list[SummaryLine]:
    """A line for each log that has entries: of as many entries in all there is one summary, however many logs."""
    return [SummaryLine(one.log.label, one.size, root_of(one.frontier)) for one in stored if one.size]
