"""`python -m bench [NAME …]`: run the measurements, print their tables, and keep them as JSON beside each other.

A measurement is a module of this package with `run()`, which returns its name and its rows, each of which maps a
column's heading to what stands there: `{"name": "Opening a box", "rows": [{"bytes": 64, …}]}`. One that fails is
reported, and the others still run; then the exit code is 1.
"""

import importlib
import json
import os
import pkgutil
import platform
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

import bench

RESULTS = Path(__file__).parent / "results"
WIDTH: Final = 140
"""Columns of what is printed into a file, where nobody says how wide it is."""

Result = Mapping[str, Any]


def measurements(wanted: Sequence[str]) -> Iterator[str]:
    """Yield the names of the measurements, or of those wanted.

    Raises SystemExit naming what there is, when one is wanted that does not exist.
    """
    there = [found.name for found in pkgutil.iter_modules(bench.__path__) if _has_run(found.name)]
    if unknown := sorted(set(wanted) - set(there)):
        sys.exit(f"No measurement named {', '.join(unknown)}. There are: {', '.join(there)}.")
    yield from (name for name in there if not wanted or name in wanted)


def run(name: str) -> Result:
    """Run one measurement."""
    module = importlib.import_module(f"bench.{name}")
    result: Result = module.run()
    return result


def table(result: Result) -> Table:
    """Return the printed form of a measurement."""
    rows = result["rows"]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    made = Table(title=result["name"], title_justify="left")
    for column in columns:
        numeric = all(isinstance(row.get(column, 0.0), int | float) for row in rows)
        made.add_column(column.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        made.add_row(*(_shown(row.get(column, "")) for column in columns))
    return made


def keep(results: Mapping[str, Result], folder: Path, seconds: float) -> Path:
    """Write the results and what they were measured on; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    machine = {"python": platform.python_version(), "processors": os.cpu_count(), "architecture": platform.machine()}
    document = {"measured_at": now.isoformat(), "seconds": round(seconds, 1), "machine": machine, "results": results}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n")
    return path


def main(wanted: Sequence[str], folder: Path = RESULTS) -> int:
    """Run, print and keep; return the exit code."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    results: dict[str, Result] = {}
    failed: list[str] = []
    started = time.perf_counter()
    for name in measurements(wanted):
        console.print(f"measuring {name.replace('_', ' ')} …", style="dim")
        try:
            results[name] = run(name)
        except Exception:  # the others are still worth having
            failed.append(name)
            traceback.print_exc()
        else:
            console.print(table(results[name]))
    console.print(f"kept in {keep(results, folder, time.perf_counter() - started)}")
    if failed:
        console.print(f"failed: {', '.join(failed)}", style="bold red")
    return 1 if failed else 0


def _has_run(name: str) -> bool:
    source = (Path(__file__).parent / f"{name}.py").read_text() if not name.startswith("_") else ""
    return "\ndef run(" in source


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float) and abs(value) < 1000:
        return f"{value:.3g}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
