"""Summaries of the logs kept outside the database, so that a restored database cannot pass for whole.

`handovers` has what the logs' keys said of each other when one took the place of another.

`last-checkpoint` holds the newest, an empty line, and the line it has of each log; each is a small file of its own as
well, by restores and size. Of those older than a day the first of each hour stays, so that finding the newest takes no
longer from year to year.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import stat
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from app.domain.errors import LogUnavailable
from app.domain.log_names import times_resumed
from app.domain.problems import Problem
from crypto.log.handover import split_handovers

LAST = "last-checkpoint"
HANDOVERS = "handovers"
ALL_KEPT_FOR = timedelta(days=1)
HOUR = 3600
SOME = 8192
"""Bytes that writing is tried with: a summary of some eighty logs."""
LEAST_FREE = 16 * 2**20
"""Bytes. A checkpoint is some kilobytes; a disk with less than this is about to be full."""
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
LOCK = ".lock"
NUMBERED = re.compile(r"(?:.*_r([0-9]{1,9})|.*)-([0-9]{12,19})")
"""Names of numbered files: restores, if any, and size."""


class CheckpointFolder:
    """A folder of such files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def last(self) -> str | None:
        """The last that was put, with its lines, or None. Raises LogUnavailable when the folder cannot be read."""
        return self._read(LAST)

    def last_at(self) -> datetime | None:
        """When it was signed, or None. Raises LogUnavailable."""
        try:
            return datetime.fromtimestamp((self._folder / LAST).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise self._unreadable() from failure

    def handovers(self) -> tuple[str, ...]:
        """The handovers of the logs' keys that were put, unread. Raises LogUnavailable."""
        return split_handovers(self._read(HANDOVERS) or "")[0]

    def put_handovers(self, notes: Sequence[str]) -> None:
        """Keep handovers of the logs' keys, durably, beside those there are. Raises LogUnavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with _alone(self._folder / LOCK):
                every = dict.fromkeys((*self.handovers(), *notes))
                _write(self._folder / HANDOVERS, "".join(every))
        except OSError as failure:
            raise self._unwritable() from failure

    def numbered(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Every one there is, without lines, each after what its name says (restores, size); the newest name first.

        Raises LogUnavailable.
        """
        try:
            named = [(found, path.name) for path in self._folder.glob("*") if (found := _number(path.name))]
        except OSError as failure:
            raise self._unreadable() from failure
        for number, name in sorted(named, reverse=True):
            if (text := self._read(name)) is not None:
                yield number, text

    def try_writing(self) -> None:
        """Write as much as a summary takes, durably, to a file that never has a name. Raises LogUnavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self._folder) as file:
                file.write(bytes(SOME))
                file.flush()
                os.fsync(file.fileno())
        except OSError as failure:
            raise self._unwritable() from failure

    def put(self, origin: str, size: int, note: str, lines: str, at: datetime) -> None:
        """Keep a summary, durably, and make it the last unless that is a newer one already. Raises LogUnavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            before = self.last_at()
            with _alone(self._folder / LOCK):  # of two workers, the slower must not take back the faster one's
                if _newness(self.last() or "") <= (times_resumed(origin), size):
                    _write(self._folder / LAST, f"{note}\n{lines}", at)
            _write(self._folder / f"{origin.replace('/', '_')}-{size:012}", note, at)
            if before is not None and _hour(before.timestamp()) != _hour(at.timestamp()):
                self._thin(at)
        except OSError as failure:
            raise self._unwritable() from failure

    def problems(self, least: int = LEAST_FREE) -> Iterator[Problem]:
        """What keeps this user from putting the next one here, or others from leaving it alone. Writes nothing."""
        where = f"PRX_CHECKPOINTS ({self._folder})"
        there = next(one for one in (self._folder, *self._folder.absolute().parents) if one.exists())
        status, me = there.stat(), os.geteuid()
        if not there.is_dir():
            yield Problem(where, f"{there} is no folder", "name a folder, or take that file away")
            return
        if there == self._folder and status.st_uid != me:
            owner = _name(status.st_uid)
            yield Problem(where, f"it belongs to {owner}, and this runs as {_name(me)}", f"run this as {owner}")
        elif not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            yield Problem(where, f"{_name(me)} may not write into {there}", f"have the folder belong to {_name(me)}")
        if there == self._folder and status.st_mode & OTHERS_WRITE:
            yield Problem(where, "others may write into it", f"chmod go-w {self._folder}")
        disk = os.statvfs(there)
        if disk.f_bavail * disk.f_frsize < least or (disk.f_files and not disk.f_favail):
            free = disk.f_bavail * disk.f_frsize // 2**20
            yield Problem(
                where, f"its disk is full, or nearly: {free} MB are free", "make room, or name another folder"
            )

    def packed(self) -> Iterator[bytes]:
        """All that is kept, as an archive (POSIX tar) in pieces; times are kept too. Raises LogUnavailable."""
        try:
            for path in sorted(self._folder.glob("*")):
                if path.name in {LAST, HANDOVERS} or _number(path.name):
                    yield from _member(path)
        except OSError as failure:
            raise self._unreadable() from failure
        yield bytes(2 * tarfile.BLOCKSIZE)

    def unpack(self, archive: Path) -> None:
        """Put what `packed` gave into this folder. Raises LogUnavailable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tarfile.open(archive, "r:") as opened:
                opened.extractall(self._folder, filter="data")
        except (OSError, tarfile.TarError) as failure:
            raise LogUnavailable(f"The checkpoint folder {self._folder} cannot be filled from the backup.") from failure

    def _thin(self, at: datetime) -> None:
        """Take away what is older than a day, but for the first of each hour and whatever is the newest of all."""
        named = sorted((number, path) for path in self._folder.glob("*") if (number := _number(path.name)))
        hours = set()
        for (restores, _), path in named[:-1]:
            written = path.stat().st_mtime
            if at.timestamp() - written > ALL_KEPT_FOR.total_seconds():
                hour = restores, _hour(written)
                if hour in hours:
                    path.unlink(missing_ok=True)
                hours.add(hour)
        for part in self._folder.glob("*.part*"):  # of a process that was killed at it
            if at.timestamp() - part.stat().st_mtime > ALL_KEPT_FOR.total_seconds():
                part.unlink(missing_ok=True)

    def _read(self, name: str) -> str | None:
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as failure:
            raise self._unreadable() from failure

    def _unreadable(self) -> LogUnavailable:
        return LogUnavailable(f"The checkpoint folder {self._folder} cannot be read.")

    def _unwritable(self) -> LogUnavailable:
        return LogUnavailable(f"The checkpoint folder {self._folder} cannot be written.")


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _member(path: Path) -> Iterator[bytes]:
    """One file as tar has it: a header, its bytes, and zeros up to a whole block."""
    data, one = path.read_bytes(), tarfile.TarInfo(path.name)
    one.size, one.mtime, one.mode = len(data), int(path.stat().st_mtime), 0o600
    yield one.tobuf(tarfile.PAX_FORMAT)
    yield data
    yield bytes(-len(data) % tarfile.BLOCKSIZE)


def _hour(seconds: float) -> int:
    return int(seconds // HOUR)


def _number(name: str) -> tuple[int, int] | None:
    found = NUMBERED.fullmatch(name)
    return (int(found[1] or 0), int(found[2])) if found else None


def _newness(text: str) -> tuple[int, int]:
    """The restores and size that a summary says; of what is none, less than any."""
    origin, _, size = text.partition("\n")
    digits = size.partition("\n")[0]
    return (times_resumed(origin), int(digits)) if digits.isdecimal() else (-1, 0)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str, at: datetime | None = None) -> None:
    part = path.with_name(f"{path.name}.part{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if at is not None:
                os.utime(part, (at.timestamp(), at.timestamp()))
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:  # on a disk that is full they would pile up
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
