"""An act of governance is reviewed by the end of its hub's next working day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.clocks import LONDON, Calendar
from app.domain.governance import review_due_at

OFFICE = Calendar(dict.fromkeys(range(5), ((540, 1020),)), frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
ALWAYS = Calendar(dict.fromkeys(range(7), ((0, 1440),)))
UNEVEN = Calendar({0: ((540, 1020),), 1: ((540, 720), (780, 840))})


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    "calendar, acted, due",
    [
        (OFFICE, "2026-11-24 10:00", "2026-11-25 17:00"),
        (OFFICE, "2026-11-27 16:00", "2026-11-30 17:00"),
        (OFFICE, "2026-11-27 22:00", "2026-12-01 17:00"),  # at night it counts from the next opening, as clocks do
        (OFFICE, "2026-12-24 10:00", "2026-12-29 17:00"),
        (UNEVEN, "2026-11-23 16:00", "2026-11-24 14:00"),  # Tuesday's hours end at two
        (ALWAYS, "2026-11-27 16:00", "2026-11-29 00:00"),
    ],
)
def test_it_is_due_when_the_next_working_day_ends(calendar: Calendar, acted: str, due: str) -> None:
    assert review_due_at(london(acted).astimezone(UTC), calendar) == london(due)


def test_without_hours_it_is_due_sooner() -> None:
    acted = london("2026-11-27 16:00")
    assert review_due_at(acted, None) == acted + timedelta(hours=24)
