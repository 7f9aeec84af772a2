"""An awkward provider in order, and our side of the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from app.adapters.database.engine import make_engine
from app.adapters.database.work import SqlDatabase
from app.adapters.identity.openid_connect import OpenIdConnect
from tests.conftest import Database
from tests.identity.arriving import ADDRESS, Arriving
from tests.identity.asking import in_order
from tests.identity.awkward_provider import AwkwardProvider, awkward_provider
from tests.identity.exchange import People, a_runtime, make_exchange
from tests.identity.made_up_tokens import NOW
from tests.services.exchange import make_exchange as whole_exchange


@pytest.fixture
def there() -> Iterator[AwkwardProvider]:
    with awkward_provider() as provider:
        provider.describe()
        provider.answer("/token", in_order(provider))
        yield provider


@pytest.fixture
def openid() -> OpenIdConnect:
    return OpenIdConnect({"awkward": "made-up-secret"}, allow_development=True, seconds=0.3)


@pytest.fixture
def arriving(database: Database, keystore: Database, tmp_path: Path, there: AwkwardProvider) -> Iterator[Arriving]:
    """An exchange with one hub and one approved collator, Amina."""
    base, owner = whole_exchange(database, keystore, tmp_path, NOW), make_engine(database.owner_url)
    people = People(base)
    provider = people.provider(there.issuer)
    people.member(people.person(provider, "amina"), people.organisation("Madeupshire hub"), "hub_collator")
    runtime = a_runtime(base, "town")
    app = make_exchange(runtime, ADDRESS)
    rows = cast("SqlDatabase", runtime.database)
    yield Arriving(app, runtime, rows, owner, base.clock, people, provider, there, app.test_client())
    base.close()
    owner.dispose()
