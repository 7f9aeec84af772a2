"""What needs somebody although pages are served: each with a sentence that says what, since when, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from app.domain.errors import ExchangeError, KeyReplaced, LogUnavailable
from app.domain.ports import AHEAD
from app.services.administration.find_evidence import hubs_with_gaps
from app.services.disclosure.log_signing import signing_key
from app.services.governance.release_due import release_due
from app.services.governance.require_standby import standbys_away
from app.services.runtime import Runtime

AWAY_AFTER = timedelta(minutes=1)
"""A worker says every few seconds that it is at work."""
START = "start it (`systemctl start prx-worker`, which runs `flask jobs work`)."
UNSIGNED_AFTER = timedelta(minutes=5)
"""The logs are signed every minute."""
LATE_AFTER = timedelta(minutes=15)
"""A message that was due so long ago is late."""
BACKUP_AFTER = timedelta(hours=30)
"""A set is made each night; one may take six hours."""
NEWEST = 100
"""So many files show whether the key store is older than the database."""
APART = timedelta(seconds=2)
"""So far may this server's clock be from the database's; at five seconds the log takes nothing from it."""


def find_attention(runtime: Runtime) -> Mapping[str, str]:
    """What needs somebody, by name, in words for whoever runs it. Writes nothing but to try, raises nothing.

    What does not answer is left out: it stands among what is not fit.
    """
    found = {name: _said(runtime, look) for name, look in LOOKS.items()}
    return {name: said for name, said in found.items() if said is not None}


def _said(runtime: Runtime, look: Callable[[Runtime], str | None]) -> str | None:
    try:
        return look(runtime)
    except ExchangeError:
        return None


def _checkpoints(runtime: Runtime) -> str | None:
    """Whether the folder takes one more, and whether somebody signs."""
    try:
        runtime.checkpoints.try_writing()
    except LogUnavailable:
        return "The checkpoint folder cannot be written: look at its disk, owner and rights."
    at, now = runtime.checkpoints.last_at(), runtime.clock.now()
    if at is not None and now - at > UNSIGNED_AFTER:
        return f"The logs were last signed {_since(at, now)}: see that a worker is running."
    if at is not None and at - now > UNSIGNED_AFTER:
        return "The last checkpoint is dated in the future: a clock was wrong, or is. Set the clocks."
    return None


def _worker(runtime: Runtime) -> str | None:
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        at = work.jobs.standing(now).worker_at
    if at is None:
        return f"No worker has been at work yet: {START}"
    return None if now - at <= AWAY_AFTER else f"No worker has been at work {_since(at, now)}: {START}"


def _messages(runtime: Runtime) -> str | None:
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        queue = work.jobs.standing(now)
    if queue.oldest is None or now - queue.oldest <= LATE_AFTER:
        return None
    return f"{queue.due} messages or other jobs are late, one {_since(queue.oldest, now)}: the worker's log says why."


def _backup(runtime: Runtime) -> str | None:
    """Whether last night's set is there; of made-up data nobody makes any."""
    if not runtime.production:
        return None
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        at = work.jobs.standing(now).backup_at
    if at is not None and now - at <= BACKUP_AFTER:
        return None
    said = "No backup set has been made yet" if at is None else f"No backup set has been made {_since(at, now)}"
    return f"{said}: `journalctl -u prx-backup` says why; `systemctl start prx-backup` makes one."


def _release(runtime: Runtime) -> str | None:
    """Whether the newest release is another than the one in force, as whoever looked for that one found."""
    newest = runtime.policy.newest
    if newest in (None, runtime.policy.number):
        return None
    return (
        f"Policy release {newest} is stored and cannot be relied on here, so this server goes on with "
        f"{runtime.policy.number}: run `flask log check`; if it finds nothing, bring this server to the newest version."
    )


def _schema(runtime: Runtime) -> str | None:
    schemas = {"main": runtime.database.schema(), "keystore": runtime.keys.schema()}
    ahead = [which for which, schema in schemas.items() if schema == AHEAD]
    if not ahead:
        return None
    return f"A newer version has migrated {' and '.join(ahead)}: bring this server to that version, and reload it."


def _clock(runtime: Runtime) -> str | None:
    with runtime.database.work(None) as work:
        apart = work.log.time() - runtime.clock.now()
    if abs(apart) <= APART:
        return None
    return f"This server's clock is {abs(apart).total_seconds():.0f} seconds from the database's: set both alike."


def _keystore(runtime: Runtime) -> str | None:
    """Whether it is that of this database: a file's key is there before the file."""
    with runtime.database.work(None) as work:
        newest = work.governance.newest_files(NEWEST)
    missing = runtime.keys.without_key(newest)
    if not missing:
        return None
    return (
        f"The key store has no key of {len(missing)} of the {len(newest)} newest files: it is older than the database, "
        "or another one. Nobody opens these: restore its newest backup, or name the right one in KEYSTORE_URL."
    )


def _standby(runtime: Runtime) -> str | None:
    away = standbys_away(runtime)
    if not away:
        return None
    return (
        f"The second server of {' and '.join(away)} is away, and commits wait for it, so nothing can be recorded: "
        "bring it back, or decide to go on with one server (migrations/STANDBY.md)."
    )


def _evidence(runtime: Runtime) -> str | None:
    """Whether a hub has not said what has to be there before it goes live; of made-up data nobody asks.

    How many, and not which: whoever asks may be anybody.
    """
    if not runtime.production or not (hubs := hubs_with_gaps(runtime)):
        return None
    have = f"{hubs} hubs have" if hubs > 1 else "A hub has"
    return f"{have} not said all that has to be there before going live: `flask setup evidence` says what."


def _log_key(runtime: Runtime) -> str | None:
    """Whether this server was left out when the log's key was exchanged: it opens and sends, and signs nothing."""
    try:
        with runtime.database.work(None) as work:
            signing_key(runtime, work)
    except KeyReplaced:
        return "The log's key was replaced by one that this server does not have, so it signs nothing: restart it."
    return None


def _since(at: datetime, now: datetime) -> str:
    minutes = int((now - at).total_seconds() // 60)
    return f"for {minutes} minutes" if minutes < 120 else f"for {minutes // 60} hours"


LOOKS: Mapping[str, Callable[[Runtime], str | None]] = {
    "checkpoints": _checkpoints,
    "worker": _worker,
    "messages": _messages,
    "backup": _backup,
    "release": _release,
    "proposed_release": release_due,
    "schema": _schema,
    "clock": _clock,
    "keystore": _keystore,
    "standby": _standby,
    "log_key": _log_key,
    "evidence": _evidence,
}
"""What is looked at, by the name under which it is told."""
