"""The key provider for development: the root key and the log's signing key in files of one private folder."""

import os
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Self

from crypto.errors import DevelopmentOnlyWarning, ProviderError
from crypto.keys.held_keys import ENOUGH, HeldKeys, Kept, new_keys
from crypto.keys.private_files import read_private, require_private, sync_folder, write_private
from crypto.keys.provider import LOG, ROOT, KeyFact, ProviderFacts
from crypto.keys.roots import LENGTH, MOST
from crypto.keys.signing_keys import MOST_SIGNING

__all__ = ["DevelopmentOnlyWarning", "FileKeyProvider"]

_ROOT: Final = "root.key"
_SIGNING: Final = "log-signing.key"
FILES: Final = (_ROOT, _SIGNING)
_NEW: Final = ".new"
PROTECTS: Final = "from nobody who reads this user's files, their disk, or a backup of it."


class FileKeyProvider(HeldKeys):
    """Wraps with a root key read from `folder`. For development: production settings refuse it.

    Raises ProviderError, naming the file and the fix, unless the folder and both files are this user's alone.
    """

    def __init__(self, folder: Path) -> None:
        warnings.warn(
            "Keys are kept in plain files. This is for development only.", DevelopmentOnlyWarning, stacklevel=2
        )
        self._folder = Path(folder)
        super().__init__()

    @classmethod
    def create(cls, folder: Path, kept: tuple[bytes, bytes] | None = None) -> Self:
        """Make `folder` (it must not exist, or be empty and private) with new keys, durable on disk; then open it.

        `kept` are keys from an escrow instead of new ones: the root key, and the signing key wrapped by it.
        """
        folder = Path(folder)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            require_private(folder, folder.stat(follow_symlinks=False), "0700")
            if any(folder.iterdir()):
                raise ProviderError(f"{folder} is not empty: keys are never written over other files.")
            root, signing = kept or new_keys()
            write_private(folder / _ROOT, root)
            write_private(folder / _SIGNING, signing)
            sync_folder(folder)
        except OSError as error:
            raise ProviderError(f"Keys cannot be written to {folder}: {error.strerror}.") from None
        return cls(folder)

    def __repr__(self) -> str:
        return f"FileKeyProvider({str(self._folder)!r})"

    def facts(self) -> ProviderFacts:
        """Where the files lie, when they were written, and that they protect from hardly anything."""
        self.health()
        made = tuple(KeyFact(name, _day(self._folder / file)) for name, file in ((ROOT, _ROOT), (LOG, _SIGNING)))
        return ProviderFacts(f"files in {self._folder}", made, PROTECTS, ("for development only",))

    def begin_root(self) -> None:
        """Make a root key that wraps from now on, before those there are."""
        names = self.root_names()
        if len(names) == MOST:
            raise ProviderError(
                f"{self._folder} holds {MOST} root keys, and no more: finish the rotation, to retire some."
            )
        self._keep(_ROOT, self._roots.with_newest(os.urandom(LENGTH)))

    def retire_roots(self) -> None:
        """Wrap the log's signing key under the newest root key, then forget all others."""
        self._look_again()
        self._keep(_SIGNING, self._signing.kept(self._roots))
        self._keep(_ROOT, self._roots.newest)

    def begin_log_key(self) -> None:
        """Make a signing key of the log, before the one there is."""
        if len(self.public_keys(again=True)) == MOST_SIGNING:
            raise ProviderError(f"{self._folder} holds two signing keys of the log, and no more: finish the rotation.")
        self._keep(_SIGNING, self._signing.with_newest(self._roots))

    def retire_log_keys(self) -> None:
        """Forget all signing keys of the log but the newest."""
        self._look_again()
        self._keep(_SIGNING, self._signing.kept(self._roots, newest_alone=True))

    def _read(self) -> Kept:
        folder, root, signing = self._folder, self._folder / _ROOT, self._folder / _SIGNING
        try:
            require_private(folder, folder.stat(follow_symlinks=False), "0700")
            return (root, read_private(root, ENOUGH)), (signing, read_private(signing, ENOUGH))
        except OSError as error:
            raise ProviderError(f"The keys in {folder} cannot be read: {error.strerror}.") from None

    def _keep(self, name: str, data: bytes) -> None:
        """Put a file of keys in the place of the one there, whole or not at all, and take it in."""
        new = self._folder / f"{name}{_NEW}"
        try:
            new.unlink(missing_ok=True)  # of a run that was killed: nothing is wrapped under what it holds
            write_private(new, data)
            new.replace(self._folder / name)
            sync_folder(self._folder)
        except OSError as error:
            raise ProviderError(f"Keys cannot be written to {self._folder}: {error.strerror}.") from None
        self._look_again()


def _day(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
