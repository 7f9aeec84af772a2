"""Verify the whole log: every leaf and node, the last checkpoints, and that the log only grew between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.domain.errors import LogChanged
from app.domain.ports import Work
from app.services.governance.check_details import DetailsCheck
from app.services.governance.checkpoints import log_key, publish_checkpoint, root_at
from app.services.governance.rebuild_tree import Progress, rebuild_tree
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.checkpoint import Checkpoint, verify
from crypto.log.tree import consistency_proof, root_of
from crypto.verify import verify_consistency


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The result: how many leaves, the root (hexadecimal), and what is wrong; `problems` empty means all is well.

    `earlier_size` is the size of the last checkpoint there was before, which the log was proven to extend; `checkpoint`
    is the signed text of a new one, where one was asked for.
    """

    size: int
    root: str
    checkpoint_size: int | None
    problems: tuple[str, ...]
    earlier_size: int | None = None
    checkpoint: str | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> LogCheck:
        """From `stored`."""
        names = {one.name for one in fields(cls)}
        known = {name: value for name, value in stored.items() if name in names}
        return cls(**known | {"problems": tuple(stored["problems"])})


def check_log(runtime: Runtime, progress: Progress | None = None, *, publish: bool = False) -> LogCheck:
    """Rebuild the tree from its leaves and compare it with every stored node, the last checkpoints and the details.

    With `publish`, a log that holds gets a new checkpoint, and the proof that it extends the last one is made and
    checked. Raises DatabaseUnavailable, KeysUnavailable, LogUnavailable when the checkpoint folder cannot be used.
    """
    runtime.keys.check()
    with runtime.database.work(None) as work:
        work.allow_pauses()
        inside = work.log.last_checkpoint()
        outside = runtime.checkpoints.last()  # read before the tail, so that it cannot be ahead of it
        details = DetailsCheck(runtime, work)
        rebuilt = rebuild_tree(work, progress, details.look_at)
        problems = list(rebuilt.problems)
        known: list[Checkpoint] = []
        for where, text in (("in the database", inside[2] if inside else None), ("outside the database", outside)):
            if text is not None:
                problems += _compare(runtime, work, rebuilt.size, where, text, known)
        problems += details.problems() if not problems else ()
    if problems:
        return LogCheck(rebuilt.size, "", known[-1].size if known else None, tuple(problems))
    result = LogCheck(rebuilt.size, root_of(rebuilt.frontier).hex(), known[-1].size if known else None, ())
    return _extended(runtime, result, known[-1] if known else None) if publish else result


def _compare(
    runtime: Runtime, work: Work, size: int, where: str, text: str, known: list[Checkpoint]
) -> tuple[str, ...]:
    """What is wrong between one checkpoint and the stored tree; adds the checkpoint to `known` when it is signed."""
    try:
        checkpoint = verify(text, [log_key(runtime, text.split("\n", 1)[0])])
    except CryptoError as failure:
        return (f"The last checkpoint {where} does not verify: {failure}",)
    known.append(checkpoint)
    told = f"The last checkpoint {where} has {checkpoint.size} leaves"
    if checkpoint.size > size:
        return (f"{told}; the stored log has {size}: numbers {size} to {checkpoint.size - 1} are gone.",)
    stored = root_at(work, checkpoint.size)
    if stored != checkpoint.root:
        return (f"{told} and root {checkpoint.root.hex()}; the stored tree has root {stored.hex()} there.",)
    return ()


def _extended(runtime: Runtime, result: LogCheck, earlier: Checkpoint | None) -> LogCheck:
    """The result with a new checkpoint, proven to extend the one before."""
    try:
        published = publish_checkpoint(runtime)
        newer = published.checkpoint
        if earlier is not None:
            with runtime.database.work(None) as work:
                path = consistency_proof(earlier.size, newer.size, work.log.nodes)
            verify_consistency(earlier.size, newer.size, path, earlier.root, newer.root)
    except (CryptoError, LogChanged) as failure:
        problem = f"The log was not only added to: {failure}"
        return LogCheck(result.size, result.root, result.checkpoint_size, (problem,))
    return LogCheck(
        result.size,
        result.root,
        newer.size,
        (),
        earlier_size=earlier.size if earlier else None,
        checkpoint=published.text,
    )
