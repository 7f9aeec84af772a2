"""What is counted of every page: by door and kind of status, never by person, organisation, file or answer."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

MEASURED = CollectorRegistry()
REQUESTS = Counter("prx_requests", "Pages answered.", ["door", "status"], registry=MEASURED)
SECONDS = Histogram(
    "prx_request_seconds", "How long pages took.", ["door"], unit="seconds", registry=MEASURED,
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
FAILURES = Counter("prx_failures", "Pages that failed for a fault here, by its code.", ["code"], registry=MEASURED)
NO_DOOR = "none"


def register_measures(app: Flask) -> None:
    """Count each page that is answered."""

    def begin() -> None:
        g.measured_from = time.perf_counter()

    def end(response: Response) -> Response:
        door = request.blueprint or NO_DOOR
        REQUESTS.labels(door, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(door).observe(time.perf_counter() - g.get("measured_from", time.perf_counter()))
        return response

    app.before_request(begin)
    app.after_request(end)
