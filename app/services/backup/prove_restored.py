"""What can be known of restored databases: whether they are whole and fit, what is lost, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.errors import KeysUnavailable
from app.domain.ports import Work
from app.domain.ports_log import CheckpointShelf
from app.services.governance.check_log import check_log
from app.services.governance.kept_summaries import newest_kept
from app.services.governance.missing_keys import MissingKeys, find_missing_keys
from app.services.governance.rebuild_tree import Progress
from app.services.governance.resume_log import Lost, lost_of
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. `lost` is what was signed later and is not there; `signed_at` when the newest was signed."""

    leaves: int
    problems: tuple[str, ...]
    keys: MissingKeys
    organisations: int
    unopened: tuple[str, ...]
    erased_since: tuple[UUID, ...]
    lost: tuple[Lost, ...]
    signed_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong; what is lost is no fault of the set."""
        return not (self.problems or self.keys.missing or self.unopened or self.erased_since)


def prove_restored(runtime: Runtime, own: CheckpointShelf, progress: Progress | None = None) -> Proof:
    """Verify every log against the set's own checkpoints, try every organisation's keys, and compare the key store.

    Details of the log are opened to compare them, unseen; no field of a record is. Then the newest checkpoint in
    PRX_CHECKPOINTS says what is lost. Raises Unavailable errors, RefusesToStart for checkpoints not to be believed.
    """
    with runtime.database.work(None) as work:
        work.allow_pauses()
        keys = find_missing_keys(runtime, work)
        unopened, organisations = _unopened(runtime, work)
        destroyed = runtime.keys.destroyed().keys() - work.erasures.of(None).keys()
        kept = newest_kept(runtime, work)
        lost: Sequence[Lost] = tuple(lost_of(kept.lines or (), work.log.standing(None))) if kept else ()
    if notes := runtime.checkpoints.handovers():  # of a log key that is newer than the set, too
        own.put_handovers(notes)
    checked = check_log(replace(runtime, checkpoints=own), progress)
    return Proof(
        checked.size,
        checked.problems,
        keys,
        organisations,
        unopened,
        tuple(sorted(destroyed)),
        tuple(lost),
        runtime.checkpoints.last_at(),
    )


def _unopened(runtime: Runtime, work: Work) -> tuple[tuple[str, ...], int]:
    """Organisations whose private key does not open under the root key, by name, and how many were tried."""
    tried = {one.id: one.name for one in work.identity.organisations()}
    keys = work.keys.organisation_keys(list(tried))
    closed = []
    for organisation, name in tried.items():
        key, wrap = keys.get(organisation), work.keys.tenant_key(organisation, "organisation")
        try:
            if key is None or wrap is None or runtime.keys.private_key(key, wrap) is None:
                closed.append(name)
        except KeysUnavailable:
            closed.append(name)
    return tuple(sorted(closed)), len(tried)
