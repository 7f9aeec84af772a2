"""Adds tables to one file of a copy of the policy as its editor would: before its end, and counted there."""

from __future__ import annotations

import tomllib
from pathlib import Path

END = "\n[end]\n"


def add_tables(path: Path, tables: str) -> None:
    """Write the tables before the file's `[end]`, and there how many there are now."""
    before, end, _ = path.read_text(encoding="utf-8").partition(END)
    assert end, f"{path} has no end"
    whole = f"{before.rstrip()}\n\n{tables.strip()}\n"
    counts = {key: len(value) for key, value in tomllib.loads(whole).items() if isinstance(value, list)}
    path.write_text(whole + END + "".join(f"{key} = {count}\n" for key, count in counts.items()), encoding="utf-8")
