"""The key provider for development: the root key and the log's signing key in files of one private folder."""

import os
import stat
import warnings
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.errors import DevelopmentOnlyWarning, ProviderError, UnwrapError
from crypto.keys.roots import LENGTH, MOST, Roots
from crypto.places import WrapPlace
from crypto.wrapping import wrap_key

__all__ = ["DevelopmentOnlyWarning", "FileKeyProvider"]

_ROOT: Final = "root.key"
_SIGNING: Final = "log-signing.key"
_NEW: Final = ".new"
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
        roots, self._signing = _read_keys(self._folder)
        self._held: tuple[Roots, ...] = (roots,)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make `folder` (it must not exist, or be empty and private) with new keys, durable on disk; then open it."""
        folder = Path(folder)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _require_private(folder, folder.stat(follow_symlinks=False), "0700")
            if any(folder.iterdir()):
                raise ProviderError(f"{folder} is not empty: keys are never written over other files.")
            root = os.urandom(LENGTH)
            _write(folder / _ROOT, root)
            _write(folder / _SIGNING, wrap_key(root, os.urandom(LENGTH), _SIGNING_PLACE))
            _sync_folder(folder)
        except OSError as error:
            raise ProviderError(f"Keys cannot be written to {folder}: {error.strerror}.") from None
        return cls(folder)

    def __repr__(self) -> str:
        return f"FileKeyProvider({str(self._folder)!r})"

    def generate(self, place: WrapPlace) -> tuple[bytes, bytes]:
        """A new random 32-byte key, and the same key wrapped for `place`."""
        key = os.urandom(LENGTH)
        return key, self.wrap(key, place)

    def wrap(self, key: bytes, place: WrapPlace) -> bytes:
        """`key` (32 bytes) wrapped under the newest root key there is, bound to `place`."""
        self._look_again()  # another process may have begun a new one: what is wrapped under the old is soon lost
        return self._roots.wrap(key, place)

    def unwrap(self, wrapped: bytes, place: WrapPlace) -> bytes:
        """The key in `wrapped`; UnwrapError if it was made elsewhere, for another place, or changed."""
        for again in (False, True):
            if again:  # another process may have begun a new root key
                self._look_again()
            for roots in self._held:
                try:
                    return roots.unwrap(wrapped, place)
                except UnwrapError:
                    continue
        raise UnwrapError

    def root_names(self) -> tuple[str, ...]:
        """What its root keys are called, the newest first."""
        self._look_again()
        return self._roots.names

    def begin_root(self) -> None:
        """Make a root key that wraps from now on, before those there are."""
        names = self.root_names()
        if len(names) == MOST:
            raise ProviderError(
                f"{self._folder} holds {MOST} root keys, and no more: finish the rotation, to retire some."
            )
        self._keep(_ROOT, self._roots.with_newest(os.urandom(LENGTH)))

    def under_newest(self, wrapped: bytes, place: WrapPlace) -> bool:
        """Whether `wrapped` opens under the newest root key."""
        return self._roots.under_newest(wrapped, place)

    def retire_roots(self) -> None:
        """Wrap the log's signing key under the newest root key, then forget all others."""
        self._look_again()
        self._keep(_SIGNING, self._roots.wrap(self._signing.private_bytes_raw(), _SIGNING_PLACE))
        self._keep(_ROOT, self._roots.newest)

    def root_secret(self) -> bytes:
        """The newest root key itself, for escrow."""
        self._look_again()
        return self._roots.newest

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `data` with the log's signing key."""
        return self._signing.sign(data)

    def public_key(self) -> bytes:
        """The raw Ed25519 public key (32 bytes) that verifies `sign`."""
        return self._signing.public_key().public_bytes_raw()

    def health(self) -> None:
        """Return when the files are there and private, with the log key of this process; ProviderError otherwise."""
        if not self._look_again():
            raise ProviderError(f"The keys in {self._folder} are not the ones this process started with: restart it.")

    def _look_again(self) -> bool:
        """Take in the root keys as the folder has them now; False, and none is taken, where its log key is another.

        Only whoever has the root key can wrap the log's key under a new one: that tells a rotation from an exchange.
        What this process unwrapped with last, it goes on unwrapping with: rows read before a rotation ended still open.
        """
        roots, signing = _read_keys(self._folder)
        if signing.public_key() != self._signing.public_key():
            return False
        if roots.names != self._roots.names:
            self._held = (roots, self._roots)
        return True

    @property
    def _roots(self) -> Roots:
        return self._held[0]

    def _keep(self, name: str, data: bytes) -> None:
        """Put a file of keys in the place of the one there, whole or not at all, and take it in."""
        new = self._folder / f"{name}{_NEW}"
        try:
            new.unlink(missing_ok=True)  # of a run that was killed: nothing is wrapped under what it holds
            _write(new, data)
            new.replace(self._folder / name)
            _sync_folder(self._folder)
        except OSError as error:
            raise ProviderError(f"Keys cannot be written to {self._folder}: {error.strerror}.") from None
        self._look_again()


def _read_keys(folder: Path) -> tuple[Roots, Ed25519PrivateKey]:
    try:
        _require_private(folder, folder.stat(follow_symlinks=False), "0700")
        roots = Roots(_read(folder / _ROOT, LENGTH, MOST))
        wrapped = _read(folder / _SIGNING, _WRAPPED_LENGTH)
    except OSError as error:
        raise ProviderError(f"The keys in {folder} cannot be read: {error.strerror}.") from None
    return roots, Ed25519PrivateKey.from_private_bytes(roots.unwrap(wrapped, _SIGNING_PLACE))


def _read(path: Path, length: int, times: int = 1) -> bytes:
    # The open file is what is checked, so that nothing can be swapped in between; O_NOFOLLOW refuses a link.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        _require_private(path, os.fstat(file.fileno()), "0600")
        data = file.read(times * length + 1)
    if not data or len(data) % length or len(data) > times * length:
        more = f", or 2 to {times} times as many" if times > 1 else ""
        raise ProviderError(f"{path} must have exactly {length} bytes{more}: restore it from where keys are kept.")
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
