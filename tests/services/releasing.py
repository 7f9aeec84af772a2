"""Two who administer a hub, and the policy releases that they propose, sign and see come into force."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.changes import RELEASE_ACTIVATED, Change
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_release import propose_release
from app.services.policy_control.follow_release import follow_release
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from tests.policy_control.releases import other_words
from tests.services.administering import Administrator
from tests.services.exchange import Exchange

DAY = timedelta(days=1)
Office = tuple[Administrator, Administrator]


@pytest.fixture
def other(tmp_path: Path) -> PolicyRelease:
    return load_release(other_words(tmp_path / "other"))


@pytest.fixture
def office(own_exchange: Exchange) -> Office:
    """Two who administer the hub."""
    ada, ben = (Administrator(own_exchange, own_exchange.person("hub", "administrator")) for _ in range(2))
    begin(own_exchange.admin, own_exchange.organisation("hub").id, [ada.offers(), ben.offers()])
    return ada, ben


def proposed(
    exchange: Exchange, by: Administrator, release: PolicyRelease, begins_after: timedelta | None = None
) -> Change:
    """The change by which one of the hub's administrators asks for it."""
    at = None if begins_after is None else exchange.clock.now() + begins_after
    found = propose_release(exchange.admin, by.actor.organisation_id, release, at)
    return propose_change(exchange.runtime, by.actor, RELEASE_ACTIVATED, found.proposed.id)


def follow(exchange: Exchange) -> int:
    """Everybody of a test goes on under the release in force; its number."""
    exchange.runtime, exchange.admin = follow_release(exchange.runtime), follow_release(exchange.admin)
    return exchange.runtime.policy.number


def outcome(exchange: Exchange, change: Change) -> str | None:
    [(found,)] = exchange.rows("SELECT outcome FROM change WHERE id = %s", change.id)
    return None if found is None else str(found)


def applied(exchange: Exchange) -> int:
    """How many end once whoever may sign them was told, an hour later."""
    assert apply_changes(exchange.admin) == 0
    exchange.clock.forward(timedelta(hours=1))
    return apply_changes(exchange.admin)
