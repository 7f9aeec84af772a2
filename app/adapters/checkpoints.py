"""Checkpoints kept outside the database, one small file each, so that a restored database cannot pass for whole."""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.errors import LogUnavailable

LAST = "last-checkpoint"


class CheckpointFolder:
    """A folder: `last-checkpoint` and every checkpoint ever put, by size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def last(self) -> str | None:
        """The newest checkpoint, or None. Raises LogUnavailable when the folder cannot be read."""
        try:
            return (self._folder / LAST).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise LogUnavailable(f"The checkpoint folder {self._folder} cannot be read.") from failure

    def put(self, origin: str, size: int, text: str) -> None:
        """Keep a checkpoint, durably, and make it the newest. Raises LogUnavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / f"{origin.replace('/', '_')}-{size:012}", text)
            _write(self._folder / LAST, text)
        except OSError as failure:
            raise LogUnavailable(f"The checkpoint folder {self._folder} cannot be written.") from failure


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(f".part{os.getpid()}")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
