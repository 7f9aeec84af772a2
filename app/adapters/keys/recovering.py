"""Keys from an escrow: two shares as somebody typed them, and the log's signing key as it was kept beside them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

from app.adapters.keys.making import put_into_token
from app.domain.key_source import TokenKeys
from crypto.errors import DevelopmentOnlyWarning, EscrowError, UnwrapError
from crypto.escrow import Share, join, read_share
from crypto.keys.file_provider import FileKeyProvider
from crypto.keys.roots import name_of_root
from crypto.keys.signing_keys import SIGNING_PLACE
from crypto.wrapping import unwrap_key


def shares_fit(typed: Mapping[str, str]) -> str:
    """The name of the root key that two typed shares make. Raises EscrowError naming file, share and line."""
    return name_of_root(join(*_shares(typed)))


def recover_keys(typed: Mapping[str, str], log_key: bytes, folder: Path) -> str:
    """Put the root key and the log's key into a new folder of this user's alone; the root key's name.

    Raises EscrowError where the shares or the log's key do not fit, ProviderError where the folder cannot be made.
    """
    root = _fitting(_shares(typed), log_key)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)  # whoever runs this is told where to seal them
        FileKeyProvider.create(folder, (root, log_key))
    return name_of_root(root)


def recover_into_token(typed: Mapping[str, str], log_key: bytes, source: TokenKeys) -> str:
    """Put both keys into a token that has no others; the root key's name. Run again, whichever is missing.

    The token is told that they were made on the day that their shares say.

    Raises EscrowError likewise, ProviderError where the token does not take them.
    """
    shares = _shares(typed)
    root = _fitting(shares, log_key)
    put_into_token(source, root, log_key, shares[0].made_on)
    return name_of_root(root)


def _fitting(shares: tuple[Share, ...], log_key: bytes) -> bytes:
    root = join(*shares)
    try:
        unwrap_key(root, log_key, SIGNING_PLACE)
    except UnwrapError:
        raise EscrowError(
            "The file of the log's key is not of this root key: give the one that was written when it was escrowed."
        ) from None
    return root


def _shares(typed: Mapping[str, str]) -> tuple[Share, ...]:
    return tuple(_read(file, text) for file, text in typed.items())


def _read(file: str, text: str) -> Share:
    try:
        return read_share(text)
    except EscrowError as failure:
        raise EscrowError(f"{file}: {failure}") from None
