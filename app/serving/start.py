"""Starting a worker of the web server, so that one that cannot start never ends a server that could go on.

What is away is waited for, with the page that says so. What is out of step is mended beside the running server: whoever
takes a dead worker's place tries again later, and the others go on. What cannot mend itself ends the server, with its
cause (app/decisions/0079-a-dead-worker-ends-nothing.md).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from threading import Thread
from typing import Any

import structlog
from flask import Flask, request

from app.domain.errors import OutOfStep, PartAway, RefusesToStart, Unavailable
from app.factory import create_app
from app.http.logs import configure_logs
from app.http.uncaught import log_uncaught
from app.serving.hooks import CANNOT_BOOT, REPLACES
from app.serving.metrics import serve_metrics
from app.settings import Settings, from_environment
from app.wiring import build_runtime

TRY_LATER = 75
"""An exit code by which gunicorn starts another worker; EX_TEMPFAIL of sysexits(3)."""
PAUSE = 2.0
"""Seconds between two tries."""
OPEN_MEANWHILE = {"health.live", "health.ready", "static"}


def serve() -> Flask | Meanwhile:
    """The exchange for a WSGI server. Ends the process where it cannot be, with the cause on standard error."""
    try:
        settings = from_environment()
        try:
            app: Flask | Meanwhile = create_app(settings)
        except PartAway as away:
            tell(away)
            app = Meanwhile(settings, away)
        if settings.metrics:
            serve_metrics(lambda: app.app if isinstance(app, Meanwhile) else app, settings.metrics)
        return app
    except OutOfStep as apart:
        tell(apart)
        if REPLACES not in os.environ:
            raise SystemExit(CANNOT_BOOT) from None
        time.sleep(PAUSE)
        raise SystemExit(TRY_LATER) from None
    except RefusesToStart as refusal:
        tell(refusal)
        raise SystemExit(CANNOT_BOOT) from None


def tell(refusal: RefusesToStart) -> None:
    """Say on standard error why it does not start: in words, and as a line of the log with what that comes of."""
    sys.stderr.write(f"The exchange refuses to start.\n{refusal.message}\n")
    sys.stderr.flush()
    configure_logs(sys.stderr)
    structlog.get_logger().error("not_started", error_code=refusal.code, exc_info=refusal)


class Meanwhile:
    """Answers that it is away, with the emergency numbers, until the exchange could be started; then it is that."""

    def __init__(self, settings: Settings, away: PartAway) -> None:
        self._settings = settings
        self.app = _closed(settings, away)
        Thread(target=self._start, name="starting", daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self.app(environ, start_response)

    def _start(self) -> None:
        code = TRY_LATER
        try:
            while True:
                time.sleep(PAUSE)
                try:
                    self.app = create_app(self._settings)
                except (PartAway, OutOfStep) as again:
                    tell(again)
                else:
                    code = 0
                    return
        except RefusesToStart as refusal:
            tell(refusal)
            code = CANNOT_BOOT
        except BaseException as fault:
            configure_logs(sys.stderr)
            structlog.get_logger().error("not_started", exc_info=fault)
            raise
        finally:
            if code:
                os._exit(code)


def _closed(settings: Settings, away: PartAway) -> Flask:
    """The exchange, unchecked, of which nothing is served but the page that says what is away."""
    app = create_app(settings, build_runtime(settings, waits=True))
    cause = away.__cause__ if isinstance(away.__cause__, Unavailable) else away
    kind, message = type(cause), cause.message  # an error itself keeps all that it went through

    def refuse() -> None:
        if request.endpoint not in OPEN_MEANWHILE:
            raise kind(message)

    app.before_request_funcs.setdefault(None, []).insert(0, refuse)
    return app


def would_start() -> bool:
    """Whether a worker would start now; says why not. Asked before a reload stops anything."""
    try:
        create_app()
    except RefusesToStart as refusal:
        tell(refusal)
        return False
    return True


if __name__ == "__main__":
    log_uncaught()
    sys.exit(0 if would_start() else 1)
