"""Ending processes: another with its children at once, and this one so that it takes along what it started."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

GONE_WITHIN = 5.0  # seconds


def end_with_children(process: int) -> None:
    """Kill a process and its children with SIGKILL, and return when the children are gone.

    The parent is stopped first, so that it starts no child while they are being listed. The caller, whose
    child the parent is, waits for the parent itself.
    """
    os.kill(process, signal.SIGSTOP)
    children = children_of(process)
    for each in (*children, process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    deadline = time.monotonic() + GONE_WITHIN
    while any(map(alive, children)) and time.monotonic() < deadline:
        time.sleep(0.005)


def children_of(process: int) -> list[int]:
    """Return the ids of a process's direct children."""
    if Path("/proc/self/stat").exists():  # Linux, where `ps` need not be installed
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _parent_and_state(entry)[0] == process]
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    return [int(child) for child, parent in map(str.split, listed.stdout.splitlines()) if int(parent) == process]


def alive(process: int) -> bool:
    """Return whether a process still runs; one that has ended and waits to be collected does not."""
    if Path("/proc/self/stat").exists():
        return _parent_and_state(Path("/proc") / str(process))[1] not in ("Z", "")
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _parent_and_state(entry: Path) -> tuple[int, str]:
    try:
        state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):  # it ended while we were looking
        return 0, ""
    return int(parent), state


def end_tidily_when_told_to() -> None:
    """Let SIGTERM and SIGHUP end this process as an exit does, so that what was started is stopped.

    A handler that somebody has already set is left alone, and only the main thread may set one.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
