"""Files that only the user who runs this may reach: keys in development, and the PIN of a token."""

import os
import pwd
import stat
from pathlib import Path
from typing import Final

from crypto.errors import ProviderError

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_private(path: Path, most: int) -> bytes:
    """At most `most` bytes of a file; ProviderError unless it is this user's alone, OSError where it cannot be read."""
    # The open file is what is checked, so that nothing can be swapped in between; O_NOFOLLOW refuses a link.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        require_private(path, os.fstat(file.fileno()), "0600")
        return file.read(most)


def write_private(path: Path, data: bytes) -> None:
    """Write a new file of this user's alone, durably; OSError where that cannot be done, or one is there."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make durable which files a folder has."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require_private(path: Path, status: os.stat_result, mode: str) -> None:
    """Raise ProviderError, saying whose it is and the fix, unless it is this user's alone."""
    if status.st_uid != os.geteuid():
        # Never "chown it": whoever runs a command as root would lock the exchange itself out of its keys.
        owner = _name(status.st_uid)
        raise ProviderError(f"{path} belongs to {owner}, and this runs as {_name(os.geteuid())}: run it as {owner}.")
    if status.st_mode & _OTHERS:
        raise ProviderError(f"{path} can be reached by other users: chmod it to {mode}.")


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
