"""A weighty change is told to all who may sign it, in words that name nobody, an hour before it is done."""

from __future__ import annotations

from app.services.administration.apply_changes import apply_changes
from app.services.administration.propose_organisation import propose_organisation
from app.services.administration.sign_change import withdraw_change
from tests.messages.desk import Desk, to
from tests.messages.test_offers import begun
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.test_organisation_changes import NEW

__all__ = ["own_exchange"]


def test_all_who_may_sign_are_told_what_it_is_and_until_when_it_can_be_taken_back(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    hana, hector, holly = begun(desk, "hub", "hana", "hector", "holly")
    change = hector.signs(hana.signs(propose_organisation(runtime, hana.actor, NEW)))
    desk.since()
    assert apply_changes(own_exchange.admin) == 0
    assert desk.since() == to("change_announced", "hana", "hector", "holly")
    text = desk.text("holly", "change_announced")
    assert "Take an organisation in: Newcomer Police (made up), of Madeup, as police" in text
    assert "It is done at 11am on 24 November 2026, unless somebody takes it back." in text
    assert f"/admin/changes/{change.id}" in text
    assert not any(one.actor.display_name in text for one in (hana, hector, holly))
    assert apply_changes(own_exchange.admin) == 0
    assert desk.since() == [], "once is enough"
    withdraw_change(runtime, holly.actor, change.id)


def test_what_was_taken_back_before_the_mail_was_written_is_told_to_nobody(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    hana, hector = begun(desk, "hub", "hana", "hector")
    change = hector.signs(hana.signs(propose_organisation(runtime, hana.actor, NEW)))
    desk.since()
    assert apply_changes(own_exchange.admin) == 0
    withdraw_change(runtime, hana.actor, change.id)
    assert desk.since() == []
