"""The key provider that the settings name, opened."""

from __future__ import annotations

from app.domain.key_source import CredentialKeys, FileKeys, KeySource
from crypto.keys.credential_provider import CredentialKeyProvider
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.provider import KeyProvider


def open_provider(source: KeySource) -> KeyProvider:
    """The provider that keeps the installation's keys. Raises ProviderError naming what is unfit and the fix."""
    if isinstance(source, FileKeys):
        return FileKeyProvider(source.folder)
    if isinstance(source, CredentialKeys):
        return CredentialKeyProvider(source.folder)
    return Pkcs11KeyProvider(source.module, source.token, source.pin, private=source.private)
