"""Exchange the key that signs for the logs: each says so in an entry, signed by both keys, and goes on under the new.

From that entry on nobody believes what the old key signs, and servers sign by the new one. What it signed before still
verifies. Stopped at any step, it is gone on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.errors import LogUnavailable, WrongState
from app.domain.log_entry import INSTALLATION, Entry, Log, Standing
from app.domain.ports import Work
from app.domain.ports_keys import KeyRotation
from app.services.disclosure.log_signing import REPLACED, known_keys, said_in
from app.services.disclosure.recording import make_durable, record
from app.services.governance.current_names import current_names, summary_name
from app.services.governance.summaries import lines_of, publish_summary
from app.services.governance.verifier_keys import summary_keys
from app.services.runtime import Runtime
from crypto.log.checkpoint import Checkpoint
from crypto.log.handover import write_handover
from crypto.log.summary import summarise
from crypto.log.tree import root_of

LOG = "log"


@dataclass(frozen=True, slots=True)
class LogExchange:
    """How it stands: how many logs there are, whether a new key is made already, and whether it signs already.

    `key` is the line that verifies summaries now.
    """

    logs: int
    begun: bool
    switched: bool
    key: str


def look_at_log_key(runtime: Runtime, keys: KeyRotation) -> LogExchange:
    """How it stands now; nothing is changed. Raises Unavailable errors."""
    publics = keys.log_public_keys()
    with runtime.database.work(None) as work:
        logs, in_use = len(work.log.logs()), known_keys(runtime, work, ()).in_use
    begun = len(publics) > 1
    return LogExchange(logs, begun, begun and in_use == publics[0], summary_keys(runtime)[0])


def rotate_log(runtime: Runtime, keys: KeyRotation) -> LogExchange:
    """Exchange it, or finish what was begun.

    The new key is made beside the old one first; all logs change over in one transaction. Then a summary signed by it
    is kept outside the database with what both keys signed, and only then is the old one forgotten.

    Raises WrongState while the root key is exchanged, LogChanged or LogStopped while a log is not as it was signed, as
    the new key would vouch for that; other Unavailable errors: then do it again.
    """
    if len(keys.root_names()) > 1:
        raise WrongState("The root key is being exchanged: finish that first, by flask keys rotate root.")
    publish_summary(runtime)
    with runtime.database.work(None) as work:
        work.keys.lock()
        if len(keys.log_public_keys()) == 1:
            keys.begin_log_key()
    _change_over(runtime, keys)
    with runtime.database.work(None) as work:
        notes = [one for leaf in work.log.handovers(None) for one in said_in(leaf)]
        logs = len(work.log.logs())
    runtime.checkpoints.put_handovers(notes)
    publish_summary(runtime)
    keys.retire_log_keys()
    return LogExchange(logs, begun=True, switched=True, key=summary_keys(runtime)[0])


def _change_over(runtime: Runtime, keys: KeyRotation) -> None:
    """Write the entry of each log, unless that is done."""
    with runtime.database.work(None) as work:
        work.log.change_key()
        work.log.lock(None)
        new, old = keys.log_public_keys()
        if known_keys(runtime, work, ()).in_use == new:
            return
        if stops := work.stops.stops():
            raise WrongState(
                f"Log {stops[0].log.label} is stopped, as it was found changed: the new key would vouch for it. Put it "
                "back and run flask log lift first."
            )
        stored = work.log.standing(None)
        recorded = record(runtime, work, [(one, None) for one in _entries(runtime, work, keys, (old, new), stored)])
        if [one.index for one in recorded] != [one.size for one in stored]:
            raise LogUnavailable("A log was begun just now. Nothing was changed: run this again.")
        make_durable(runtime, work, recorded)


def _entries(
    runtime: Runtime, work: Work, keys: KeyRotation, publics: tuple[bytes, bytes], stored: Sequence[Standing]
) -> Sequence[Entry]:
    """What each log says of its keys at its size; the installation's also what is so of the summary."""
    old, new = ((one, partial(keys.sign, public=one)) for one in publics)
    names, summary = current_names(runtime, work, [one.log for one in stored]), summary_name(runtime, work)
    latest = work.policy.latest()

    def entry(log: Log, said: Checkpoint) -> Entry:
        extra = {"handover": write_handover(said, old, new)}
        if log.whose == INSTALLATION:
            extra["summary"] = write_handover(summarise(summary, lines_of(stored)), old, new)
        return Entry(
            kind=REPLACED,
            log=log.id,
            policy_release=latest[0] if latest else None,
            policy_digest=latest[1] if latest else None,
            extra=extra,
        )

    return [entry(one.log, Checkpoint(names[one.log.id], one.size, root_of(one.frontier))) for one in stored]
