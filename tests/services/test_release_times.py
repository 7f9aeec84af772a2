"""A policy release begins at its time, after all who may sign it were told; that nobody signs one is said."""

from __future__ import annotations

from datetime import timedelta

from app.services.administration.apply_changes import apply_changes
from app.services.governance.find_attention import find_attention
from policies.engine.release import PolicyRelease
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.releasing import DAY, Office, applied, follow, office, other, proposed

__all__ = ["office", "other", "own_exchange"]


def test_one_that_is_signed_waits_for_its_time(own_exchange: Exchange, office: Office, other: PolicyRelease) -> None:
    ada, ben = office
    change = ada.signs(proposed(own_exchange, ada, other, 20 * DAY))
    assert change.closes_at > own_exchange.clock.now() + 20 * DAY
    ben.signs(change)
    assert apply_changes(own_exchange.admin) == 0  # announced now, and done at its time to the minute
    own_exchange.clock.forward(20 * DAY - timedelta(minutes=1))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (0, 1)
    own_exchange.clock.forward(timedelta(minutes=2))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (1, 2)


def test_one_that_is_signed_shortly_before_its_time_is_told_an_hour_ahead(
    own_exchange: Exchange, office: Office, other: PolicyRelease
) -> None:
    """A captured web server could have had it signed: whoever may sign it has the hour to take it back."""
    ada, ben = office
    change = ada.signs(proposed(own_exchange, ada, other, timedelta(minutes=5)))
    ben.signs(change)
    assert apply_changes(own_exchange.admin) == 0
    own_exchange.clock.forward(timedelta(minutes=59))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (0, 1)
    assert find_attention(own_exchange.runtime).get("proposed_release") is None
    own_exchange.clock.forward(timedelta(minutes=1))
    assert (apply_changes(own_exchange.admin), follow(own_exchange)) == (1, 2)


def test_readiness_says_that_a_release_due_within_a_day_is_not_signed(
    own_exchange: Exchange, office: Office, other: PolicyRelease
) -> None:
    ada, ben = office

    def said() -> str | None:
        return find_attention(own_exchange.runtime).get("proposed_release")

    change = proposed(own_exchange, ada, other, 3 * DAY)
    assert said() is None
    own_exchange.clock.forward(2 * DAY + timedelta(minutes=1))
    assert said() == (
        "A policy release is to begin on 27 November 2026 at 10:00 and is not signed: two administrators of "
        f"{own_exchange.organisation('hub').name} sign for it on the page “Policy”."
    )
    ben.signs(ada.signs(change))
    assert said() is None
    own_exchange.clock.forward(DAY + timedelta(minutes=1))
    assert said() is not None, "its time is past, and nothing has put it in force"
    assert "see that `flask changes work` is running" in str(said())
    assert applied(own_exchange) == 1
    follow(own_exchange)
    assert said() is None
