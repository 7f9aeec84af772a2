"""After a restore: keep tree and key, say openly what was lost, and go on under a new origin."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import RefusesToStart, WrongState
from app.domain.log_entry import Entry
from app.services.disclosure.recording import make_durable, record
from app.services.governance.checkpoints import current_origin, log_key, publish_checkpoint, root_at
from app.services.runtime import Runtime
from crypto.log.checkpoint import verify


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was lost (leaves `first` to `last`, the latter at least) and the name the log goes on under."""

    origin: str
    first: int
    last: int


def resume_log(runtime: Runtime) -> Resumed:
    """Write an `origin_started` leaf naming the old checkpoint and the lost range, and publish under `<old>/rN`.

    Raises WrongState when nothing is lost, RefusesToStart when the stored log is not a beginning of the old one.
    """
    outside = runtime.checkpoints.last()
    if outside is None:
        raise WrongState(
            "There is no checkpoint outside the database, so there is nothing to compare with or to resume."
        )
    with runtime.database.work(None) as work:
        size, _, _ = work.log.tail()
        old = verify(outside, [log_key(runtime, outside.split("\n", 1)[0])])
        if old.size <= size and root_at(work, old.size) == old.root:
            raise WrongState(f"Nothing is lost: the stored log of {size} leaves holds the checkpoint of {old.size}.")
        inside = work.log.last_checkpoint()
        if inside is not None:
            known = verify(inside[2], [log_key(runtime, inside[0])])
            if known.size > size or root_at(work, known.size) != known.root:
                raise RefusesToStart(
                    "The stored log does not fit its own last checkpoint. It was changed, not restored."
                )
        origin = _next(old.origin, current_origin(runtime, work))
        entry = Entry(
            kind="origin_started",
            policy_release=runtime.policy.number,
            policy_digest=runtime.policy.release.digest,
            extra={"origin": origin, "old_checkpoint": outside, "lost": [size, old.size - 1]},
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    publish_checkpoint(runtime)
    return Resumed(origin, size, old.size - 1)


def _next(outside: str, inside: str) -> str:
    """`<old>/r1`, or the next number when the old log had been resumed before."""
    newest = outside if len(outside) >= len(inside) else inside
    base, mark, number = newest.rpartition("/r")
    if mark and number.isdigit():
        return f"{base}/r{int(number) + 1}"
    return f"{newest}/r1"
