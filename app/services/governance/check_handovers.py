"""Compare what a log says of its keys with its tree: each handover stands where it says, and nobody else made one."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.log_entry import Log
from app.domain.log_names import label_in
from app.domain.ports import Work
from app.services.disclosure.log_signing import REPLACED, known_keys, said_in
from app.services.governance.checkpoints import nodes_of
from app.services.runtime import Runtime
from crypto.errors import VerificationError
from crypto.log.handover import read_handover
from crypto.log.tree import frontier_positions, root_of


def handover_problems(runtime: Runtime, work: Work, log: Log) -> Iterator[str]:
    """What is wrong, a sentence for each entry: it leads to no key of this exchange, or was made of another tree."""
    leaves = [one for one in work.log.handovers([log.id]) if one.log == log.id]
    keys = known_keys(runtime, work, [log], again=True)
    for leaf in leaves:
        told = f"Entry number {leaf.index} ({REPLACED}) of log {log.label}"
        try:
            one, *others = [read_handover(note) for note in said_in(leaf) or ("",)]
        except VerificationError as failure:
            yield f"{told} is not signed by this exchange: {failure}"
            continue
        root = root_of(nodes_of(work, log)(frontier_positions(leaf.index)))
        if not all(each in keys.replaced.get(label_in(each.checkpoint.origin), ()) for each in (one, *others)):
            yield f"{told} is not signed by this exchange: it leads to none of its keys."
        elif (one.checkpoint.size, one.checkpoint.root) != (leaf.index, root):
            yield f"{told} was made of another log, or of it as it does not stand there."
