"""For `gunicorn --config`: the exchange's own gunicorn.conf.py, and what each worker had to do is written down.

In the folder WATCHED lies a file for each: whether it takes another's place, what it was born with, what it imported
until it took visitors and the processor time of that, and each template that it compiled.
"""

import json
import os
import runpy
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

exchange = runpy.run_path("gunicorn.conf.py")
globals().update(exchange)
told: dict[str, Any] = {}
compiles = Environment.compile


def pre_fork(_server: Any, _worker: Any) -> None:
    """What the master has used so far; the worker has it too."""
    told["master"] = time.process_time()


def post_fork(server: Any, worker: Any) -> None:
    """Note what it was born with."""
    exchange["post_fork"](server, worker)
    told.update(age=worker.age, had={*sys.modules}, threads=threading.active_count(), compiled=[])


def post_worker_init(worker: Any) -> None:
    """It takes visitors from now on."""
    exchange["post_worker_init"](worker)
    told.update(seconds=time.process_time(), imported=sorted({*sys.modules} - told.pop("had")))
    _tell()


def watched(environment: Environment, source: Any, name: str | None = None, *rest: Any, **more: Any) -> Any:
    """Compile a template; a worker that does so says it."""
    if "imported" in told:
        told["compiled"].append(name)
        _tell()
    return compiles(environment, source, name, *rest, **more)


def _tell() -> None:
    path = Path(os.environ["WATCHED"], f"{os.getpid()}.json")
    path.with_suffix(".part").write_text(json.dumps(told), encoding="utf-8")
    path.with_suffix(".part").replace(path)


pytest.MonkeyPatch().setattr(Environment, "compile", watched)
