"""Exchanges for tests: one that a whole run shares, and one of a test's own for whoever breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from app.demonstration.database import OWNER, Cluster
from tests.conftest import Database
from tests.services.exchange import START, Exchange, make_exchange

_numbers = count(1)
_shared: list[Exchange] = []


@pytest.fixture(scope="session")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """One exchange for all: a test makes the cases and people it needs and leaves the others' alone."""
    folder = tmp_path_factory.mktemp("exchange")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as made:
        _shared.append(made)
        yield made


@pytest.fixture(autouse=True)
def same_day_for_all() -> Iterator[None]:
    """Whoever needs another day takes an exchange of their own: here, others' days would be over."""
    before = [one.clock.now().date() for one in _shared]
    yield
    assert [one.clock.now().date() for one in _shared] == (before or [START.date()] * len(_shared))


@pytest.fixture
def own_exchange(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange of this test's own, to be broken."""
    made = make_exchange(database, keystore, tmp_path)
    yield made
    made.close()


@contextmanager
def exchange_copied(
    cluster: Cluster, exchange_template: str, keystore_template: str, folder: Path
) -> Iterator[Exchange]:
    """An exchange on fresh copies of the templates, gone afterwards: for a module that plays a long story once."""
    main = _copy(cluster, exchange_template, "shared_exchange")
    keys = _copy(cluster, keystore_template, "shared_keystore")
    made = make_exchange(main, keys, folder)
    yield made
    made.close()
    cluster.drop_database(main.name)
    cluster.drop_database(keys.name)


def _copy(cluster: Cluster, template: str, kind: str) -> Database:
    name = f"{kind}_{next(_numbers)}"
    cluster.create_database(name, template=template)
    return Database(name, cluster.url(name), cluster.url(name, OWNER))
