"""One played exchange for the pages of this door, and browsers of its hub's officers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from flask.testing import FlaskClient

from app.demonstration.database import OWNER, Cluster
from tests.conftest import Database
from tests.services.exchange import make_exchange
from tests.web.governance.site import Site, make_site

_numbers = count(1)


@pytest.fixture(scope="module")
def site(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """An exchange of the module's own."""
    number = next(_numbers)
    main, keys = (_copy(cluster, template, number) for template in (exchange_template, keystore_template))
    made = make_exchange(main, keys, tmp_path_factory.mktemp("governed"))
    yield make_site(made)
    made.close()
    for copy in (main, keys):
        cluster.drop_database(copy.name)


def _copy(cluster: Cluster, template: str, number: int) -> Database:
    name = f"governed_{template}_{number}"
    cluster.create_database(name, template=template)
    return Database(name, cluster.url(name), cluster.url(name, OWNER))


@pytest.fixture
def officer(site: Site) -> FlaskClient:
    """The IG officer's browser."""
    return site.client(site.officer)


@pytest.fixture
def auditor(site: Site) -> FlaskClient:
    """The auditor's browser."""
    return site.client(site.auditor)
