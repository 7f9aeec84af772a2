"""What making and restoring a backup needs from the outside: a database as a whole, and a folder for one half."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from app.domain.backup import Part


class WholeDatabase(Protocol):
    """One of the two databases, to be copied or filled. Every failure is a BackupFailed with PostgreSQL's own words."""

    def schema(self) -> str:
        """The number of its newest revision, empty where it has none."""

    def server(self) -> int:
        """PostgreSQL's version, as a number such as 180003."""

    def knows(self, schema: str) -> bool:
        """Whether this version of the exchange has that revision."""

    def is_empty(self) -> bool:
        """Whether it holds no table, view or function."""

    def erased(self) -> int:
        """How many files have been erased; of the main database."""

    def dump(self) -> Iterator[bytes]:
        """All of it as of one moment, in pieces."""

    def fill(self, archive: Path) -> None:
        """Restore an archive into it, all or nothing, and bring it to the newest schema."""

    def end_sessions(self) -> int:
        """Take away every session and what was begun in one; how many were there. Of the main database."""


class BackupShelf(Protocol):
    """A folder that holds one half, or will. Raises BackupFailed for what cannot be read or written."""

    def begin(self) -> None:
        """Make the folder, or take an empty one."""

    def put(self, name: str, pieces: Iterable[bytes]) -> Part:
        """Write a file, durably and for its owner alone."""

    def finish(self, manifest: str) -> None:
        """Write the manifest: from now on it is a half."""

    def discard(self) -> None:
        """Take away what was written since `begin`."""

    def manifest(self) -> str | None:
        """The signed manifest, None where there is none."""

    def measured(self, name: str) -> Part | None:
        """A file as it is now, None where there is none."""

    def path(self, name: str) -> Path:
        """Where a file lies."""
