"""Verifying one log for an officer of a party, at once: what is signed holds, and only grew since it was first signed.

Every entry is not hashed again here: whoever wants that downloads the log and checks it on their own machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import LogChanged
from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Log
from app.domain.log_stop import Stop
from app.domain.ports import Work
from app.services.disclosure.log_signing import known_keys
from app.services.governance.checkpoints import Published, fresh_checkpoint, nodes_of
from app.services.governance.party_logs import organisations_of, require_party_log, stop_of
from app.services.governance.record_read import record_read
from app.services.governance.verifier_keys import verifier_keys
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.checkpoint import verify
from crypto.log.tree import consistency_proof, inclusion_proof, leaf_hash
from crypto.verify import verify_consistency, verify_inclusion


@dataclass(frozen=True, slots=True)
class Proven:
    """A log of which every check held.

    `before` is the size it had when it was signed the time before, None the first time under its name; `last` is the
    number of the entry that was followed from its bytes to the root hash, None in an empty log.
    """

    log: Log
    organisations: Mapping[UUID, Organisation]
    size: int
    root: str
    text: str
    signed_at: datetime
    before: int | None
    before_at: datetime | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A log that is stopped: what was found in it is told, and no part of it is called sound."""

    log: Log
    organisations: Mapping[UUID, Organisation]
    stop: Stop


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The lines by which anybody can check a log's signature."""

    log: Log
    lines: tuple[str, ...]


def prove_party_log(runtime: Runtime, actor: Actor, label: str) -> Proven | Broken:
    """Check the log against its own signed checkpoints, and record that. Raises NotFound, after logging the refusal.

    A leaf may be changed and the stored tree not: of a log that is stopped nothing is checked again. Raises LogChanged
    naming what does not hold.
    """
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
        record_read(runtime, work, actor, entries=0, reason=f"verify log {label}")
        earlier = work.log.last_checkpoint(log.id, runtime.clock.now())
        organisations = organisations_of(work, log)
        if stop := stop_of(work, log):
            return Broken(log, organisations, stop)
    signed = fresh_checkpoint(runtime, log)
    with runtime.database.work(actor.organisation_id) as work:
        try:
            named_now = earlier is not None and earlier[0] == signed.checkpoint.origin
            keys = known_keys(runtime, work, [log]).under(signed.checkpoint.origin)
            before = verify(earlier[2], keys) if earlier and named_now else None
            if before is not None:
                new = signed.checkpoint
                path = consistency_proof(before.size, new.size, nodes_of(work, log))
                verify_consistency(before.size, new.size, path, before.root, new.root)
            last = _include_last(work, log, signed)
        except CryptoError as failure:
            raise LogChanged(f"This log is not as it was signed: {failure}") from failure
    return Proven(
        log=log,
        organisations=organisations,
        size=signed.checkpoint.size,
        root=signed.checkpoint.root.hex(),
        text=signed.text,
        signed_at=signed.signed_at,
        before=before.size if before else None,
        before_at=earlier[3] if earlier else None,
        last=last,
    )


def keys_of_party_log(runtime: Runtime, actor: Actor, label: str) -> LogKeys:
    """The log's verifier lines, one for each name it has had. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
    return LogKeys(log, verifier_keys(runtime, log))


def _include_last(work: Work, log: Log, signed: Published) -> int | None:
    """Follow the newest signed entry from its bytes to the root hash. Raises CryptoError when that fails."""
    size = signed.checkpoint.size
    if not size:
        return None
    (leaf,) = work.log.leaves(log.id, size - 1, 1)
    path = inclusion_proof(leaf.index, size, nodes_of(work, log))
    verify_inclusion(leaf_hash(leaf.leaf), leaf.index, size, path, signed.checkpoint.root)
    return leaf.index
