"""Structured logs that hold identifiers and codes, never values: an allow-list of keys, and of what a value may be.

A logged line leaves the protected store for good, so what is not known to be harmless is dropped, not escaped.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO
from uuid import UUID, uuid4

import structlog
from flask import Flask, Response, g, request

ALLOWED_KEYS = frozenset({
    "action", "case", "causes", "count", "dropped", "duration_ms", "endpoint", "error_code", "event", "exception",
    "field_count", "file", "index", "issuer_key", "job", "job_kind", "kind", "level", "logger", "membership", "method",
    "organisation", "origin", "outcome", "person", "policy_release", "port", "progress", "provider", "reason_code",
    "record", "request_id", "role", "session", "size", "state", "status", "timestamp", "trace", "version", "where",
})  # fmt: skip
_HARMLESS = re.compile(r"[A-Za-z0-9_.:/<>+-]{1,120}")
_LISTS = ("trace", "causes")
_DROPPED = "(dropped)"
_CODES = ("sqlstate", "errno", "smtp_code", "cause")
"""What errors of the database, the system, mail and identity providers call their own cause, beside their class."""
_TOO_DEEP = 8
_SAID_OF_WORKERS = (
    "Booting worker with pid: %s", "Do not preload", "Handling signal: %s", "Hang up: %s", "Listening at: %s (%s)",
    "Not reloaded", "Reason: %s", "Shutting down: %s", "Starting gunicorn %s", "WORKER TIMEOUT (pid:%s)",
    "Worker (pid:%s) ", "Worker exiting (pid: %s)", "Worker failed to boot",
)  # fmt: skip
"""How gunicorn's and our own words about workers begin: with process ids, signals and addresses we listen at in them,
and nothing of a request. Whatever else gunicorn says stays out.
"""


def clean(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: keeps allowed keys with numbers, booleans, ids and short codes; counts what it dropped."""
    kept: dict[str, Any] = {}
    dropped = 0
    for key, value in event.items():
        if key not in ALLOWED_KEYS:
            dropped += 1
        elif value is None or isinstance(value, bool | int | float):
            kept[key] = value
        elif isinstance(value, UUID):
            kept[key] = str(value)
        elif _is_code(value) or (key in _LISTS and isinstance(value, list) and all(map(_is_code, value))):
            kept[key] = value
        else:
            kept[key] = _DROPPED
    if dropped:
        kept["dropped"] = dropped
    return kept


def _is_code(value: object) -> bool:
    return isinstance(value, str) and _HARMLESS.fullmatch(value) is not None


def name_the_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: type, causes and places of `exc_info`; messages stay out, for it may hold a value."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["causes"] = causes(error)
        event["trace"] = places(error.__traceback__)
    return event


def causes(error: BaseException) -> list[str]:
    """The error and what it comes of, outermost first: the class of each, with its own code where it has one."""
    found: list[str] = []
    one: BaseException | None = error
    while one is not None and len(found) < _TOO_DEEP:
        codes = [str(code) for name in _CODES if isinstance(code := getattr(one, name, None), str | int)]
        found.append(":".join([type(one).__name__, *filter(_is_code, codes)]))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed through: module file, line and function of each frame, outermost first."""
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}" for frame in frames]


class ForeignRecord(logging.Formatter):
    """Libraries' own log records: logger, level and place only. Their texts may hold query strings and parameters."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line without the record's message."""
        event: dict[str, Any] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "event": "library",
            "logger": record.name,
            "level": record.levelname.lower(),
            "where": f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[1]:
            event["exc_info"] = record.exc_info[1]
        kept = dict(clean(None, "", name_the_exception(None, "", event)))
        if record.name == "gunicorn.error" and str(record.msg).startswith(_SAID_OF_WORKERS):
            kept["says"] = record.getMessage()
        return str(structlog.processors.JSONRenderer()(None, "", kept))


def configure_logs(stream: TextIO) -> None:
    """Sends our own events, and libraries' records from WARNING up, as JSON lines to the stream."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_the_exception,
            clean,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ForeignRecord())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # The development server writes whole request lines, query strings included.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def request_id() -> str:
    """The random number of this request, shown on error pages so that a report can be matched with the log."""
    if "request_id" not in g:
        g.request_id = uuid4().hex[:12]
    return str(g.request_id)


def register_logs(app: Flask, stream: TextIO = sys.stderr) -> None:
    """Configures the logs and writes one line a request: endpoint, method, status, duration; no path, query or form."""
    # Here and not left to the caller: structlog's own default prints the local variables of every frame.
    configure_logs(stream)
    log = structlog.get_logger()

    def begin() -> None:
        g.began = time.monotonic()
        structlog.contextvars.bind_contextvars(request_id=request_id())

    def end(response: Response) -> Response:
        took = round((time.monotonic() - g.get("began", time.monotonic())) * 1000, 1)
        if request.endpoint != "static":
            log.info("request", endpoint=request.endpoint, method=request.method, status=response.status_code,
                     duration_ms=took)  # fmt: skip
        return response

    def forget(_error: BaseException | None) -> None:
        structlog.contextvars.clear_contextvars()

    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)
