"""The summary: once a minute, one signed checkpoint over how every log stands, kept in the database and outside it.

A log that was changed keeps the line it had, and all others get theirs: breaking one must not leave the rest unsigned.
It is stopped before anything else is done.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import timedelta
from functools import partial

from app.domain.errors import LogChanged, LogUnavailable, RefusesToStart
from app.domain.log_entry import INSTALLATION, Standing
from app.domain.ports import Work
from app.services.disclosure.log_signing import signing_key
from app.services.governance.checkpoints import FRESH_FOR, SAYS, Published, edge_problem
from app.services.governance.current_names import summary_name
from app.services.governance.kept_summaries import Kept, broken_logs, is_older, newest_inside, newest_kept
from app.services.governance.stop_logs import stop_logs
from app.services.runtime import Runtime
from crypto.log.checkpoint import sign
from crypto.log.summary import SummaryLine, encode_line, summarise
from crypto.log.tree import root_of

MOST_TOLD = 5
"""So many broken logs are named in one sentence."""
Found = Callable[[Mapping[str, str]], object]
"""Told what is wrong, by the label of each log that was found changed, before anything is signed."""


def publish_summary(runtime: Runtime, *, resuming: bool = False, found: Found | None = None) -> Published:
    """Sign all logs as they durably stand; keep that in the database and outside.

    Of a log that does not extend what the newest summary kept outside says of it (unless `resuming` from it), the new
    one says the same again: signing it as it stands would cover up that leaves are lost or changed. Raises LogChanged
    naming such logs, once all others are signed; when the newest kept is not ours, before: then every log is `found`,
    for none can be compared. Raises other Unavailable errors.
    """
    with runtime.database.work(None) as work:
        try:
            kept = newest_kept(runtime, work) or _inside(runtime, work)  # before the logs: it cannot be ahead of them
        except RefusesToStart as failure:
            _report(found, {one.label: failure.message for one in work.log.logs()})
            raise LogChanged(failure.message) from failure
        stored = work.log.standing(None)
        lines = kept.lines or () if kept and not resuming else ()
        broken = find_broken(work, lines, stored)
        origin, key = _name(runtime, work, kept, broken), signing_key(runtime, work)
        older = bool(broken) and kept is not None and is_older(runtime, work, kept, broken)
        work.commit()
        work.flush()  # whatever was visible is now durable: a checkpoint must never run ahead of the disk
    _report(found, broken)
    now_lines = _carried(lines, lines_of(stored), broken)
    checkpoint = summarise(origin, now_lines)
    now = runtime.clock.now()
    text = sign(checkpoint, partial(runtime.keys.sign, public=key), key)
    told = [encode_line(one) for one in now_lines]
    runtime.checkpoints.put(origin, checkpoint.size, text, "".join(f"{one}\n" for one in told), now)
    if not older:  # else what it lacks would be in it, and it could be started on
        with runtime.database.work(None) as work:
            work.log.add_summary(origin, checkpoint.size, text, told)
            work.commit()
    if broken:
        problems = "; ".join(list(broken.values())[:MOST_TOLD])
        raise LogChanged(f"{problems}. The log has been changed.")
    return Published(text, checkpoint, now)


def keep_fresh(runtime: Runtime) -> bool:
    """Publish when the last summary kept outside is a minute old, and stop each log found changed; says whether it did.

    What stands behind the last summary could be taken back unseen by whoever holds the database: the worker calls this
    all the time, so that it is never more than about a minute. Raises as `publish_summary` does.
    """
    at, now = runtime.checkpoints.last_at(), runtime.clock.now()
    if at is not None and timedelta(0) <= now - at < FRESH_FOR:
        return False
    publish_summary(runtime, found=lambda broken: stop_logs(runtime, broken))
    return True


def find_broken(work: Work, lines: Sequence[SummaryLine], stored: Sequence[Standing]) -> dict[str, str]:
    """What is wrong with each stored log that does not hold these lines or lacks an edge, by its label."""
    broken = {one.log.label: problem for one in stored if (problem := edge_problem(one))}
    return broken | {label: f"{SAYS}: {told}" for label, told in broken_logs(work, lines, stored)}


def _report(found: Found | None, broken: Mapping[str, str]) -> None:
    if found is not None:
        found(broken)


def _inside(runtime: Runtime, work: Work) -> Kept | None:
    """The newest summary in the database, for when there is none outside: then nothing else vouches for the logs."""
    return newest_inside(runtime, work, summary_name(runtime, work), [])


def _name(runtime: Runtime, work: Work, kept: Kept | None, broken: dict[str, str]) -> str:
    """The summary's name now; where the entry that says it is odd, that of the last one, and what is odd is told."""
    try:
        return summary_name(runtime, work)
    except LogUnavailable as odd:
        log = work.log.log(INSTALLATION)
        if kept is None or log is None:
            raise
        told = [broken[log.label]] if log.label in broken else []
        broken[log.label] = "; ".join([*told, odd.message.removesuffix(".")])
        return kept.checkpoint.origin


def _carried(before: Sequence[SummaryLine], now: Sequence[SummaryLine], broken: Container[str]) -> list[SummaryLine]:
    """The line of each log as it stands, in the order in which they became known; of a broken one, the line before."""
    lines = {one.label: one for one in before}
    lines |= {one.label: one for one in now if one.label not in broken}
    return [*lines.values()]


def lines_of(stored: Sequence[Standing]) -> list[SummaryLine]:
    """A line for each log that has entries: of as many entries in all there is one summary, however many logs."""
    return [SummaryLine(one.log.label, one.size, root_of(one.frontier)) for one in stored if one.size]
