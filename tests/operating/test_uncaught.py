"""What nobody caught is a line of the log, with its kinds and places, and never with the words it came with."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.governance.commands import ROOT

WORDS = "Madeup Surname"
COMMAND = f"""
import app.cli.jobs
from flask.cli import main
def fails(): raise LookupError("{WORDS}")
app.cli.jobs.working = fails
main()
"""
"""`flask jobs work` as it is started, where a fault of ours meets a value."""
THREAD = f"""
from threading import Thread
from app.http.uncaught import log_uncaught
def fails(): raise LookupError("{WORDS}")
log_uncaught()
thread = Thread(target=fails)
thread.start()
thread.join()
"""
ENDING = f"""
from app.http.uncaught import log_uncaught
def fails(_): raise LookupError("{WORDS}")
log_uncaught()
type("Made", (), {{"__del__": fails}})()
"""
"""What the interpreter itself calls, as it lets go of something."""
STARTING = f"""
from app.serving import start
def fails(_): raise LookupError("{WORDS}")
start.create_app, start.PAUSE = fails, 0.0
waits = object.__new__(start.Meanwhile)
waits._settings = None
waits._start()
"""
"""A worker that waits for what was away, where a fault of ours ends the waiting."""


@pytest.mark.parametrize(
    "program, arguments, event, code",
    [
        (COMMAND, ("jobs", "work"), "uncaught", 1),
        (THREAD, (), "uncaught", 0),
        (ENDING, (), "uncaught", 0),
        (STARTING, (), "not_started", 75),
    ],
    ids=["worker", "thread", "ending", "starting"],
)
def test_whoever_dies_of_a_value_says_where_alone(
    program: str, arguments: tuple[str, ...], event: str, code: int
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    [line] = ran.stderr.splitlines()
    told = json.loads(line)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert (told["event"], told["level"], told["exception"]) == (event, "error", "LookupError")
    assert told["trace"][-1].endswith(":fails")
    assert WORDS not in ran.stderr
