"""Leaves that no checkpoint covers yet could be taken back unseen: the worker keeps that to about a minute."""

from __future__ import annotations

import pytest

from app.domain.errors import RefusesToStart
from app.services.governance.check_start import check_start
from app.services.governance.summaries import keep_fresh
from tests.services.exchange import Exchange
from tests.services.played import answered


def test_a_leaf_taken_back_after_a_minute_is_missed(own_exchange: Exchange) -> None:
    assert keep_fresh(own_exchange.runtime)
    assert not keep_fresh(own_exchange.runtime)
    answered(own_exchange)
    assert not keep_fresh(own_exchange.runtime)  # not more often than once a minute
    own_exchange.clock.forward(seconds=61)
    assert keep_fresh(own_exchange.runtime)
    check_start(own_exchange.runtime)
    for table in ("log_leaf", "log_node"):
        own_exchange.rows(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    index, entry, _ = own_exchange.leaves()[-1]
    own_exchange.rows("DELETE FROM log_detail WHERE id = %s", entry)
    own_exchange.rows(
        "DELETE FROM log_node WHERE log = (SELECT log FROM log_leaf WHERE id = %s) AND idx = %s >> level", entry, index
    )
    own_exchange.rows("DELETE FROM log_leaf WHERE id = %s", entry)
    own_exchange.rows("DELETE FROM log_summary")
    with pytest.raises(RefusesToStart):
        check_start(own_exchange.runtime)
