"""Making the two keys of an installation where the settings say they are to be."""

from __future__ import annotations

from datetime import date

from app.domain.key_source import CredentialKeys, FileKeys, KeySource
from crypto.keys.credential_provider import CREDENTIALS
from crypto.keys.file_provider import FILES, FileKeyProvider
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.sealed_provider import SealedKeyProvider
from crypto.keys.token_keys import missing_keys as missing_of_token
from crypto.keys.token_session import Token


def missing_keys(source: KeySource) -> tuple[str, ...]:
    """Which keys are not there, by what they are called there. Raises ProviderError where that cannot be seen."""
    if isinstance(source, FileKeys):
        return tuple(name for name in FILES if not (source.folder / name).exists())
    if isinstance(source, CredentialKeys):
        return tuple(name for name in CREDENTIALS.values() if not (source.sealed_in / name).exists())
    return missing_of_token(Token(source.module, source.token, source.pin, source.private))


def make_keys(source: KeySource, seal: str, today: date) -> None:
    """Make those that are missing, over nothing that is there. Raises ProviderError."""
    if isinstance(source, FileKeys):
        FileKeyProvider.create(source.folder)
    elif isinstance(source, CredentialKeys):
        SealedKeyProvider.create(source.sealed_in, seal)
    else:
        Pkcs11KeyProvider.create(source.module, source.token, source.pin, today, private=source.private)
