"""Exchanges of each test's own, on today's clock: programs of their own have no other; and the one that all share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demonstration.database import Cluster
from tests.conftest import Database
from tests.governance.backups import Operator
from tests.governance.town import Town, made_up_town
from tests.services.exchange import Exchange, make_exchange
from tests.services.fixtures import exchange, same_day_for_all

__all__ = ["exchange", "own_exchange", "same_day_for_all"]


@pytest.fixture
def own_exchange(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange to be broken."""
    made = make_exchange(database, keystore, tmp_path, datetime.now(UTC))
    yield made
    made.close()


@pytest.fixture
def operator(cluster: Cluster, own_exchange: Exchange) -> Operator:
    """Whoever gives backup commands for it."""
    return Operator(cluster, own_exchange)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A provider to be registered."""
    with made_up_town(tmp_path) as made:
        yield made
