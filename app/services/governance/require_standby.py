"""What outlives a server that is lost: nothing acknowledged may be only on a server that another can take over from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.errors import OutOfStep, Unavailable
from app.services.runtime import Runtime

AWAY = "away"
MEANS = {
    "none": "single server: what is acknowledged is on its disk, and lost with that disk but for the backups",
    "synchronous": "synchronous standby: what is acknowledged is on a second server, too",
    AWAY: "synchronous standby that is away: nothing can be recorded until it is back, or is waited for no more",
    "asynchronous": "asynchronous standby: what was acknowledged last is lost when it takes over",
    "unseen": "somebody copies this server, and the exchange may not see how",
}
WAY_ON = {
    "asynchronous": "Set synchronous_standby_names on the server, so that it is waited for, or take the standby away.",
    "unseen": "As a superuser, GRANT pg_read_all_stats TO the owner of the tables, so that the exchange can tell.",
}


def require_standby(runtime: Runtime) -> None:
    """Raise OutOfStep when a standby follows a database of ours without being waited for, or may do so."""
    for which, ask in _databases(runtime).items():
        kind = ask()
        if kind in WAY_ON:
            raise OutOfStep(f"The {which} database: {MEANS[kind]}. {WAY_ON[kind]}")


def standbys_away(runtime: Runtime) -> tuple[str, ...]:
    """The databases whose commits wait for a second server that is away. Raises Unavailable."""
    return tuple(which for which, ask in _databases(runtime).items() if ask() == AWAY)


def describe_standby(runtime: Runtime) -> Mapping[str, str]:
    """What each database's standby means for what is acknowledged, in words. Raises nothing."""
    return {which: _words(ask) for which, ask in _databases(runtime).items()}


def _databases(runtime: Runtime) -> Mapping[str, Callable[[], str]]:
    return {"main": runtime.database.standby, "keystore": runtime.keys.standby}


def _words(ask: Callable[[], str]) -> str:
    try:
        return MEANS[ask()]
    except Unavailable:
        return "not known: it does not answer"
