"""After a restore: keep tree and key, say openly what was lost, and go on under a new origin."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import RefusesToStart, WrongState
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.governance.checkpoints import current_origin, log_key, publish_checkpoint, root_at
from app.services.governance.rebuild_tree import Progress, rebuild_tree
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, verify


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was lost (leaves `first` to `last`, the latter at least) and the name the log goes on under."""

    old_origin: str
    origin: str
    first: int
    last: int


def resume_log(runtime: Runtime, progress: Progress | None = None) -> Resumed:
    """Write an `origin_started` leaf naming the old checkpoint and the lost range, and publish under `<old>/rN`.

    The stored log is first re-hashed and compared with the checkpoints there are of it: only a true beginning of the
    old log may be gone on with. Raises WrongState when nothing is lost, RefusesToStart when the stored log is not a
    beginning of the old one.
    """
    outside = runtime.checkpoints.last()
    if outside is None:
        raise WrongState(
            "There is no checkpoint outside the database, so there is nothing to compare with or to resume."
        )
    with runtime.database.work(None) as work:
        work.log.lock()
        size, _ = work.log.tail()
        old = _signed(runtime, outside)
        if old.size <= size:
            if root_at(work, old.size) == old.root:
                raise WrongState(f"Nothing is lost: the stored log of {size} leaves holds the one of {old.size}.")
            raise RefusesToStart(
                f"The stored log has {size} leaves, and its first {old.size} are not those of the last checkpoint kept "
                "outside the database. It was changed, or written to after a restore, so it is no beginning of the old "
                "log and cannot be resumed. Restore the backup again and run this before anything else."
            )
        _require_beginning(runtime, work, size, progress)
        origin = _next(old.origin, current_origin(runtime, work))
        latest = work.policy.latest()
        entry = Entry(
            kind="origin_started",
            policy_release=latest[0] if latest else None,
            policy_digest=latest[1] if latest else None,
            extra={"origin": origin, "old_checkpoint": outside, "lost": [size, old.size - 1]},
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    publish_checkpoint(runtime, resuming=True)
    return Resumed(old.origin, origin, size, old.size - 1)


def _require_beginning(runtime: Runtime, work: Work, size: int, progress: Progress | None) -> None:
    """Raise RefusesToStart unless leaves, nodes and the checkpoints of that time, inside and outside, all fit."""
    problems = rebuild_tree(work, progress).problems
    if problems:
        raise RefusesToStart(
            f"{problems[0]} The log was changed, not only restored, and cannot be resumed. "
            "Restore a backup; tell your security lead."
        )
    inside = work.log.last_checkpoint()
    outside = runtime.checkpoints.newest_of(current_origin(runtime, work), size)
    for where, text in (("in the database", inside[2] if inside else None), ("outside the database", outside)):
        known = _signed(runtime, text) if text else None
        if known and (known.size > size or root_at(work, known.size) != known.root):
            raise RefusesToStart(
                f"The stored log of {size} leaves does not fit the checkpoint of {known.size} leaves {where}. "
                "It was changed, not restored, and cannot be resumed. Restore a backup; tell your security lead."
            )


def _signed(runtime: Runtime, text: str) -> Checkpoint:
    try:
        return verify(text, [log_key(runtime, text.split("\n", 1)[0])])
    except VerificationError as failure:
        raise RefusesToStart(
            f"A checkpoint is not signed by this exchange's log key ({failure}). Restore the right key folder, or the "
            "right checkpoint folder, and try again."
        ) from failure


def _next(outside: str, inside: str) -> str:
    """`<old>/r1`, or the next number when the old log had been resumed before."""
    base, number = max(_split(outside), _split(inside), key=lambda parts: parts[1])
    return f"{base}/r{number + 1}"


def _split(origin: str) -> tuple[str, int]:
    base, mark, number = origin.rpartition("/r")
    return (base, int(number)) if mark and number.isdigit() else (origin, 0)
