"""The part of the wiring that is about keys: what makes them, tells of them and exchanges them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from app.adapters.database.engine import make_engine
from app.adapters.database.keys import KeyStore
from app.adapters.database.work import SqlDatabase
from app.adapters.keys import making
from app.adapters.keys.keeper import Versions, newest_alone
from app.adapters.keys.opened import open_provider
from app.adapters.keys.rotation import Rotation
from app.domain.errors import RefusesToStart
from app.domain.key_source import KeySource
from app.domain.records import TenantKey
from app.settings import Settings
from crypto.errors import ProviderError
from crypto.keys.provider import ProviderFacts


def build_rotation(settings: Settings, writing_url: str) -> Rotation:
    """What exchanges keys, for commands alone; `writing_url` is the key store as the role that may write over keys.

    Raises RefusesToStart for keys that cannot be used.
    """
    with fit_keys():
        provider = open_provider(settings.keys)
    return Rotation(provider, KeyStore(make_engine(settings.keystore_url)), KeyStore(make_engine(writing_url)))


def versions_in(database_url: str) -> Versions:
    """Finds a tenant key by its version: for what an exchange has not come to yet.

    By a connection made for that and ended: whoever asks holds one of the pool’s, and must not wait for another.
    """

    def version_of(organisation: UUID, purpose: str, version: int) -> TenantKey:
        database = SqlDatabase(make_engine(database_url))
        try:
            with database.work(None) as work:
                found = {one.version: one for one in work.keys.tenant_keys(organisation, purpose)}
        finally:
            database.close()
        return found.get(version) or newest_alone(organisation, purpose, version)

    return version_of


def missing_keys(source: KeySource) -> tuple[str, ...]:
    """Which of the installation's two keys are not there yet. Raises RefusesToStart where that cannot be seen."""
    with fit_keys():
        return making.missing_keys(source)


def make_keys(source: KeySource, seal: str, on: date) -> ProviderFacts:
    """Make those that are missing, on that day, over nothing that is there; what can be told of them. Raises RefusesToStart."""
    with fit_keys():
        making.make_keys(source, seal, on)
        return open_provider(source).facts()


def key_facts(source: KeySource, *, insist: bool = False) -> tuple[ProviderFacts, tuple[str, ...]]:
    """What can be told of the provider, and the names of its root keys, the newest first. Raises RefusesToStart."""
    with fit_keys():
        provider = open_provider(source, insist=insist)
        provider.health()
        return provider.facts(), provider.root_names()


@contextmanager
def fit_keys() -> Iterator[None]:
    """Turn keys that cannot be used into a refusal to start."""
    try:
        yield
    except ProviderError as failure:
        raise RefusesToStart(f"PRX_KEYS: {failure}") from failure
