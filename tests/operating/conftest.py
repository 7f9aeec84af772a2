"""One exchange on a server of its own for each file of these tests: each leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.demonstration.database import Cluster
from tests.operating.served import exchange_now
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]


@pytest.fixture(scope="module")
def stoppable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Exchange]]:
    """The database server and the exchange on it."""
    with exchange_now(tmp_path_factory.mktemp("operated")) as both:
        yield both
