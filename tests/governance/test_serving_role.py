"""No server and no worker starts as a role that may do what administrators' commands do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import RefusesToStart
from app.factory import create_app
from app.wiring import close_runtime, serving_runtime
from tests.services.exchange import Exchange

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")


@pytest.mark.parametrize("role", ["admin_url", "owner_url"])
def test_a_server_that_could_administer_does_not_start(own_exchange: Exchange, role: str) -> None:
    settings = replace(own_exchange.settings, database_url=getattr(own_exchange.database, role))
    with pytest.raises(RefusesToStart, match=r"Servers and workers log in as prx_app"):
        create_app(settings)


def test_one_that_could_not_starts(own_exchange: Exchange) -> None:
    runtime = serving_runtime(own_exchange.settings, own_exchange.clock)
    assert not runtime.database.may_administer()
    assert own_exchange.admin.database.may_administer()
    close_runtime(runtime)
