"""Making the two keys of an installation where the settings say they are to be, or putting them there from shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.key_source import CredentialKeys, FileKeys, KeySource, TokenKeys
from crypto.escrow import split, write_share
from crypto.keys.credential_provider import CREDENTIALS
from crypto.keys.file_provider import FILES, FileKeyProvider
from crypto.keys.held_keys import new_keys
from crypto.keys.pkcs11_provider import Pkcs11KeyProvider
from crypto.keys.sealed_provider import SealedKeyProvider
from crypto.keys.signing_keys import SIGNING_PLACE
from crypto.keys.token_keys import missing_keys as missing_of_token
from crypto.keys.token_putting import put_keys
from crypto.keys.token_session import Token
from crypto.wrapping import unwrap_key


@dataclass(frozen=True, slots=True)
class DrawnKeys:
    """New keys that are nowhere yet: three shares as they are printed, and the log's key wrapped by the root key."""

    root: bytes = field(repr=False)
    shares: tuple[str, ...] = field(repr=False)
    log_key: bytes = field(repr=False)


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


def draw_keys(today: date) -> DrawnKeys:
    """New keys and their shares, for a token that would let none be made of its own later."""
    root, log_key = new_keys()
    return DrawnKeys(root, tuple(write_share(one) for one in split(root, today)), log_key)


def put_into_token(source: TokenKeys, root: bytes, log_key: bytes, today: date) -> None:
    """Put both keys into a token that has no others; run again, whichever is missing.

    Raises UnwrapError where the log's key is not wrapped by this root key, ProviderError.
    """
    token = Token(source.module, source.token, source.pin, source.private)
    put_keys(token, root, unwrap_key(root, log_key, SIGNING_PLACE), today)
