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


@pytest.mark.parametrize(
    "program, arguments, code", [(COMMAND, ("jobs", "work"), 1), (THREAD, (), 0)], ids=["worker", "thread"]
)
def test_whoever_dies_of_a_value_says_where_alone(program: str, arguments: tuple[str, ...], code: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    [line] = ran.stderr.splitlines()
    told = json.loads(line)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert (told["event"], told["level"], told["exception"]) == ("uncaught", "error", "LookupError")
    assert told["trace"][-1].endswith(":fails")
    assert WORDS not in ran.stderr
