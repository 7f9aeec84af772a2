"""A server that answers but takes no rows is told from one that does not answer: the log cannot be written."""

from __future__ import annotations

import pytest

from app.domain.errors import LogUnavailable
from app.domain.lists import LogFilter, Page
from app.services.governance.read_log import list_disclosures
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]


@pytest.mark.parametrize(
    "refuses",
    ["REVOKE EXECUTE ON FUNCTION log_append FROM prx_app", "ALTER DATABASE {} SET default_transaction_read_only = on"],
)
def test_no_entry_no_reading(own_exchange: Exchange, refuses: str) -> None:
    officer = own_exchange.person("hub", "ig_officer")
    leaves = own_exchange.leaves()
    own_exchange.rows(refuses.format(own_exchange.database.name))
    own_exchange.close()
    with pytest.raises(LogUnavailable, match="could not be written"):
        list_disclosures(own_exchange.runtime, officer, LogFilter(officer.organisation_id), Page())
    own_exchange.close()
    assert own_exchange.leaves() == leaves
