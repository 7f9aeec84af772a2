"""The same credentials for root outside a unit: unsealed and sealed by systemd-creds, never in plain on disk.

So root can make them, run commands, and exchange the root key, which a unit cannot. Unsealing needs the host's key or
its TPM.
"""

import os
import subprocess
from pathlib import Path
from shutil import which
from typing import Final

from crypto.errors import ProviderError
from crypto.keys.credential_provider import CREDENTIALS, CredentialKeyProvider
from crypto.keys.credential_seal import read_seal
from crypto.keys.held_keys import Kept, new_keys
from crypto.keys.private_files import sync_folder, write_private
from crypto.keys.provider import LOG, ROOT
from crypto.keys.roots import LENGTH, MOST
from crypto.keys.signing_keys import MOST_SIGNING

HOST_AND_TPM: Final = "host+tpm2"
"""How to seal (systemd-creds --with-key); by `host` alone, the sealing key lies on the same disk."""
RESTART: Final = (
    "The new {} key is sealed beside the one before, and {} nothing yet. Restart every server and worker, so that "
    "systemd gives it to them, then run this again."
)
_NEW: Final = ".new"


class SealedKeyProvider(CredentialKeyProvider):
    """Wraps with keys of the sealed credentials in `sealed_in`. Raises ProviderError naming the fix."""

    def __init__(self, sealed_in: Path) -> None:
        self._seen: tuple[tuple[int, ...], Kept] | None = None
        super().__init__(sealed_in, sealed_in)

    @classmethod
    def create(cls, sealed_in: Path, seal: str = HOST_AND_TPM) -> None:
        """Make both credentials, sealed by `seal`, durable on disk, over nothing that is there."""
        there = [name for name in CREDENTIALS.values() if (sealed_in / name).exists()]
        if there:
            raise ProviderError(
                f"{sealed_in} has {', '.join(there)}, and not both: restore the other. Only if no exchange ever ran on "
                "it, remove what is there and run this again."
            )
        sealed = [(name, _seal(data, name, seal)) for name, data in zip(CREDENTIALS.values(), new_keys(), strict=True)]
        try:
            sealed_in.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, data in sealed:
                write_private(sealed_in / name, data)
            sync_folder(sealed_in)
        except OSError as error:
            raise ProviderError(f"Credentials cannot be written to {sealed_in}: {error.strerror}.") from None

    def begin_root(self) -> None:
        """Make a root key that wraps from now on, then raise ProviderError: units have to be given it before it does.

        Nothing is wrapped under it yet, and `root_names` has it: whoever exchanges keys goes on from there.
        """
        if len(self.root_names()) == MOST:
            raise ProviderError(f"There are {MOST} root keys, and there can be no more: finish the rotation first.")
        self._keep(ROOT, self._roots.with_newest(os.urandom(LENGTH)))
        raise ProviderError(RESTART.format("root", "wraps"))

    def retire_roots(self) -> None:
        """Wrap the log's signing key under the newest root key, then forget all others."""
        self._look_again()
        self._keep(LOG, self._signing.kept(self._roots))
        self._keep(ROOT, self._roots.newest)

    def begin_log_key(self) -> None:
        """Make a signing key of the log, then raise ProviderError likewise: it signs nothing yet."""
        if len(self.public_keys(again=True)) == MOST_SIGNING:
            raise ProviderError("There are two signing keys of the log, and no more: finish the rotation first.")
        self._keep(LOG, self._signing.with_newest(self._roots))
        raise ProviderError(RESTART.format("log", "signs"))

    def retire_log_keys(self) -> None:
        """Forget all signing keys of the log but the newest."""
        self._look_again()
        self._keep(LOG, self._signing.kept(self._roots, newest_alone=True))

    def _read(self) -> Kept:
        # A TPM takes its time: what has not been written since is not unsealed again.
        try:
            written = tuple((self._sealed_in / name).stat().st_mtime_ns for name in CREDENTIALS.values())
        except OSError as error:
            raise ProviderError(f"The credentials in {self._sealed_in} cannot be read: {error.strerror}.") from None
        if self._seen is None or self._seen[0] != written:
            self._seen = written, (self._unsealed(CREDENTIALS[ROOT]), self._unsealed(CREDENTIALS[LOG]))
        return self._seen[1]

    def _unsealed(self, name: str) -> tuple[Path, bytes]:
        path = self._sealed_in / name
        return path, _systemd_creds("decrypt", f"--name={name}", str(path), "-")

    def _keep(self, key: str, data: bytes) -> None:
        """Put a credential in the place of the one there, sealed in the same way, whole or not at all."""
        name = CREDENTIALS[key]
        path, new, now = self._sealed_in / name, self._sealed_in / f"{name}{_NEW}", read_seal(self._sealed_in / name)
        sealed = _seal(data, name, HOST_AND_TPM if now and now.by_tpm else "host")
        try:
            new.unlink(missing_ok=True)  # of a run that was killed: nothing is wrapped under what it holds
            write_private(new, sealed)
            new.replace(path)
            sync_folder(self._sealed_in)
        except OSError as error:
            raise ProviderError(f"Credentials cannot be written to {self._sealed_in}: {error.strerror}.") from None
        self._seen = None
        self._look_again()


def _seal(data: bytes, name: str, seal: str) -> bytes:
    return _systemd_creds("encrypt", f"--with-key={seal}", f"--name={name}", "-", "-", given=data)


def _systemd_creds(*arguments: str, given: bytes = b"") -> bytes:
    program = which("systemd-creds")
    if program is None:
        raise ProviderError("systemd-creds is not installed: it comes with systemd, from version 250.")
    done = subprocess.run([program, *arguments], input=given, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        told = said[-1] if said else f"exit code {done.returncode}"
        raise ProviderError(
            f"systemd-creds {arguments[0]} was refused: {told}. Run it as root, on the machine whose key or TPM seals; "
            "without a TPM, keys can be sealed by the host's key alone (--seal host)."
        )
    return done.stdout
