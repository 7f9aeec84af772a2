"""Signed checkpoints: how many leaves the log has and what its root is, kept in the database and outside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.errors import LogChanged, LogUnavailable, RefusesToStart
from app.domain.ports import Work
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, sign, verify
from crypto.log.note import VerifierKey
from crypto.log.tree import frontier_positions, root_of

FRESH_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Published:
    """A signed checkpoint and what it says."""

    text: str
    checkpoint: Checkpoint
    signed_at: datetime


def current_origin(runtime: Runtime, work: Work) -> str:
    """The log's name now: the settings' own, or the one the last restore began.

    Raises LogUnavailable when the entry filed as that beginning is not one.
    """
    leaf = work.log.origin_leaf()
    if leaf is None:
        return runtime.origin
    origin = json.loads(leaf.leaf).get("origin")
    if origin is None:
        raise LogUnavailable(f"Leaf number {leaf.index} is filed as the start of a name and is none: it was changed.")
    return str(origin)


def log_key(runtime: Runtime, origin: str) -> VerifierKey:
    """The public key that verifies checkpoints of an origin. Raises VerificationError for what cannot be a name."""
    public = runtime.keys.log_public_key()
    try:
        return VerifierKey(origin, public)
    except ValueError:
        raise VerificationError("what stands for the log's name can be none") from None


def root_at(work: Work, size: int) -> bytes:
    """The root of the first `size` leaves, from stored nodes."""
    return root_of(work.log.nodes(frontier_positions(size)))


def publish_checkpoint(runtime: Runtime, *, resuming: bool = False) -> Published:
    """Sign the log as it durably stands; keep it in the database and outside.

    Raises LogChanged when the stored log does not extend the last checkpoint kept outside (unless `resuming` from
    it): signing would cover up that leaves are lost or changed. Raises other Unavailable errors.
    """
    outside = runtime.checkpoints.last()  # before the tail, so that an honest one cannot be ahead of it
    with runtime.database.work(None) as work:
        size, frontier = work.log.tail()
        origin = current_origin(runtime, work)
        if outside is not None and not resuming:
            try:
                _compare(runtime, work, size, "outside the database", outside)
            except RefusesToStart as failure:
                raise LogChanged(failure.message) from failure
        work.commit()
        work.flush()  # whatever was visible is now durable: a checkpoint must never run ahead of the disk
    checkpoint = Checkpoint(origin, size, root_of(frontier))
    now = runtime.clock.now()
    text = sign(checkpoint, runtime.keys.sign, runtime.keys.log_public_key())
    runtime.checkpoints.put(origin, size, text)
    with runtime.database.work(None) as work:
        work.log.add_checkpoint(origin, size, text, now)
        work.commit()
    return Published(text, checkpoint, now)


def fresh_checkpoint(runtime: Runtime, at_least: int = 0) -> Published:
    """The last checkpoint, or a new one when it is older than a minute or smaller than `at_least` leaves."""
    with runtime.database.work(None) as work:
        last = work.log.last_checkpoint()
    if last is not None:
        origin, size, text, signed_at = last
        if size >= at_least and runtime.clock.now() - signed_at < FRESH_FOR:
            return Published(text, verify(text, [log_key(runtime, origin)]), signed_at)
    return publish_checkpoint(runtime)


def keep_fresh(runtime: Runtime) -> bool:
    """Publish when the log has grown and its last checkpoint is a minute old; says whether it did.

    What stands behind the last checkpoint could be taken back unseen by whoever holds the database: the worker calls
    this all the time, so that it is never more than about a minute. Raises as `publish_checkpoint` does.
    """
    with runtime.database.work(None) as work:
        last = work.log.last_checkpoint()
        size, _ = work.log.tail()
    if last is not None and (last[1] == size or runtime.clock.now() - last[3] < FRESH_FOR):
        return False
    publish_checkpoint(runtime)
    return True


def check_start(runtime: Runtime) -> None:
    """Compare the stored tree with the last checkpoint kept outside the database, and with the last inside it.

    Raises RefusesToStart naming both when they differ: after a restore, `flask log resume` is the way on.
    """
    with runtime.database.work(None) as work:
        size, _ = work.log.tail()
        inside = work.log.last_checkpoint()
        outside = runtime.checkpoints.last()
        if inside is not None and outside is None:
            raise RefusesToStart(
                f"The checkpoint folder (PRX_CHECKPOINTS) is empty, but the database has a checkpoint of {inside[1]} "
                "leaves. Name the right folder. If it is lost, run `flask log check`, then `flask log publish`."
            )
        for place, text in (("outside the database", outside), ("in the database", inside[2] if inside else None)):
            if text is not None:
                _compare(runtime, work, size, place, text)


def _compare(runtime: Runtime, work: Work, size: int, place: str, text: str) -> None:
    origin = text.split("\n", 1)[0]
    try:
        checkpoint = verify(text, [log_key(runtime, origin)])
    except VerificationError as failure:
        raise RefusesToStart(
            f"The last checkpoint {place} is not signed by this exchange's log key ({failure}). "
            "Restore the right key folder, or the right checkpoint folder, and start again."
        ) from failure
    if checkpoint.size > size:
        raise RefusesToStart(
            f"The last checkpoint {place} has {checkpoint.size} leaves and root {checkpoint.root.hex()}; the stored "
            f"log has {size} leaves and root {root_at(work, size).hex()}. The database is older than the checkpoint: "
            "it was restored, or leaves were removed. If it was restored, run `flask log resume`."
        )
    stored = root_at(work, checkpoint.size)
    if stored != checkpoint.root:
        raise RefusesToStart(
            f"The last checkpoint {place} has {checkpoint.size} leaves and root {checkpoint.root.hex()}; the stored "
            f"log has root {stored.hex()} there. The log has been changed. Do not use it: call your security lead."
        )
