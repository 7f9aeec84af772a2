"""What was said of an organisation's time and ended stays ended, whoever holds the database."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from app.domain.clock_settings import CLOSED
from app.services.clocks.enter import enter_closed_day
from app.services.clocks.keep_setting import end_setting
from app.services.governance.check_log import check_log
from tests.services.exchange import Exchange, run_sql

DAY = date(2026, 12, 24)
REVIVE = "UPDATE clock_setting SET ended_at = NULL WHERE kind = 'closed'"


def test_a_closed_day_that_was_taken_back_is_not_revived(own_exchange: Exchange) -> None:
    """Whoever brought it back would have answers due later."""
    hub, by = own_exchange.organisation("hub").id, own_exchange.registrar_id()
    enter_closed_day(own_exchange.admin, hub, DAY, "Training", by)
    end_setting(own_exchange.admin, hub, CLOSED, DAY, by)
    assert check_log(own_exchange.runtime).problems == ()
    with pytest.raises(psycopg.errors.RaiseException, match="enter it anew"):
        run_sql(own_exchange.database.owner_url, REVIVE)
    own_exchange.rows("ALTER TABLE clock_setting DISABLE TRIGGER USER")
    own_exchange.rows(REVIVE)
    assert "of clock_setting stands again" in "".join(check_log(own_exchange.runtime).problems)
