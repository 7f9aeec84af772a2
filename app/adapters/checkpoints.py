"""Checkpoints kept outside the database, one small file each, so that a restored database cannot pass for whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import LogUnavailable

LAST = "last-checkpoint"
LOCK = ".lock"


class CheckpointFolder:
    """A folder: `last-checkpoint` and every checkpoint ever put, by size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def last(self) -> str | None:
        """The newest checkpoint, or None. Raises LogUnavailable when the folder cannot be read."""
        return self._read(LAST)

    def newest_of(self, origin: str, most: int) -> str | None:
        """The largest checkpoint of an origin with at most so many leaves, or None. Raises LogUnavailable."""
        stem = _stem(origin)
        try:
            sizes = [int(path.name.removeprefix(stem)) for path in self._folder.glob(f"{stem}{'[0-9]' * 12}")]
        except OSError as failure:
            raise self._unreadable() from failure
        fitting = [size for size in sizes if size <= most]
        return self._read(f"{stem}{max(fitting):012}") if fitting else None

    def put(self, origin: str, size: int, text: str) -> None:
        """Keep a checkpoint, durably, and make it the newest unless a larger one of its origin already is.

        Raises LogUnavailable.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / f"{_stem(origin)}{size:012}", text)
            with _alone(self._folder / LOCK):  # of two workers, the slower must not take back the faster one's
                newest = (self.last() or "").split("\n")
                if newest[0] != origin or int(newest[1]) <= size:
                    _write(self._folder / LAST, text)
        except OSError as failure:
            raise LogUnavailable(f"The checkpoint folder {self._folder} cannot be written.") from failure

    def _read(self, name: str) -> str | None:
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as failure:
            raise self._unreadable() from failure

    def _unreadable(self) -> LogUnavailable:
        return LogUnavailable(f"The checkpoint folder {self._folder} cannot be read.")


def _stem(origin: str) -> str:
    return f"{origin.replace('/', '_')}-"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part{os.getpid()}-{os.urandom(4).hex()}")
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
