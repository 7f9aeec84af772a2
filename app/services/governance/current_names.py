"""The names logs go by: what is signed of them is signed under these."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from app.domain.errors import LogUnavailable
from app.domain.log_entry import INSTALLATION, Log, StoredLeaf
from app.domain.log_names import SUMMARY, is_resumed, name_of, times_resumed
from app.domain.ports import Work
from app.services.runtime import Runtime
from crypto.log.note import is_name


def current_name(runtime: Runtime, work: Work, log: Log) -> str:
    """A log's name now: the settings' origin and its label, or what the last restore began.

    Raises LogUnavailable when the entry filed as that beginning is not one.
    """
    return current_names(runtime, work, [log])[log.id]


def current_names(runtime: Runtime, work: Work, logs: Sequence[Log]) -> Mapping[int, str]:
    """The names of some logs now, by their numbers. Raises LogUnavailable as `current_name` does."""
    leaves = work.log.origin_leaves([one.id for one in logs])
    return {one.id: _name(runtime, one, leaves.get(one.id)) for one in logs}


def _name(runtime: Runtime, log: Log, leaf: StoredLeaf | None) -> str:
    if leaf is None:
        return name_of(runtime.origin, log.label)
    try:
        name = json.loads(leaf.leaf)["origin"]
    except (ValueError, KeyError, TypeError, RecursionError):
        name = None
    if not isinstance(name, str) or not is_name(name) or not is_resumed(name, log.label):
        raise LogUnavailable(
            f"Entry number {leaf.index} of log {log.label} is filed as the start of a name and is none: it was changed."
        )
    return name


def summary_name(runtime: Runtime, work: Work) -> str:
    """The summary's name now. Raises LogUnavailable as `current_name` does."""
    log = work.log.log(INSTALLATION)
    if log is None:
        raise LogUnavailable("The installation has no log of its own. Tell your administrator.")
    return name_of(runtime.origin, SUMMARY, times_resumed(current_name(runtime, work, log)))
