"""Visitors are shared out among all workers, also to one that came later.

A connection stays with the worker that took it for as long as it is used. When a worker died, everybody went to those
that were left, and stayed there, while the one that took its place had next to nothing to do. So whoever has a
connection from before that one took visitors is told, with the next page, to open another
(app/decisions/0112-visitors-are-shared-out-anew.md).
"""

from __future__ import annotations

import mmap
import time
from typing import Any
from weakref import WeakKeyDictionary

NEWEST = mmap.mmap(-1, 8)
"""When a worker last began to take visitors: memory that all have in common that are forked from whoever loads this."""
WITHOUT_BODY = {"GET", "HEAD"}
"""To close a connection on which something was sent and not read could lose the answer too."""
_known: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()


def post_worker_init(_worker: Any) -> None:
    """This worker takes visitors from now on."""
    NEWEST[:] = time.monotonic_ns().to_bytes(8)


def pre_request(_worker: Any, request: Any) -> None:
    """Close the connection after this page, if another worker began to take visitors since its first."""
    newest = NEWEST[:]
    if _known.setdefault(request.unreader, newest) != newest and request.method in WITHOUT_BODY:
        request.force_close()
