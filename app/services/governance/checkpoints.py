"""Signed checkpoints of one log: how many leaves it has and what its root is, for those it is between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.domain.errors import LogChanged, LogStopped, RefusesToStart
from app.domain.log_entry import Log, Standing
from app.domain.ports import Work
from app.services.disclosure.log_signing import signing_key
from app.services.governance.current_names import current_name
from app.services.governance.kept_summaries import broken_lines, last_kept, newest_kept
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, sign, verify
from crypto.log.note import VerifierKey
from crypto.log.tree import HASH_LENGTH, root_of

FRESH_FOR = timedelta(seconds=60)
SAYS = "A checkpoint kept outside the database says"


@dataclass(frozen=True, slots=True)
class Published:
    """A signed checkpoint and what it says."""

    text: str
    checkpoint: Checkpoint
    signed_at: datetime


def publish_checkpoint(runtime: Runtime, log: Log) -> Published:
    """Sign a log as it durably stands, and keep that in the database.

    Raises LogStopped when it does not extend what the newest summary outside the database says of it: signing would
    cover up that leaves are lost or changed. LogChanged when that summary is not ours. Raises other Unavailable errors.
    """
    with runtime.database.work(None) as work:
        try:
            # Before the log is looked at, so that an honest one cannot be ahead of it; a receipt waits for no search.
            kept = last_kept(runtime, work) or newest_kept(runtime, work)
            (standing,) = work.log.standing(log)
            lines = [one for one in (kept.lines or () if kept else ()) if one.label == log.label]
            if broken := next(broken_lines(work, lines, (standing,)), None):
                raise LogStopped(f"{SAYS}: {broken}. The log has been changed.", (log.label,))
            if told := edge_problem(standing):
                raise LogStopped(f"{told}. The log has been changed.", (log.label,))
        except RefusesToStart as failure:
            raise LogChanged(failure.message) from failure
        origin, key = current_name(runtime, work, log), signing_key(runtime, work)
        work.commit()
        work.flush()  # whatever was visible is now durable: a checkpoint must never run ahead of the disk
    checkpoint = Checkpoint(origin, standing.size, root_of(standing.frontier))
    now = runtime.clock.now()
    text = sign(checkpoint, partial(runtime.keys.sign, public=key), key)
    with runtime.database.work(None) as work:
        work.log.add_checkpoint(log.id, origin, standing.size, text, now)
        work.commit()
    return Published(text, checkpoint, now)


def edge_problem(standing: Standing) -> str | None:
    """What is wrong when the stored tree lacks a hash of its edge: what is left of it has another root."""
    whole = [one for one in standing.frontier if len(one) == HASH_LENGTH]
    if standing.size >= 0 and len(whole) == standing.size.bit_count():
        return None
    return f"The stored tree of log {standing.log.label} lacks a hash of its edge"


def fresh_checkpoint(runtime: Runtime, log: Log, at_least: int = 0) -> Published:
    """A log's last checkpoint, or a new one when it is older than a minute, of fewer than `at_least` leaves, or not by
    the key in use.

    What counts is what it says under its signature, never the columns it is found by. Raises as `publish_checkpoint`.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        last = work.log.last_checkpoint(log.id, now)
        origin, key = current_name(runtime, work, log), signing_key(runtime, work)
    if last is not None and now - last[3] < FRESH_FOR:
        try:
            checkpoint = verify(last[2], [VerifierKey(origin, key)])
        except VerificationError:
            return publish_checkpoint(runtime, log)
        if checkpoint.size >= at_least:
            return Published(last[2], checkpoint, last[3])
    return publish_checkpoint(runtime, log)


def nodes_of(work: Work, log: Log) -> Callable[[Sequence[tuple[int, int]]], list[bytes]]:
    """What proofs read a log's stored hashes with: those at (level, index) positions, missing ones left out."""

    def read(positions: Sequence[tuple[int, int]]) -> list[bytes]:
        found = work.log.nodes([(log.id, level, index) for level, index in positions])
        return [found[log.id, level, index] for level, index in positions if (log.id, level, index) in found]

    return read
