"""Where an installation keeps its root key and the log's signing key: what PRX_KEYS says, taken apart and checked.

    file:FOLDER | credential:[FOLDER] | pkcs11:MODULE?token=LABEL&pin-source=file:PATH

The attributes of a token are named as in RFC 7512. A PIN never stands in the address, where every listing of processes
and every log of settings would show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

FILE, CREDENTIAL, PKCS11 = "file:", "credential:", "pkcs11:"
FORMS: Final = (
    "give credential: (systemd's, on one machine), pkcs11:MODULE?token=LABEL&pin-source=file:PATH (a token), or "
    "file:FOLDER (never in production)"
)
SEALED_IN: Final = "/etc/credstore.encrypted"
"""Where systemd looks for sealed credentials by itself (systemd.exec(5))."""
SEALS: Final = ("host+tpm2", "tpm2", "host")
"""By what credentials can be sealed: this machine's key, its TPM, or both."""
EXAMPLE: Final = "pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=prx&pin-source=file:/etc/prx/pin"
NO_UNIT: Final = "CREDENTIALS_DIRECTORY is not set, as it is in a unit with LoadCredentialEncrypted="


@dataclass(frozen=True, slots=True)
class FileKeys:
    """Plain files of one folder, for development and demonstration."""

    folder: Path


@dataclass(frozen=True, slots=True)
class CredentialKeys:
    """Credentials sealed in a folder, and the one into which systemd unsealed them for this unit; None outside one."""

    unit: Path | None
    sealed_in: Path


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """A token behind a PKCS #11 module; `pin` is the file of its PIN, `private` to this user, or else systemd's.

    A PIN itself is never held here, so that no text of settings can show it.
    """

    module: Path
    token: str
    pin: Path
    private: bool


KeySource = FileKeys | CredentialKeys | TokenKeys


def read_key_source(text: str, credentials: str | None) -> KeySource:
    """What PRX_KEYS says, given $CREDENTIALS_DIRECTORY. Raises ValueError with all that is wrong, each with its fix."""
    folder = Path(credentials) if credentials else None
    if text.startswith(CREDENTIAL):
        sealed_in = text.removeprefix(CREDENTIAL) or SEALED_IN
        if not sealed_in.startswith("/"):
            raise ValueError("give credential: alone, or after it the whole path of where they are sealed")
        return CredentialKeys(folder, Path(sealed_in))
    if text.startswith(PKCS11):
        return _token(text.removeprefix(PKCS11), folder)
    if text.startswith(FILE) and len(text) > len(FILE):
        return FileKeys(Path(text.removeprefix(FILE)))
    raise ValueError(FORMS)


def _token(text: str, credentials: Path | None) -> TokenKeys:
    module, _, query = text.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    given = {name: unquote(value) for name, _, value in pairs}
    faults = []
    if not module.startswith("/"):
        faults.append(f"give the module's whole path after pkcs11:, as in {EXAMPLE}")
    if "pin-value" in given:
        faults.append("pin-value: a PIN never stands in the address; write it in a file and give pin-source=file:PATH")
    if set(given) - {"token", "pin-source", "pin-value"} or len(given) < len(pairs):
        # What else stands there is not repeated: it may be a PIN that somebody mistyped.
        faults.append(f"only token and pin-source are read, once each, as in {EXAMPLE}")
    if not given.get("token"):
        faults.append(f"token: missing; give the token's label, as in {EXAMPLE}")
    pin = _pin(given.get("pin-source", ""), credentials)
    if isinstance(pin, str):
        faults.append(f"pin-source: {pin}")
    if faults or isinstance(pin, str):
        raise ValueError(*faults)
    return TokenKeys(Path(unquote(module)), given["token"], pin, private=given["pin-source"].startswith(FILE))


def _pin(text: str, credentials: Path | None) -> Path | str:
    """The file that holds the PIN, or what is wrong."""
    scheme, colon, name = text.partition(":")
    if scheme + colon == FILE and name.startswith("/"):
        return Path(name)
    if scheme + colon == CREDENTIAL and name and "/" not in name:
        return credentials / name if credentials else NO_UNIT
    return "give file:PATH, the whole path of a file that holds the PIN alone, or credential:NAME of the unit"
