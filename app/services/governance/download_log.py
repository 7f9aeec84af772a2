"""A whole log as one file for an officer of a party: as it was last signed, streamed, each batch in a work of its own.

What was signed never changes, so that batches read at different moments are one log. Nothing is held meanwhile: neither
a transaction while the reader's line is slow, nor more of the log than one batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.identity import Actor
from app.domain.log_entry import Log
from app.services.governance.checkpoints import Published, fresh_checkpoint
from app.services.governance.closed_entries import closed_among
from app.services.governance.party_logs import require_party_log
from app.services.governance.record_read import DOWNLOADED, record_read
from app.services.governance.told_of_entries import told_of
from app.services.runtime import Runtime
from crypto.log.receipt import Opening
from crypto.log.whole_log import write_log

BATCH = 500


@dataclass(frozen=True, slots=True)
class Download:
    """A log as signed, and the text of its file in pieces, to be read once."""

    log: Log
    size: int
    lines: Iterator[str]


def download_log(runtime: Runtime, actor: Actor, label: str) -> Download:
    """Sign the log as it stands, record that it is downloaded, and give its lines.

    Raises NotFound, after logging the refusal; LogChanged when it does not hold what was signed before; LogUnavailable.
    Lines raise Unavailable errors: what was written by then does not verify.
    """
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
    signed = fresh_checkpoint(runtime, log)
    with runtime.database.work(actor.organisation_id) as work:
        size = signed.checkpoint.size
        record_read(runtime, work, actor, entries=size, reason=f"whole log {label}", what=DOWNLOADED)
    return Download(log, size, write_log(signed.text, _leaves(runtime, actor, log, signed)))


def _leaves(
    runtime: Runtime, actor: Actor, log: Log, signed: Published
) -> Iterator[tuple[bytes, Mapping[str, Opening] | None]]:
    for start in range(0, signed.checkpoint.size, BATCH):
        yield from _batch(runtime, actor, log, start, min(BATCH, signed.checkpoint.size - start))


def _batch(
    runtime: Runtime, actor: Actor, log: Log, start: int, count: int
) -> list[tuple[bytes, Mapping[str, Opening] | None]]:
    with runtime.database.work(actor.organisation_id) as work:
        leaves = work.log.leaves(log.id, start, count)
        closed = closed_among(runtime, work, actor, leaves)
        shown = [one for one in leaves if one.id not in closed]
        told = told_of(runtime, work, actor, shown, work.governance.details([one.id for one in shown]))
        return [(one.leaf, None if one.id in closed else told.get(one.id, {})) for one in leaves]
