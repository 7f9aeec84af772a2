"""Whether the key store is that of the main database: a file's key is there before the file, so none may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.ports import Work
from app.services.runtime import Runtime

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class MissingKeys:
    """How many files there are and of how many the key store knows no key, not even a destroyed one; since when.

    `known` is when the newest file was made of which it does know.
    """

    files: int
    missing: int
    earliest: datetime | None
    latest: datetime | None
    known: datetime | None

    @property
    def older(self) -> bool:
        """Whether it lacks the newest alone, as one of an earlier moment does: another key was taken from it."""
        return self.earliest is not None and (self.known is None or self.earliest > self.known)

    def __str__(self) -> str:
        """What it means, with the way on; to be said only where it is older."""
        first, last = (f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "" for at in (self.earliest, self.latest))
        return (
            f"The key store is older than the database, or another one: it has no key of {self.missing} of "
            f"{self.files} files, made from {first} to {last}. Nobody can open them. That is no sign that "
            "anything was changed: restore the key store's newest backup, or name the right one in KEYSTORE_URL."
        )


def find_missing_keys(runtime: Runtime, work: Work) -> MissingKeys:
    """Compare every file of the main database with the key store, 10,000 at a time.

    Raises KeysUnavailable when the key store does not answer, DatabaseUnavailable.
    """
    seen = missing = 0
    earliest = latest = known = None
    last = None
    while files := work.governance.files_after(last, BATCH):
        gone = runtime.keys.without_key(list(files))
        times = sorted(files[one] for one in gone)
        seen, missing, last = seen + len(files), missing + len(gone), max(files)
        there = [at for one, at in files.items() if one not in gone]
        if there:
            known = max(*there, known or there[0])
        if times:
            earliest = min(times[0], earliest or times[0])
            latest = max(times[-1], latest or times[-1])
    return MissingKeys(seen, missing, earliest, latest, known)
