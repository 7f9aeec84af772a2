"""The key provider for development: the root key and the log's signing key in files of one private folder."""

import os
import stat
import warnings
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.errors import DevelopmentOnlyWarning, ProviderError
from crypto.places import WrapPlace
from crypto.wrapping import unwrap_key, wrap_key

__all__ = ["DevelopmentOnlyWarning", "FileKeyProvider"]

_ROOT: Final = "root.key"
_SIGNING: Final = "log-signing.key"
_KEY_LENGTH: Final = 32
_WRAPPED_LENGTH: Final = 64
_SIGNING_PLACE: Final = WrapPlace("log_signing_key", UUID(int=0), "log", 1)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class FileKeyProvider:
    """Wraps with a root key read from `folder`. For development: production settings refuse it.

    Raises ProviderError, naming the file and the fix, unless the folder and both files are this user's alone.
    """

    def __init__(self, folder: Path) -> None:
        warnings.warn(
            "Keys are kept in plain files. This is for development only.", DevelopmentOnlyWarning, stacklevel=2
        )
        self._folder = Path(folder)
        self._root, self._signing = _read_keys(self._folder)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make `folder` (it must not exist, or be empty and private) with new keys, durable on disk; then open it."""
        folder = Path(folder)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _require_private(folder, folder.stat(follow_symlinks=False), "0700")
            if any(folder.iterdir()):
                raise ProviderError(f"{folder} is not empty: keys are never written over other files.")
            root = os.urandom(_KEY_LENGTH)
            _write(folder / _ROOT, root)
            _write(folder / _SIGNING, wrap_key(root, os.urandom(_KEY_LENGTH), _SIGNING_PLACE))
            _sync_folder(folder)
        except OSError as error:
            raise ProviderError(f"Keys cannot be written to {folder}: {error.strerror}.") from None
        return cls(folder)

    def __repr__(self) -> str:
        return f"FileKeyProvider({str(self._folder)!r})"

    def generate(self, place: WrapPlace) -> tuple[bytes, bytes]:
        """A new random 32-byte key, and the same key wrapped for `place`."""
        key = os.urandom(_KEY_LENGTH)
        return key, self.wrap(key, place)

    def wrap(self, key: bytes, place: WrapPlace) -> bytes:
        """`key` (32 bytes) wrapped under the root key, bound to `place`."""
        return wrap_key(self._root, key, place)

    def unwrap(self, wrapped: bytes, place: WrapPlace) -> bytes:
        """The key in `wrapped`; UnwrapError if it was made elsewhere, for another place, or changed."""
        return unwrap_key(self._root, wrapped, place)

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `data` with the log's signing key."""
        return self._signing.sign(data)

    def public_key(self) -> bytes:
        """The raw Ed25519 public key (32 bytes) that verifies `sign`."""
        return self._signing.public_key().public_bytes_raw()

    def health(self) -> None:
        """Return when the files are still there, private and unchanged; raise ProviderError otherwise."""
        root, signing = _read_keys(self._folder)
        if root != self._root or signing.public_key() != self._signing.public_key():
            raise ProviderError(f"The keys in {self._folder} are not the ones this process started with: restart it.")


def _read_keys(folder: Path) -> tuple[bytes, Ed25519PrivateKey]:
    try:
        _require_private(folder, folder.stat(follow_symlinks=False), "0700")
        root = _read(folder / _ROOT, _KEY_LENGTH)
        wrapped = _read(folder / _SIGNING, _WRAPPED_LENGTH)
    except OSError as error:
        raise ProviderError(f"The keys in {folder} cannot be read: {error.strerror}.") from None
    return root, Ed25519PrivateKey.from_private_bytes(unwrap_key(root, wrapped, _SIGNING_PLACE))


def _read(path: Path, length: int) -> bytes:
    # The open file is what is checked, so that nothing can be swapped in between; O_NOFOLLOW refuses a link.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        _require_private(path, os.fstat(file.fileno()), "0600")
        data = file.read(length + 1)
    if len(data) != length:
        raise ProviderError(f"{path} must have exactly {length} bytes: restore it from where keys are kept.")
    return data


def _require_private(path: Path, status: os.stat_result, mode: str) -> None:
    if status.st_mode & _OTHERS or status.st_uid != os.geteuid():
        raise ProviderError(f"{path} must belong to this user alone: chown it, and chmod it to {mode}.")


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
