"""A hub and a partner work together once both sides have signed, and no longer than either wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.domain.changes import PARTNERSHIP_MADE
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.administration.offers import offers_to
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_partnership import (
    propose_agreeing,
    propose_offer,
    propose_parting,
    propose_taking_back,
)
from app.services.governance.check_log import check_log
from app.services.identity.end_partnership import end_partnership
from app.services.identity.make_partnership import make_partnership
from tests.services.administering import Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.web.statements import counted

__all__ = ["own_exchange"]
TODAY = date(2026, 11, 24)


@dataclass
class Sides:
    """A hub and a partner that do not work together, each with administrators who have begun."""

    exchange: Exchange
    hub: Office
    partner: Office

    def offered(self, joins: date = TODAY) -> None:
        """Signed by two of the hub."""
        runtime, hub = self.exchange.runtime, self.hub
        change = hub.ada.signs(
            propose_offer(runtime, hub.ada.actor, self.partner.organisation.id, "ISA 2026/14", joins)
        )
        assert (hub.applied(), hub.outcome(change)) == (0, None)
        hub.ben.signs(change)
        assert (hub.applied(), hub.outcome(change)) == (1, "applied")
        assert not self.together

    @property
    def together(self) -> bool:
        """Whether the hub may ask."""
        with self.exchange.runtime.database.work(None) as work:
            return self.partner.organisation.id in work.partnerships.partners_of(self.hub.organisation.id)


@pytest.fixture
def sides(own_exchange: Exchange) -> Sides:
    hub = office(own_exchange, at=own_exchange.organisation("hub"))
    partner = office(own_exchange)
    end_partnership(own_exchange.admin, hub.organisation.id, partner.organisation.id)
    return Sides(own_exchange, hub, partner)


def test_two_of_each_side_sign_and_then_the_hub_may_ask(sides: Sides) -> None:
    runtime, partner = sides.exchange.runtime, sides.partner
    with pytest.raises(WrongState, match="no offer"):
        propose_agreeing(runtime, partner.ada.actor, sides.hub.organisation.id)
    sides.offered()
    change = partner.ada.signs(propose_agreeing(runtime, partner.ada.actor, sides.hub.organisation.id))
    assert (partner.applied(), sides.together) == (0, False)
    partner.ben.signs(change)
    assert (partner.applied(), sides.together) == (1, True)
    with runtime.database.work(None) as work:
        agreements = work.partnerships.agreements_of(sides.hub.organisation.id)
    assert agreements[partner.organisation.id] == "ISA 2026/14"
    with pytest.raises(WrongState, match="already"):
        propose_offer(runtime, sides.hub.ada.actor, partner.organisation.id, "", TODAY)
    assert check_log(runtime).problems == ()


def test_it_begins_on_its_day(sides: Sides) -> None:
    runtime, partner = sides.exchange.runtime, sides.partner
    sides.offered(TODAY + timedelta(days=3))
    change = partner.ada.signs(propose_agreeing(runtime, partner.ada.actor, sides.hub.organisation.id))
    partner.ben.signs(change)
    assert (partner.applied(), sides.together) == (0, False)
    sides.exchange.clock.forward(timedelta(days=3))
    assert (partner.applied(), sides.together) == (1, True)


def test_an_offer_that_was_taken_back_or_is_old_is_nobodys_to_agree_to(sides: Sides) -> None:
    runtime, hub, partner = sides.exchange.runtime, sides.hub, sides.partner
    sides.offered()
    late = partner.ada.signs(propose_agreeing(runtime, partner.ada.actor, hub.organisation.id))
    hub.ben.signs(propose_taking_back(runtime, hub.ben.actor, partner.organisation.id))
    assert hub.applied() == 1
    partner.ben.signs(late)
    assert (partner.applied(), partner.outcome(late), sides.together) == (1, "overtaken", False)
    with pytest.raises(WrongState, match="no offer to take back"):
        propose_taking_back(runtime, hub.ben.actor, partner.organisation.id)
    sides.offered()
    sides.exchange.clock.forward(timedelta(days=28))
    with pytest.raises(WrongState, match="no offer"):
        propose_agreeing(runtime, partner.ada.actor, hub.organisation.id)


def test_either_side_ends_it_alone_and_the_old_offer_makes_it_no_more(sides: Sides) -> None:
    runtime, hub, partner = sides.exchange.runtime, sides.hub, sides.partner
    sides.offered()
    change = partner.ada.signs(propose_agreeing(runtime, partner.ada.actor, hub.organisation.id))
    partner.ben.signs(change)
    assert (partner.applied(), sides.together) == (1, True)
    hub.cleo.signs(propose_parting(runtime, hub.cleo.actor, partner.organisation.id))
    assert (hub.applied(), sides.together) == (1, False)
    with pytest.raises(WrongState, match="no offer"):
        propose_agreeing(runtime, partner.ada.actor, hub.organisation.id)
    make_partnership(sides.exchange.admin, hub.organisation.id, partner.organisation.id)
    partner.ada.signs(propose_parting(runtime, partner.ada.actor, hub.organisation.id))
    assert (partner.applied(), sides.together) == (1, False)
    with pytest.raises(WrongState, match="nothing to end"):
        propose_parting(runtime, partner.ada.actor, hub.organisation.id)
    assert check_log(runtime).problems == ()


def test_who_is_not_asked_offers_and_agrees_to_nothing(sides: Sides) -> None:
    runtime, hub, partner = sides.exchange.runtime, sides.hub, sides.partner
    other = office(sides.exchange)
    with pytest.raises(NotFound):
        propose_offer(runtime, partner.ada.actor, other.organisation.id, "", TODAY)
    with pytest.raises(WrongState):
        propose_offer(runtime, hub.ada.actor, hub.organisation.id, "", TODAY)
    with pytest.raises(InvalidInput) as wrong:
        propose_offer(runtime, hub.ada.actor, partner.organisation.id, "about Madeup, Person", date(2020, 1, 1))
    assert set(wrong.value.errors) == {"agreement", "joins"}
    sides.offered()
    with pytest.raises(WrongState):
        propose_agreeing(runtime, other.ada.actor, hub.organisation.id)
    with pytest.raises(NotFound):
        propose_agreeing(runtime, hub.ada.actor, hub.organisation.id)
    with pytest.raises(NotFound):
        propose_agreeing(runtime, partner.colleague, hub.organisation.id)


def test_an_offer_in_the_database_that_nobody_signed_makes_no_partnership(sides: Sides) -> None:
    """Whoever owns the tables can say that an offer was applied, and has nobody's passkey."""
    runtime, hub, partner = sides.exchange.runtime, sides.hub, sides.partner
    change = hub.ada.signs(propose_offer(runtime, hub.ada.actor, partner.organisation.id, "", TODAY))
    sides.exchange.rows("UPDATE change SET settled_at = now(), outcome = 'applied' WHERE id = %s", change.id)
    forged = propose_change(runtime, partner.ada.actor, PARTNERSHIP_MADE, hub.organisation.id)
    partner.ada.signs(forged)
    partner.ben.signs(forged)
    assert (partner.applied(), partner.outcome(forged), sides.together) == (1, "refused", False)


def test_what_three_hubs_offer_is_read_by_as_many_statements_as_what_one_does(sides: Sides) -> None:
    exchange, partner_id = sides.exchange, sides.partner.organisation.id

    def offers() -> tuple[int, int]:
        with exchange.runtime.database.work(None) as work, counted(exchange) as said:
            return len(offers_to(work, partner_id, exchange.clock.now())), len(said)

    sides.offered()
    one = offers()
    for _ in range(2):
        another = office(exchange, at=exchange.another("hub"))
        end_partnership(exchange.admin, another.organisation.id, partner_id)
        Sides(exchange, another, sides.partner).offered()
    assert offers() == (3, one[1])
