"""A policy folder that somebody approved: what the owners of an installation do, done by the test."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.governance.commands import ROOT

MARK = 'approved_by = "Dana Whitlock, made-up information asset owner"\napproved_on = 2026-11-01\n'


def approved_policies(folder: Path, *, left_out: str | None = None) -> Path:
    """A copy of the shipped policy in `folder`, each field and legal basis approved but for one with this key."""
    shutil.copytree(ROOT / "policies", folder, ignore=shutil.ignore_patterns("engine", "__pycache__", "*.py"))
    for path in (*(folder / "fields").glob("*.toml"), folder / "legal_bases.toml"):
        parts = path.read_text(encoding="utf-8").split("\n[[")
        path.write_text("\n[[".join(_marked(part, left_out) for part in parts), encoding="utf-8")
    return folder


def _marked(part: str, left_out: str | None) -> str:
    head, newline, rest = part.partition("\n")
    if head not in {"field]]", "legal_basis]]"} or (left_out and f'"{left_out}"' in rest.partition("\n")[0]):
        return part
    return f"{head}{newline}{MARK}{rest}"
