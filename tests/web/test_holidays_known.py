"""A due time past the day until which bank holidays are known says so; no other does. Each partner's is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask, render_template_string

from app.domain.identity import Organisation
from app.web.clock_words import due_words
from app.web.hub.if_sent_now import if_sent_now
from app.web.template_words import past_known
from policies.engine.loading import load_release
from tests.policies.conftest import POLICIES
from tests.web.gallery.site import create_gallery

CALENDAR = load_release(POLICIES).calendars["england-and-wales"]
SAID = ". Bank holidays are known to 31 December 2028: one announced later can move this"
CLOCK = '{% from "components/clock.html" import clock %}{{ clock(due) }}'
IF_SENT = '{% from "hub/if_sent_now.html" import if_sent_now %}{{ if_sent_now(due, "2 partners.") }}'


@pytest.mark.parametrize(
    "due, said", [("2028-12-31T23:59:00+00:00", ""), ("2029-01-01T00:00:00+00:00", SAID), ("2029-06-01T09:00Z", SAID)]
)
def test_past_known(due: str, said: str) -> None:
    assert past_known([CALENDAR], datetime.fromisoformat(due)) == said


def test_the_first_that_ends_counts_and_without_any_nothing_is_said() -> None:
    longer = replace(CALENDAR, known_until=date(2030, 12, 31))
    due = datetime(2029, 3, 1, tzinfo=UTC)
    assert past_known([longer, CALENDAR], due) == SAID
    assert past_known([longer], due) == past_known([], due) == ""


@pytest.fixture
def app() -> Flask:
    return create_gallery()


def test_a_clock_on_a_page_says_it(app: Flask) -> None:
    now = datetime(2028, 12, 29, 10, tzinfo=UTC)
    with app.test_request_context():
        near, far = (render_template_string(CLOCK, due=due_words(now + timedelta(days=days), now)) for days in (1, 4))
    assert SAID not in near
    assert f"Due Tuesday 2 January 2029 at 10am, 4 days left{SAID}" in far


def test_partners_with_other_hours_are_named_and_the_soonest_stands_first(app: Flask) -> None:
    now = datetime(2026, 11, 26, 16, tzinfo=UTC)
    made = [Organisation(uuid4(), "fire", name, "c", "s", "1", now) for name in ("Fire", "Housing", "Police")]
    times = [now + timedelta(days=days) for days in (1, 4, 1)]
    due = if_sent_now(made, dict(zip((one.id for one in made), times, strict=True)), now)
    assert [one.names for one in due] == ["Fire, Police", "Housing"]
    same = if_sent_now(made, dict.fromkeys((one.id for one in made), times[0]), now)
    assert [one.names for one in same] == [""]
    with app.test_request_context():
        both, once, none = (render_template_string(IF_SENT, due=one) for one in (due, same, ()))
    assert both.index("Fire, Police: <span") < both.index("Housing: <span")
    assert "2 partners. If sent now: <span" in once
    assert none.strip() == '<p class="govuk-body">2 partners.</p>'
