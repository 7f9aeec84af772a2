"""Figures for whoever runs the exchange, in the OpenMetrics text format, on an address of their own.

Every worker listens there, and the kernel gives a question to one of them; it answers for all, as they count in files
of one folder (PROMETHEUS_MULTIPROC_DIR, made by the master). Away from the pages, so that it answers when all threads
are busy. What is shown is listed in app/serving/README.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import structlog
from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from app.domain.errors import ExchangeError
from app.http.measures import MEASURED
from app.services.governance.find_attention import LOOKS
from app.services.runtime import Runtime
from app.web.health import readiness

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
PATH = "/metrics"
_log = structlog.get_logger()
Given = Callable[[], Flask]


class Standing:
    """How the exchange stands, as `/health/ready` says it, and how its queue does."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """One gauge after the other; what does not answer just now is left out."""
        runtime: Runtime = self._app.extensions["runtime"]
        said = readiness(self._app).said
        fit = GaugeMetricFamily("prx_fit", "Whether a part is fit to serve.", labels=["part"])
        for part, state in said.get("parts", {}).items():
            fit.add_metric([part], state == "ok")
        yield fit
        needed = GaugeMetricFamily("prx_needs_somebody", "Whether something needs somebody.", labels=["what"])
        for what in LOOKS:
            needed.add_metric([what], what in said.get("attention", {}))
        yield needed
        yield GaugeMetricFamily("prx_stopped_logs", "Logs found changed.", value=len(said.get("stopped_logs") or ()))
        try:
            yield from _queue(runtime)
        except ExchangeError:
            return


def _queue(runtime: Runtime) -> Iterator[Metric]:
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        queue = work.jobs.standing(now)
    yield GaugeMetricFamily("prx_jobs_due", "Messages and other jobs that are due.", value=queue.due)
    ages = {
        "prx_job_oldest_seconds": ("How long the oldest of them has been due.", queue.oldest),
        "prx_worker_seen_seconds": ("How long ago a worker was at work.", queue.worker_at),
        "prx_backup_made_seconds": ("How long ago a backup set was made.", queue.backup_at),
        "prx_logs_signed_seconds": ("How long ago the logs were signed.", runtime.checkpoints.last_at()),
    }
    for name, (says, at) in ages.items():
        if at is not None:
            yield GaugeMetricFamily(name, says, value=(now - at).total_seconds(), unit="seconds")


def shown(app: Flask) -> bytes:
    """The text of all figures."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(MEASURED)
    registry.register(Standing(app))
    return bytes(generate_latest(registry))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_port = True

    def handle_error(self, *_: object) -> None:
        """By the log: what its parent prints holds the error's words."""
        _log.error("metrics_not_answered", exc_info=True)


def serve_metrics(app: Given, address: tuple[str, int]) -> None:
    """Answer at this address for as long as the process lives, for whichever application it has then."""

    class Answer(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            if self.path != PATH:
                self.send_error(404)
                return
            text = shown(app())
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Nobody reads who asked."""

    try:
        server = _Server(address, Answer)
    except OSError as failure:
        _log.error("metrics_not_served", port=address[1], exc_info=failure)
        return
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
