"""`python -m app.serving.reload PID`: have a server reload, and fail where it did not, as whoever asked has to know.

The server itself tries out what it would start (`hooks.when_ready`): what it reads, keys too, is given to it alone.
Its answer is a file in the folder that systemd makes for the unit, RUNTIME_DIRECTORY.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

ANSWER = "reloaded"
YES, NO = "yes", "no"
WAITS = 90.0
"""Seconds: as long as systemd waits for a reload unless told otherwise (systemd.service(5), TimeoutStartSec)."""
LOOKS = 0.05


def answer_in(folder: str | None) -> Path | None:
    """Where the answer lies, in the folder of the unit; None outside one, where nobody waits for it."""
    return Path(folder) / ANSWER if folder else None


def reload(pid: int, answer: Path, waits: float = WAITS) -> str | None:
    """Ask the server with this process id; None once it has reloaded, else why not."""
    answer.unlink(missing_ok=True)
    os.kill(pid, signal.SIGHUP)
    until = time.monotonic() + waits
    while time.monotonic() < until:
        if answer.exists():
            said = answer.read_text(encoding="utf-8")
            return None if said == YES else "Not reloaded, and nothing was stopped: the cause is in the journal."
        time.sleep(LOOKS)
    return f"The server did not say within {waits:.0f} seconds whether it reloaded: look in the journal."


def main(arguments: list[str]) -> int:
    """The exit code: 0 once it has reloaded."""
    answer = answer_in(os.environ.get("RUNTIME_DIRECTORY"))
    if answer is None or len(arguments) != 1 or not arguments[0].isdecimal():
        problem = "Give the server's process id, in its unit, with RuntimeDirectory= there."
    else:
        problem = reload(int(arguments[0]), answer) or ""
    if problem:
        sys.stderr.write(f"{problem}\n")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
