"""Whether the service is alive, and whether it is ready to serve. For machines: public, and nothing secret in it."""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Lock
from typing import Any, NamedTuple, cast

from flask import Blueprint, Flask, Response, current_app, jsonify

from app.domain.errors import ExchangeError
from app.http.access import public
from app.services.governance.find_attention import find_attention
from app.services.governance.find_unready import OK, find_stopped, find_unready
from app.services.governance.require_standby import describe_standby
from app.services.runtime import Runtime
from app.web.runtime import RUNTIME, follow

FOR = 5.0
"""Seconds for which what was found is said again: whoever asks all the time costs no statement more."""
OLD = 15.0
"""Seconds after which it is said no more: whoever looks has not come back, so nobody knows."""
LOOKED = "readiness"
health = Blueprint("health", __name__, url_prefix="/health")


class Readiness(NamedTuple):
    """Whether this server is fit to be given pages, and all that is said of it."""

    fit: bool
    said: dict[str, Any]


UNKNOWN = Readiness(fit=False, said={"status": "not ready: nobody has come back from looking"})


class Looked:
    """What was found last, by whoever of this process looked last; one looks at a time."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._found, self._at = UNKNOWN, float("-inf")

    def at(self, app: Flask) -> Readiness:
        """What is found, or was seconds ago; whoever comes while somebody looks hears what was found before, if lately.

        What says nothing when it is asked holds up whoever looks, and must not pass for what it was.
        """
        if time.monotonic() - self._at >= FOR and self._turn.acquire(blocking=False):
            try:
                self._found, self._at = look(_followed(app)), time.monotonic()
            finally:
                self._turn.release()
        return self._found if time.monotonic() - self._at < OLD else UNKNOWN


def look(given: Runtime) -> Readiness:
    """Ask every part."""
    parts = dict(find_unready(given))
    fit = all(state == OK for state in parts.values())
    away = parts["database"] != OK  # each further question would wait for it
    attention = {} if away else dict(find_attention(given))
    stopped = None if away else find_stopped(given)
    needed = "; somebody is needed" if attention or stopped else ""
    said = {
        "status": ("ready" if fit else "not ready") + needed,
        "parts": parts,
        "attention": attention,
        "standby": {} if away else dict(describe_standby(given)),
        "stopped_logs": stopped,
    }
    return Readiness(fit, said)


def _followed(app: Flask) -> Runtime:
    """Under the policy release in force, so that an idle server does not say that it is behind."""
    with suppress(ExchangeError):
        return follow(app)
    return cast("Runtime", app.extensions[RUNTIME])


def readiness(app: Flask) -> Readiness:
    """What an application says of itself now, or said seconds ago."""
    looked: Looked = app.extensions[LOOKED]
    return looked.at(app)


@health.get("/live")
@public
def live() -> Response:
    """The process answers. Asks nothing else: a database that is down is no reason to restart it."""
    return jsonify(status="live")


@health.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """200 when database, keys, log, policy and schema are fit to serve, 503 with the parts that are not.

    What needs somebody is said and is no reason to stop serving: out of service, everybody would be shown nothing, not
    even whom to ring. The same holds of logs that were found changed, and of what would outlive each database.
    """
    found = readiness(current_app)
    return jsonify(found.said), 200 if found.fit else 503


def register_health(app: Flask) -> None:
    """Add the two addresses."""
    app.extensions[LOOKED] = Looked()
    app.register_blueprint(health)
