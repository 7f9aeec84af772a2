"""The summary: once a minute, one signed checkpoint over how every log stands, kept in the database and outside it.

A log that was changed keeps the line it had, and all others get theirs: breaking one must not leave the rest unsigned.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import timedelta

from app.domain.errors import LogChanged, LogUnavailable, RefusesToStart
from app.domain.log_entry import Standing
from app.domain.log_names import SUMMARY
from app.domain.ports import Work
from app.services.governance.checkpoints import FRESH_FOR, SAYS, Published, edge_problem
from app.services.governance.kept_summaries import Kept, broken_logs, newest_kept
from app.services.governance.log_keys import summary_name
from app.services.runtime import Runtime
from crypto.log.checkpoint import sign
from crypto.log.summary import SummaryLine, encode_line, summarise
from crypto.log.tree import root_of

MOST_TOLD = 5
"""So many broken logs are named in one sentence."""


def publish_summary(runtime: Runtime, *, resuming: bool = False) -> Published:
    """Sign all logs as they durably stand; keep that in the database and outside.

    Of a log that does not extend what the newest summary kept outside says of it (unless `resuming` from it), the new
    one says the same again: signing it as it stands would cover up that leaves are lost or changed. Raises LogChanged
    naming such logs, once all others are signed; when the newest kept is not ours, before. Raises other Unavailable
    errors.
    """
    with runtime.database.work(None) as work:
        try:
            kept = newest_kept(runtime, work)  # before the logs are looked at: an honest one cannot be ahead of them
        except RefusesToStart as failure:
            raise LogChanged(failure.message) from failure
        stored = work.log.standing(None)
        lines = kept.lines or () if kept and not resuming else ()
        broken = {one.log.label: problem for one in stored if (problem := edge_problem(one))}
        broken |= {label: f"{SAYS}: {told}" for label, told in broken_logs(work, lines, stored)}
        origin = _name(runtime, work, kept, broken)
        work.commit()
        work.flush()  # whatever was visible is now durable: a checkpoint must never run ahead of the disk
    now_lines = _carried(lines, lines_of(stored), broken)
    checkpoint = summarise(origin, now_lines)
    now = runtime.clock.now()
    text = sign(checkpoint, runtime.keys.sign, runtime.keys.log_public_key())
    told = [encode_line(one) for one in now_lines]
    runtime.checkpoints.put(origin, checkpoint.size, text, "".join(f"{one}\n" for one in told), now)
    with runtime.database.work(None) as work:
        work.log.add_summary(origin, checkpoint.size, text, told)
        work.commit()
    if broken:
        problems = "; ".join(list(broken.values())[:MOST_TOLD])
        raise LogChanged(f"{problems}. The log has been changed.")
    return Published(text, checkpoint, now)


def keep_fresh(runtime: Runtime) -> bool:
    """Publish when the last summary kept outside is a minute old; says whether it did.

    What stands behind the last summary could be taken back unseen by whoever holds the database: the worker calls this
    all the time, so that it is never more than about a minute. Raises as `publish_summary` does.
    """
    at, now = runtime.checkpoints.last_at(), runtime.clock.now()
    if at is not None and timedelta(0) <= now - at < FRESH_FOR:
        return False
    publish_summary(runtime)
    return True


def _name(runtime: Runtime, work: Work, kept: Kept | None, broken: dict[str, str]) -> str:
    """The summary's name now; where the entry that says it is odd, that of the last one, and what is odd is told."""
    try:
        return summary_name(runtime, work)
    except LogUnavailable as odd:
        if kept is None:
            raise
        broken.setdefault(SUMMARY, odd.message.removesuffix("."))
        return kept.checkpoint.origin


def _carried(before: Sequence[SummaryLine], now: Sequence[SummaryLine], broken: Container[str]) -> list[SummaryLine]:
    """The line of each log as it stands, in the order in which they became known; of a broken one, the line before."""
    lines = {one.label: one for one in before}
    lines |= {one.label: one for one in now if one.label not in broken}
    return [*lines.values()]


def lines_of(stored: Sequence[Standing]) -> list[SummaryLine]:
    """A line for each log that has entries: of as many entries in all there is one summary, however many logs."""
    return [SummaryLine(one.log.label, one.size, root_of(one.frontier)) for one in stored if one.size]
