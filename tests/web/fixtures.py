"""A whole exchange for each test of pages, its people registered once for the run: a test copies what that left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.demonstration.database import Cluster
from tests.conftest import Database, copied
from tests.web.exchange import Exchange, TownTemplate, copied_exchange, found_town


@pytest.fixture(scope="session")
def town_template(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TownTemplate]:
    """Databases and keys with everybody in them, that are only copied from."""
    copy, folder = contextmanager(copied), tmp_path_factory.mktemp("town")
    with ExitStack() as stack:
        main = stack.enter_context(copy(cluster, exchange_template, "town"))
        keys = stack.enter_context(copy(cluster, keystore_template, "town_keystore"))
        yield TownTemplate(found_town(main, keys, folder), main.name, keys.name, folder)


@pytest.fixture
def database(request: pytest.FixtureRequest, cluster: Cluster, exchange_template: str) -> Iterator[Database]:
    """A database of this test's own: with everybody in it for whoever asks for `exchange`, else empty."""
    peopled = "exchange" in request.fixturenames
    town: TownTemplate | None = request.getfixturevalue("town_template") if peopled else None
    yield from copied(cluster, town.database if town else exchange_template, "exchange")


@pytest.fixture
def keystore(request: pytest.FixtureRequest, cluster: Cluster, keystore_template: str) -> Iterator[Database]:
    """The key store beside it."""
    peopled = "exchange" in request.fixturenames
    town: TownTemplate | None = request.getfixturevalue("town_template") if peopled else None
    yield from copied(cluster, town.keystore if town else keystore_template, "keystore")


@pytest.fixture
def exchange(town_template: TownTemplate, database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """A whole exchange of this test's own, with made-up organisations and people and no case yet."""
    made = copied_exchange(town_template, database, keystore, tmp_path)
    yield made
    made.close()


@pytest.fixture
def another(cluster: Cluster, town_template: TownTemplate, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange beside a test's own, begun when it is asked for."""
    copy = contextmanager(copied)
    with ExitStack() as stack:
        main = stack.enter_context(copy(cluster, town_template.database, "another"))
        keys = stack.enter_context(copy(cluster, town_template.keystore, "another_keystore"))
        made = copied_exchange(town_template, main, keys, tmp_path / "another")
        yield made
        made.close()
