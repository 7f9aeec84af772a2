"""The key provider that the settings name, opened."""

from __future__ import annotations

import os

from app.domain.key_source import CredentialKeys, FileKeys, KeySource, TokenKeys
from crypto.errors import ProviderAwayError
from crypto.keys.credential_provider import CredentialKeyProvider
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.provider import RotatingProvider
from crypto.keys.sealed_provider import SealedKeyProvider


def provider_when_back(source: KeySource) -> RotatingProvider:
    """The same; one that is away just now is opened by whoever uses it first after it is back."""
    try:
        return open_provider(source)
    except ProviderAwayError:
        if not isinstance(source, TokenKeys):
            raise
        return Pkcs11KeyProvider(source.module, source.token, source.pin, private=source.private, later=True)


def open_provider(source: KeySource, *, insist: bool = False) -> RotatingProvider:
    """The provider that keeps the installation's keys. Raises ProviderError naming what is unfit and the fix.

    `insist` gives a token its PIN even after a wrong one, for a person who knows that it is right now.
    """
    if isinstance(source, FileKeys):
        return FileKeyProvider(source.folder)
    if isinstance(source, CredentialKeys):
        if source.unit is None and os.geteuid() == 0:
            return SealedKeyProvider(source.sealed_in)
        return CredentialKeyProvider(source.unit, source.sealed_in)
    return Pkcs11KeyProvider(source.module, source.token, source.pin, private=source.private, insist=insist)
