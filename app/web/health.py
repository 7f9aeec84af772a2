"""Whether the service is alive, and whether it is ready to serve. For machines: public, and nothing secret in it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify

from app.http.access import public
from app.services.governance.find_unready import find_stopped, find_unready
from app.services.governance.require_standby import describe_standby
from app.web.runtime import runtime

health = Blueprint("health", __name__, url_prefix="/health")


@health.get("/live")
@public
def live() -> Response:
    """The process answers. Asks nothing else: a database that is down is no reason to restart it."""
    return jsonify(status="live")


@health.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """200 when database, keys, log and policy are fit to serve, 503 with the parts that are not.

    It also says what would outlive each database, and which logs were found changed: neither is a reason to stop
    serving. Whoever needs a stopped log is shown whom to ring; out of service, everybody would be shown nothing.
    """
    parts = find_unready(runtime())
    fit = all(state == "ok" for state in parts.values())
    outlives = dict(describe_standby(runtime()))
    stopped = find_stopped(runtime())
    state = "ready" if fit else "not ready"
    said = jsonify(status=state, parts=dict(parts), standby=outlives, stopped_logs=stopped)
    return said, 200 if fit else 503


def register_health(app: Flask) -> None:
    """Add the two addresses."""
    app.register_blueprint(health)
