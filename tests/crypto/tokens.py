"""Tokens in software (SoftHSM), each new, for the tests of what speaks PKCS #11."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pkcs11

from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from tests.programs import find_token_module

PIN = "made-up-pin-73"
MADE_ON = date(2026, 11, 30)


@dataclass(frozen=True)
class MadeUpToken:
    """A token called `label` behind `module`, with a file that holds its PIN; `store` is where SoftHSM keeps tokens."""

    module: Path
    label: str
    pin: Path
    store: Path

    @property
    def address(self) -> str:
        """What PRX_KEYS says of it."""
        return f"pkcs11:{self.module}?token={self.label}&pin-source=file:{self.pin}"

    def make_keys(self) -> tuple[str, ...]:
        """Its two keys, as far as they are missing."""
        return Pkcs11KeyProvider.create(self.module, self.label, self.pin, MADE_ON)

    def open(self) -> Pkcs11KeyProvider:
        """A provider of it."""
        return Pkcs11KeyProvider(self.module, self.label, self.pin)

    def lose(self) -> None:
        """Have the module forget every session of this process, as when a cable is pulled and plugged in again."""
        pkcs11.lib(str(self.module)).finalize()

    @contextmanager
    def away(self) -> Iterator[None]:
        """No token there at all, sessions lost."""
        elsewhere = self.store.with_name("elsewhere")
        self.store.rename(elsewhere)
        self.store.mkdir()
        self.lose()
        try:
            yield
        finally:
            self.store.rmdir()
            elsewhere.rename(self.store)

    def pin_was_refused(self) -> bool:
        """Whether the token says that a wrong PIN was given since it was last opened."""
        token = pkcs11.lib(str(self.module)).get_token(token_label=self.label)
        return pkcs11.TokenFlag.USER_PIN_COUNT_LOW in token.flags


def a_token(folder: Path) -> MadeUpToken:
    """A new token without keys, in `folder`, which becomes the one place where the module looks for tokens."""
    module, store, label = find_token_module(), folder / "tokens", f"made-up-{uuid4().hex[:8]}"
    store.mkdir(parents=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)  # read when the module is initialised
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "12345678"]
    subprocess.run(command, capture_output=True, check=True)
    pin = folder / "pin"
    pin.touch(0o600)
    pin.write_text(f"{PIN}\n")
    token = MadeUpToken(module, label, pin, store)
    token.lose()
    return token
