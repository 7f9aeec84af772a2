"""Which of the parts the exchange stands on are not fit to serve just now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.errors import ExchangeError, LogUnavailable, OutOfStep
from app.domain.ports import BEHIND
from app.services.governance.find_stops import stopped_labels
from app.services.governance.require_standby import AWAY
from app.services.runtime import Runtime

OK = "ok"
IN_DATABASE = ("log", "schema")
"""Parts that are rows of the main database."""


def find_unready(runtime: Runtime) -> Mapping[str, str]:
    """Each part with `ok`, or the code of what is wrong with it. Writes nothing, raises nothing.

    Asks every part, but for those that are rows of a database that has just not answered: one that says nothing takes
    seconds each time.
    """
    parts: dict[str, Callable[[Runtime], None]] = {
        "keys": lambda one: one.keys.check(),
        "log": _require_log,
        "policy": _require_policy,
        "schema": _require_schema,
    }
    found = {"database": _state(runtime, lambda one: one.database.ping())}
    for name, check in parts.items():
        away = found["database"] != OK and name in IN_DATABASE
        found[name] = found["database"] if away else _state(runtime, check)
    return found


def find_stopped(runtime: Runtime) -> tuple[str, ...] | None:
    """The labels of the logs that are stopped, None when that cannot be read; they tell nothing of whose they are."""
    try:
        return stopped_labels(runtime)
    except ExchangeError:
        return None


def _state(runtime: Runtime, check: Callable[[Runtime], None]) -> str:
    try:
        check(runtime)
    except ExchangeError as failure:
        return failure.code
    return OK


def _require_log(runtime: Runtime) -> None:
    """The log takes entries, dated as this server would date them, and the checkpoint folder can be read.

    Where commits wait for a second server that is away, none is ever done.
    """
    if not runtime.database.takes_rows() or runtime.database.standby() == AWAY:
        raise LogUnavailable
    with runtime.database.work(None) as work:
        if not work.log.writable():
            raise LogUnavailable
        work.log.append((), runtime.clock.now())
    runtime.checkpoints.last()


def _require_policy(runtime: Runtime) -> None:
    """A recorded policy release is in force."""
    if runtime.policy.number < 1:
        raise ExchangeError


def _require_schema(runtime: Runtime) -> None:
    """Neither database is older than this version; one that is newer needs somebody, and can be served on."""
    if BEHIND in (runtime.database.schema(), runtime.keys.schema()):
        raise OutOfStep
