"""The lines that verify a log's receipts and checkpoints anywhere: one for each name it has had, then its handovers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from app.domain.log_entry import Log
from app.domain.log_names import SUMMARY, name_of
from app.domain.ports import Work
from app.services.disclosure.log_signing import KnownKeys, known_keys
from app.services.governance.current_names import current_names, summary_name
from app.services.runtime import Runtime
from crypto.log.note import VerifierKey


def verifier_keys(runtime: Runtime, log: Log) -> tuple[str, ...]:
    """`name+hash+base64` lines of one log, the oldest name first, then its handovers. Raises Unavailable errors."""
    with runtime.database.work(None) as work:
        return _of_logs(runtime, work, [log])


def every_key(runtime: Runtime, organisation: UUID | None = None) -> tuple[str, ...]:
    """The summary's line, then those of every log in turn, or of the installation's and those an organisation is in.

    Handovers of each follow its lines. Raises Unavailable errors.
    """
    with runtime.database.work(None) as work:
        logs = [one for one in work.log.logs() if organisation is None or {organisation, None} & {*one.whose}]
        return (*_of_summary(runtime, work), *_of_logs(runtime, work, logs))


def summary_keys(runtime: Runtime) -> tuple[str, ...]:
    """The summary's line, then its handovers. Raises Unavailable errors."""
    with runtime.database.work(None) as work:
        return _of_summary(runtime, work)


def _of_summary(runtime: Runtime, work: Work) -> tuple[str, ...]:
    keys = known_keys(runtime, work, ())
    return tuple(_lines(keys, SUMMARY, [summary_name(runtime, work)]))


def _of_logs(runtime: Runtime, work: Work, logs: Sequence[Log]) -> tuple[str, ...]:
    earlier, current = work.log.origins([one.id for one in logs]), current_names(runtime, work, logs)
    keys = known_keys(runtime, work, logs)
    each = ((one, (name_of(runtime.origin, one.label), *earlier.get(one.id, ()), current[one.id])) for one in logs)
    return tuple(line for one, names in each for line in _lines(keys, one.label, names))


def _lines(keys: KnownKeys, label: str, names: Sequence[str]) -> Iterator[str]:
    """Of each name, in their order, the last key that signed under it; then how each took the place of another."""
    handovers = [*reversed(keys.replaced.get(label, ()))]
    public = handovers[0].before.public if handovers else keys.in_use
    for name in dict.fromkeys((*names[:-1], *(one.checkpoint.origin for one in handovers), names[-1])):
        public = next((one.after.public for one in reversed(handovers) if one.checkpoint.origin == name), public)
        yield VerifierKey(name, public).encode()
    yield from (one.note.removesuffix("\n") for one in handovers)
