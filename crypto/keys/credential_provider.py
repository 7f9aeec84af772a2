"""The key provider for one machine: the two keys as credentials, which systemd unseals for a unit alone.

systemd keeps them encrypted, bound to their names, by a key of the host or of its TPM, and gives the unit a folder in
memory that holds them in plain (systemd.exec(5), LoadCredentialEncrypted=).
"""

from datetime import date
from pathlib import Path
from typing import Final

from crypto.errors import ProviderError
from crypto.keys.credential_seal import SEALED_IN, Seal, read_seal
from crypto.keys.held_keys import ENOUGH, HeldKeys, Kept
from crypto.keys.provider import LOG, ROOT, KeyFact, ProviderFacts

CREDENTIALS: Final = {ROOT: "prx-root", LOG: "prx-log"}
"""By the name of a key, that of its credential: what systemd binds it to."""
PROTECTS: Final = (
    "from whoever has a stolen disk, image, backup or database, as far as the sealing key is not on the same disk; "
    "not from root on the running machine."
)
BY_HAND: Final = (
    "A unit cannot write its credentials. Run this as root, outside of a unit, with systemd-creds to seal them anew."
)
NOT_SEALED: Final = "the sealing key lies on this machine's disk: whoever has all of it has the keys; seal by a TPM"
NOT_KNOWN: Final = "whether a TPM seals them cannot be seen by this user: ask as root"


class CredentialKeyProvider(HeldKeys):
    """Wraps with keys read from `folder`: $CREDENTIALS_DIRECTORY of the unit this runs in, or None outside one.

    Raises ProviderError, naming the credential and the fix. Files there need not be this user's: systemd decides that.
    """

    def __init__(self, folder: Path | None, sealed_in: Path = SEALED_IN) -> None:
        if folder is None:
            raise ProviderError(
                "credential: works in a unit, with LoadCredentialEncrypted= for prx-root and prx-log, or as root, who "
                "can unseal them; for anybody else by systemd-run --pipe --wait, with the unit's User= and properties."
            )
        self._folder, self._sealed_in = folder, sealed_in
        super().__init__()

    def __repr__(self) -> str:
        return f"CredentialKeyProvider({str(self._folder)!r})"

    def facts(self) -> ProviderFacts:
        """Where they are, what they protect from, and when and by what they were sealed, where this user can see it."""
        return sealed_facts(self._sealed_in)

    def begin_root(self) -> None:
        """Refuse: a unit cannot write its credentials."""
        raise ProviderError(BY_HAND)

    def retire_roots(self) -> None:
        """Refuse likewise."""
        raise ProviderError(BY_HAND)

    def begin_log_key(self) -> None:
        """Refuse likewise."""
        raise ProviderError(BY_HAND)

    def retire_log_keys(self) -> None:
        """Refuse likewise."""
        raise ProviderError(BY_HAND)

    def _read(self) -> Kept:
        return self._credential(CREDENTIALS[ROOT]), self._credential(CREDENTIALS[LOG])

    def _credential(self, name: str) -> tuple[Path, bytes]:
        path = self._folder / name
        try:
            with path.open("rb") as file:
                return path, file.read(ENOUGH)
        except OSError as error:
            raise ProviderError(
                f"The credential {name} cannot be read: {error.strerror}. The unit needs LoadCredentialEncrypted={name}"
            ) from None


def sealed_facts(sealed_in: Path = SEALED_IN) -> ProviderFacts:
    """What can be told of credentials from their sealed files alone, by whoever may look at these."""
    seals = {name: read_seal(sealed_in / credential) for name, credential in CREDENTIALS.items()}
    unknown = any(seal is None for seal in seals.values())
    by_tpm = all(seal and seal.by_tpm for seal in seals.values())
    warnings = (NOT_KNOWN,) if unknown else () if by_tpm else (NOT_SEALED,)
    keys = tuple(KeyFact(name, _day(seal)) for name, seal in seals.items())
    return ProviderFacts("credentials of systemd, prx-root and prx-log", keys, PROTECTS, warnings)


def _day(seal: Seal | None) -> date | None:
    return seal.made_on if seal else None
