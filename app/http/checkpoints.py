"""Keeps the last checkpoint young: after an answer is sent, whoever finds a minute gone by has all logs signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask, Response

from app.domain.errors import ExchangeError
from app.services.governance.checkpoints import FRESH_FOR

_log = structlog.get_logger()


def register_checkpoints(app: Flask, *, now: Callable[[], datetime], keep_fresh: Callable[[], object]) -> None:
    """Call `keep_fresh` at most once a minute in each process; no answer waits for it, or fails by it."""
    next_at = [now() + FRESH_FOR]

    def run() -> None:
        try:
            keep_fresh()
        except ExchangeError as failure:
            _log.error("checkpoint_failed", error_code=failure.code, exc_info=failure)

    def after(response: Response) -> Response:
        moment = now()
        if moment >= next_at[0]:
            next_at[0] = moment + FRESH_FOR
            response.call_on_close(run)
        return response

    app.after_request(after)
