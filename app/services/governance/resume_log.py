"""After a restore: keep trees and key, say openly what was lost of each log, and go on under new names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.errors import RefusesToStart, WrongState
from app.domain.log_entry import Entry, Standing
from app.domain.log_names import name_of, times_resumed
from app.domain.ports import Work
from app.services.disclosure.log_signing import known_keys
from app.services.disclosure.recording import make_durable, record
from app.services.governance.checkpoints import nodes_of
from app.services.governance.current_names import summary_name
from app.services.governance.kept_summaries import Kept, broken_lines, kept_below, newest_kept
from app.services.governance.rebuild_tree import Progress, rebuild_tree
from app.services.governance.summaries import publish_summary
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.checkpoint import verify
from crypto.log.summary import SummaryLine
from crypto.log.tree import frontier_positions, root_of

CHANGED = "The log was changed, not only restored, and cannot be resumed. Restore a backup; tell your security lead."


@dataclass(frozen=True, slots=True)
class Lost:
    """Which entries of a log are lost: `first` to `last`, the latter at least."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was lost of which logs, and the name the summary goes on under."""

    origin: str
    lost: tuple[Lost, ...]


def resume_log(runtime: Runtime, progress: Progress | None = None) -> Resumed:
    """Write one `origin_started` leaf in each log, naming what is lost of it, and go on under `…/rN`.

    The stored logs are first re-hashed and compared with what was signed of them: only true beginnings of the old ones
    may be gone on with. Raises WrongState when nothing is lost, RefusesToStart when one is no beginning.
    """
    with runtime.database.work(None) as work:
        work.log.lock(None)
        kept = newest_kept(runtime, work)
        if kept is None:
            raise WrongState(
                "There is no checkpoint outside the database, so there is nothing to compare with or to resume."
            )
        stored = work.log.standing(None)
        lost = tuple(lost_of(kept.lines or (), stored))
        if not lost:
            _require_same(work, kept.lines or (), stored)
            raise WrongState(
                f"Nothing that was signed is lost: the stored logs hold all {kept.checkpoint.size} entries of the last "
                f"checkpoint{_signed(runtime)}. Whether anything was recorded after it and is gone, nothing here can "
                "tell: ask whoever worked then. There is nothing to resume, so start the exchange."
            )
        _require_beginnings(runtime, work, kept, stored, progress)
        times = 1 + max(times_resumed(kept.checkpoint.origin), times_resumed(summary_name(runtime, work)))
        entries = [(_entry(runtime, work, one, times, kept, lost), None) for one in stored]
        make_durable(runtime, work, record(runtime, work, entries))
    published = publish_summary(runtime, resuming=True)
    return Resumed(published.checkpoint.origin, lost)


def lost_words(one: Lost) -> str:
    """Which entries of which log, for the operator."""
    entries = f"number {one.first}" if one.first == one.last else f"numbers {one.first} to {one.last}"
    return f"entries {entries} of log {one.label}"


def _signed(runtime: Runtime) -> str:
    at = runtime.checkpoints.last_at()
    return f" (kept {at:%Y-%m-%dT%H:%M:%SZ})" if at else ""


def lost_of(lines: Sequence[SummaryLine], stored: Sequence[Standing]) -> Iterator[Lost]:
    """Which entries of which logs were signed and are not stored."""
    sizes = {one.log.label: one.size for one in stored}
    for line in lines:
        if (size := sizes.get(line.label, 0)) < line.size:
            yield Lost(line.label, size, line.size - 1)


def _entry(runtime: Runtime, work: Work, log: Standing, times: int, kept: Kept, lost: Sequence[Lost]) -> Entry:
    """What a log says of its new beginning; the installation's own also says which logs are gone altogether."""
    latest = work.policy.latest()
    mine = next(([one.first, one.last] for one in lost if one.label == log.log.label), None)
    line = next(([one.size, one.root.hex()] for one in kept.lines or () if one.label == log.log.label), None)
    there = {one.label for one in work.log.logs()}
    gone = sorted([one.label, one.last + 1] for one in lost if one.label not in there)
    return Entry(
        kind="origin_started",
        log=log.log.id,
        policy_release=latest[0] if latest else None,
        policy_digest=latest[1] if latest else None,
        extra={"origin": name_of(runtime.origin, log.log.label, times), "old": line, "lost": mine}
        | ({"old_checkpoint": kept.text, "gone": gone} if log.log.whose.hub_id is None else {}),
    )


def _require_same(work: Work, lines: Sequence[SummaryLine], stored: Sequence[Standing]) -> None:
    """Raise RefusesToStart when the stored logs are long enough and yet not those that were signed."""
    if broken := next(broken_lines(work, lines, stored), None):
        raise RefusesToStart(
            f"The last checkpoint kept outside the database says: {broken}. It was changed, or written to after a "
            "restore, so it is no beginning of the old log and cannot be resumed. Restore the backup again and run "
            "this before anything else."
        )


def _require_beginnings(
    runtime: Runtime, work: Work, kept: Kept, stored: Sequence[Standing], progress: Progress | None
) -> None:
    """Raise RefusesToStart unless leaves, nodes and all that was signed at the time, inside and outside, fit."""
    lost = {one.label for one in lost_of(kept.lines or (), stored)}
    _require_same(work, [line for line in kept.lines or () if line.label not in lost], stored)
    for one in stored:
        if problems := rebuild_tree(work, one.log, progress).problems:
            raise RefusesToStart(f"Log {one.log.label}: {problems[0]} {CHANGED}")
        _require_own_checkpoint(runtime, work, one)
    age = times_resumed(summary_name(runtime, work)), sum(one.size for one in stored)
    older = kept_below(runtime, work, age, 2)  # a backup made while the newest was being stored may lack its lines
    known = next((one for one in older if one.lines is not None), None)
    if older and known is None:
        raise RefusesToStart(f"The database has none of the checkpoints that were signed before the backup. {CHANGED}")
    for broken in broken_lines(work, known.lines or (), stored) if known else ():
        raise RefusesToStart(f"A checkpoint of before the backup says: {broken}. {CHANGED}")


def _require_own_checkpoint(runtime: Runtime, work: Work, standing: Standing) -> None:
    last = work.log.last_checkpoint(standing.log.id, runtime.clock.now())
    if last is None:
        return
    try:
        known = verify(last[2], known_keys(runtime, work, [standing.log]).under(last[0]))
    except VerificationError as failure:
        raise RefusesToStart(
            f"A checkpoint is not signed by this exchange's log key ({failure}). Restore the right key folder, or the "
            "right checkpoint folder, and try again."
        ) from failure
    root = root_of(nodes_of(work, standing.log)(frontier_positions(known.size)))
    if known.size > standing.size or root != known.root:
        raise RefusesToStart(
            f"Log {standing.log.label} of {standing.size} entries does not fit its own checkpoint of {known.size} in "
            f"the database. {CHANGED}"
        )
