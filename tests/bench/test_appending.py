"""What the measurement of appending sets side by side goes on working as the log changes."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.appending import WHAT

SHORT = """
import json
from bench import appending, writers
writers.WRITERS, writers.ROUNDS, writers.SECONDS, appending.ALREADY = 2, 1, 0.05, 1000
print(json.dumps([[row["what"], row["a_second"]] for row in appending.run()["rows"]]))
"""


def test_each_kind_of_writing_is_done_by_threads_and_by_processes() -> None:
    """A round of a moment each, by two writers, as a program of its own: that they write, not how fast."""
    done = subprocess.run([sys.executable, "-c", SHORT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [what for what, _ in rows] == [*WHAT.values()] * 2
    assert all(rate > 0 for _, rate in rows)
