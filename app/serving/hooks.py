"""What gunicorn's master does beside its own: it holds no key and none of the exchange's code beyond this.

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

from app.serving.reload import NO, YES, answer_in

REPLACES = "PRX_REPLACES_A_WORKER"
"""Set for a worker that is not one of the first."""
COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"
OURS = ("app", "crypto", "policies")


def on_starting(server: Any) -> None:
    """Refuse to share one loaded exchange among processes: keys behind a device do not survive a fork.

    Make the folder in which all workers count, if figures are to be shown.
    """
    if server.cfg.preload_app:
        server.log.error("Do not preload: each worker has to open the keys itself.")
        sys.exit(1)
    if os.environ.get("PRX_METRICS"):
        os.environ[COUNTED_IN] = tempfile.mkdtemp(prefix="prx-metrics-")


def on_exit(_server: Any) -> None:
    """Take that folder away."""
    if folder := os.environ.get(COUNTED_IN):
        shutil.rmtree(folder, ignore_errors=True)


def when_ready(server: Any) -> None:
    """Try what a reload (SIGHUP) would start before it stops anything, and answer whoever asked for it."""
    reload, answer = server.handle_hup, answer_in(os.environ.get("RUNTIME_DIRECTORY"))

    def reload_if_it_starts() -> None:
        tried = subprocess.run([sys.executable, "-m", "app.serving.start"], check=False)
        if tried.returncode:
            server.log.error("Not reloaded, and nothing was stopped: what would be started does not start.")
        else:
            reload()
        if answer is not None:
            _answered(answer, NO if tried.returncode else YES)

    server.handle_hup = reload_if_it_starts


def _answered(answer: Path, said: str) -> None:
    part = answer.with_suffix(".part")
    part.write_text(said, encoding="utf-8")
    part.replace(answer)


def post_fork(server: Any, worker: Any) -> None:
    """Have a worker load all code itself, so that a reload takes what lies there now; tell it whether it is a first."""
    if worker.age > server.cfg.workers:
        os.environ[REPLACES] = "1"
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
