"""What nobody caught, in a command, a worker or a thread: its kinds and places go to the log, its words nowhere.

Python would print it, and the words of a database's error may quote a row.
"""

from __future__ import annotations

import sys
import threading

import structlog

from app.http.logs import configure_logs


def log_uncaught() -> None:
    """From now on, have this process write what nobody catches as one line of the log on standard error."""
    sys.excepthook = lambda _kind, error, _at: _tell(error)
    threading.excepthook = lambda told: _tell(told.exc_value)
    sys.unraisablehook = lambda told: _tell(told.exc_value)


def _tell(error: BaseException | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        return
    configure_logs(sys.stderr)
    structlog.get_logger().error("uncaught", exc_info=error)
