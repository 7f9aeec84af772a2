"""What a step did to a request's time, in words: a time that reads the same is not said to have moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.clock_steps import CLARIFIED, RE_RATED, ClockStep
from app.domain.events import REBASED
from app.web.hub.clock_history import clock_text
from tests.web.exchange import Exchange

DUE = datetime(2026, 11, 25, 10, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "said"), [(RE_RATED, "Still due 25 November 2026 at 10am."), (REBASED, ""), (CLARIFIED, "")]
)
def test_seconds_are_not_told_as_another_time(exchange: Exchange, what: str, said: str) -> None:
    step = ClockStep(what, DUE, UUID(int=1), due=DUE + timedelta(seconds=40), due_before=DUE, rating="amber")
    with exchange.app.app_context():
        assert clock_text(step).endswith(said)
        assert "instead of" not in clock_text(step)
        later = ClockStep(what, DUE, UUID(int=1), due=DUE + timedelta(minutes=1), due_before=DUE, rating="amber")
        assert "Due 25 November 2026 at 10:01am, instead of 25 November 2026 at 10am." in clock_text(later)
