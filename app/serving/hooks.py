"""What gunicorn's master does beside its own: it holds the code that workers run, and no key, policy or connection.

A reload is tried out before anything stops. A worker that takes another's place is told so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import structlog

from app.http.logs import configure_logs
from app.serving.loading import NotLoaded, libraries, load, load_anew, others
from app.serving.reload import NO, YES, answer_in

REPLACES = "PRX_REPLACES_A_WORKER"
"""Set for a worker that is not one of the first."""
COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"
CANNOT_BOOT = 3
"""The exit code by which gunicorn ends the server: trying again is of no use."""


def on_starting(server: Any) -> None:
    """Load the code that workers run, once for all of them; refuse to share one opened exchange among processes.

    Keys behind a device do not survive a fork. Make the folder in which all workers count, if figures are to be shown.
    """
    if server.cfg.preload_app:
        server.log.error("Do not preload: each worker has to open the keys itself.")
        sys.exit(1)
    if os.environ.get("PRX_METRICS"):
        os.environ[COUNTED_IN] = tempfile.mkdtemp(prefix="prx-metrics-")
    try:
        load()  # after the folder is known, which the library of figures asks for as it is loaded
    except NotLoaded as failure:
        _tell(failure)
        on_exit(server)
        sys.exit(CANNOT_BOOT)


def on_exit(_server: Any) -> None:
    """Take that folder away."""
    if folder := os.environ.get(COUNTED_IN):
        shutil.rmtree(folder, ignore_errors=True)


def when_ready(server: Any) -> None:
    """Try what a reload (SIGHUP) would start before it stops anything, and answer whoever asked for it."""
    reload, answer = server.handle_hup, answer_in(os.environ.get("RUNTIME_DIRECTORY"))
    loaded = dict(libraries())

    def reload_if_it_starts() -> None:
        if refused := _refused(others(loaded)):
            server.log.error("Not reloaded, and nothing was stopped: %s", refused)
        else:
            loaded.update({**libraries(), **loaded})
            reload()
        if answer is not None:
            _answered(answer, NO if refused else YES)

    server.handle_hup = reload_if_it_starts


def _refused(changed: list[str]) -> str:
    """Why there is no reload; else nothing, and the code that lies there now is loaded."""
    if changed:
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        return f"libraries were exchanged since the start ({changed[0]}{more}): restart the server instead."
    if subprocess.run([sys.executable, "-m", "app.serving.start"], check=False).returncode:
        return "what would be started does not start."
    try:
        load_anew()
    except NotLoaded as failure:
        _tell(failure)
        return "what would be started does not load."
    return ""


def _tell(failure: NotLoaded) -> None:
    configure_logs(sys.stderr)
    structlog.get_logger().error("not_started", exc_info=failure.__cause__)


def _answered(answer: Path, said: str) -> None:
    part = answer.with_suffix(".part")
    part.write_text(said, encoding="utf-8")
    part.replace(answer)


def post_fork(server: Any, worker: Any) -> None:
    """Tell a worker whether it is one of the first."""
    if worker.age > server.cfg.workers:
        os.environ[REPLACES] = "1"
