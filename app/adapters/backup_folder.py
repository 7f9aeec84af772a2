"""One half of a backup set in a folder: files for their owner alone, and the manifest last."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.backup import Part
from app.domain.errors import BackupFailed

MANIFEST = "manifest"
PIECE = 1 << 20
"""Bytes read at a time: a set may be larger than memory."""


class BackupFolder:
    """A folder of such files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[str] = []

    def begin(self) -> None:
        """Make the folder, or take an empty one. Raises BackupFailed where anything is in it."""
        with self._answering("made"):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            if any(self._folder.iterdir()):
                raise BackupFailed(f"{self._folder} is not empty: name a folder of its own for each backup.")

    def put(self, name: str, pieces: Iterable[bytes]) -> Part:
        """Write a file, durably and for its owner alone. Raises BackupFailed; what `pieces` raises goes through."""
        size, digest = 0, hashlib.sha256()
        with self._answering("written"):
            self._made.append(name)
            opened = os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
        return Part(name, size, digest.hexdigest())

    def finish(self, manifest: str) -> None:
        """Write the manifest under another name, then give it its own: a half of one is never seen."""
        self.put(f"{MANIFEST}.part", [manifest.encode()])
        with self._answering("written"):
            self._sync()
            self.path(f"{MANIFEST}.part").rename(self.path(MANIFEST))
            self._made.append(MANIFEST)
            self._sync()

    def discard(self) -> None:
        """Take away what was written since `begin`, the manifest first. Raises BackupFailed."""
        with self._answering("cleared"):
            for name in reversed(self._made):
                self.path(name).unlink(missing_ok=True)
            self._made.clear()

    def manifest(self) -> str | None:
        """The signed manifest, None where there is none. Raises BackupFailed."""
        with self._answering("read"):
            try:
                return self.path(MANIFEST).read_text(encoding="utf-8")
            except (FileNotFoundError, UnicodeDecodeError):
                return None

    def measured(self, name: str) -> Part | None:
        """A file as it is now, None where there is none. Raises BackupFailed."""
        size, digest = 0, hashlib.sha256()
        with self._answering("read"):
            try:
                for piece in _pieces(self.path(name)):
                    digest.update(piece)
                    size += len(piece)
            except FileNotFoundError:
                return None
        return Part(name, size, digest.hexdigest())

    def path(self, name: str) -> Path:
        """Where a file lies."""
        return self._folder / name

    def _sync(self) -> None:
        opened = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    @contextmanager
    def _answering(self, done: str) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            raise BackupFailed(f"{self._folder} cannot be {done}: {failure.strerror}.") from failure


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
