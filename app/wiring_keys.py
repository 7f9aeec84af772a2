"""The part of the wiring that is about keys: what makes them, tells of them and exchanges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.adapters.database.engine import make_engine
from app.adapters.database.keys import KeyStore
from app.adapters.keys import making, recovering
from app.adapters.keys.making import DrawnKeys
from app.adapters.keys.opened import open_provider
from app.adapters.keys.rotation import Rotation
from app.domain.errors import RefusesToStart
from app.domain.key_source import KeySource, TokenKeys
from app.settings import Settings
from crypto.errors import EscrowError, ProviderError
from crypto.keys.provider import ProviderFacts
from crypto.keys.token_keys import LABELS


def build_rotation(settings: Settings, writing_url: str) -> Rotation:
    """What exchanges keys, for commands alone; `writing_url` is the key store as the role that may write over keys.

    Raises RefusesToStart for keys that cannot be used.
    """
    with fit_keys():
        provider = open_provider(settings.keys)
    return Rotation(provider, KeyStore(make_engine(settings.keystore_url)), KeyStore(make_engine(writing_url)))


def missing_keys(source: KeySource) -> tuple[str, ...]:
    """Which of the installation's two keys are not there yet. Raises RefusesToStart where that cannot be seen."""
    with fit_keys():
        return making.missing_keys(source)


def make_keys(source: KeySource, seal: str, on: date) -> ProviderFacts:
    """Make those that are missing, on that day, over nothing that is there, and tell of them. Raises RefusesToStart."""
    with fit_keys():
        making.make_keys(source, seal, on)
        return open_provider(source).facts()


def require_no_keys(source: TokenKeys) -> None:
    """Raise RefusesToStart where a token has a key already: shares are made with the keys, or never."""
    with fit_keys():
        missing = making.missing_keys(source)
    if not missing:
        raise RefusesToStart(
            "Both keys are there already. Nothing was made, and no share was printed: that is done as keys are made. "
            "Where none were printed then, shares need a token without keys."
        )
    if len(missing) < len(LABELS):
        raise RefusesToStart(
            "PRX_KEYS: the token has a key already, over which none is made. Where sheets of it were printed, flask "
            "keys recover … --into-token puts there what is missing; where none were, shares need a token without keys."
        )


def draw_keys(on: date) -> DrawnKeys:
    """New keys that are nowhere yet, with their shares, for a token that has none."""
    return making.draw_keys(on)


def put_drawn_keys(drawn: DrawnKeys, source: TokenKeys, on: date) -> ProviderFacts:
    """Put them into a token that has no keys, and tell of them. Raises RefusesToStart."""
    with fit_keys():
        making.put_into_token(source, drawn.root, drawn.log_key, on)
        return open_provider(source).facts()


def key_facts(source: KeySource, *, insist: bool = False) -> tuple[ProviderFacts, tuple[str, ...]]:
    """What can be told of the provider, and the names of its root keys, the newest first. Raises RefusesToStart."""
    with fit_keys():
        provider = open_provider(source, insist=insist)
        provider.health()
        return provider.facts(), provider.root_names()


def recover_keys(typed: Mapping[str, str], log_key: bytes, folder: Path) -> str:
    """Put the keys of an escrow into a new folder; the root key's name. Raises RefusesToStart naming share and line."""
    with fit_keys(""):
        return recovering.recover_keys(typed, log_key, folder)


def recover_into_token(typed: Mapping[str, str], log_key: bytes, source: TokenKeys) -> str:
    """Put the keys of an escrow into a new token; the root key's name. Raises RefusesToStart likewise."""
    with fit_keys(""):
        return recovering.recover_into_token(typed, log_key, source)


def shares_fit(typed: Mapping[str, str]) -> str:
    """The name of the root key that two typed shares make. Raises RefusesToStart likewise."""
    with fit_keys(""):
        return recovering.shares_fit(typed)


@contextmanager
def fit_keys(setting: str = "PRX_KEYS: ") -> Iterator[None]:
    """Turn keys that cannot be used into a refusal to start."""
    try:
        yield
    except (EscrowError, ProviderError) as failure:
        raise RefusesToStart(f"{setting}{failure}") from failure
