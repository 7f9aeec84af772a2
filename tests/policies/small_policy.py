"""A small made-up policy, `fixtures/small/`, copied so that a test can plant one fault in it."""

from __future__ import annotations

import shutil
from pathlib import Path

SMALL = Path(__file__).parent / "fixtures" / "small"


def copied(folder: Path) -> Path:
    """Copy the small policy to `folder`/policy and return that."""
    return Path(shutil.copytree(SMALL, folder / "policy"))


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """Copy the small policy with the first `old` in one of its files replaced, and return the copy."""
    copy = copied(folder)
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text, f"{name} no longer holds {old!r}"
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy
