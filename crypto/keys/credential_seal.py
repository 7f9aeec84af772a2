"""What of systemd's sealed credentials can be told without unsealing them: by what they are sealed, and when."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

SEALED_IN: Final = Path("/etc/credstore.encrypted")
"""Where systemd looks for sealed credentials (systemd.exec(5))."""
_MOST: Final = 1 << 16
_BY_TPM: Final = frozenset({
    bytes.fromhex("0c7cc07b117645919c4b0bea08bc20fe"),  # TPM alone
    bytes.fromhex("faf7eb9341e3412ca1a436f95a29362f"),  # TPM, with a signed policy
    bytes.fromhex("93a894094874449090caf2fc93cab553"),  # host key and TPM
    bytes.fromhex("af4950a849134eb1a73846304ff30c05"),  # host key and TPM, with a signed policy
})  # fmt: skip
_BY_HOST: Final = bytes.fromhex("5a1c6a86df9d4096b1d5a65e0862f19a")
"""The first 16 bytes of a sealed credential: `CRED_AES256_GCM_BY_…` of systemd's src/shared/creds-util.h."""


@dataclass(frozen=True, slots=True)
class Seal:
    """How one credential is sealed: whether a TPM has part in it, and the day its file was written."""

    by_tpm: bool
    made_on: date


def read_seal(path: Path) -> Seal | None:
    """How the credential in a file is sealed, or None where it cannot be read or is sealed in a way not known here."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST)
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        way = base64.b64decode(b"".join(text.split()))[:16]
    except (OSError, binascii.Error):
        return None
    return Seal(way in _BY_TPM, made) if way in _BY_TPM or way == _BY_HOST else None
