"""A sharing agreement is what both sides have signed, is named by what they give each other, and stops nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.domain.agreements import DUE, ENDED, EXPIRED, NOT_YET, OVERDUE, STANDS, TO_SIGN
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.administration.look_at_agreements import agreements_that_need, list_agreements, see_agreement
from app.services.administration.propose_agreement import Typed, propose_agreement, propose_end, propose_signed
from app.services.governance.check_log import check_log
from tests.services.administering import Administrator, Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case, send

__all__ = ["own_exchange"]
TODAY = date(2026, 11, 24)
DOCUMENT = "0123456789abcdef" * 4
TYPED = Typed([], "ISA 2026/14", "1", "Madeupshire sharing agreement", DOCUMENT, TODAY, date(2027, 11, 24), None)


@dataclass
class Sides:
    """A hub and two partners that work together, each with administrators who have begun."""

    exchange: Exchange
    hub: Office
    partner: Office

    def recorded(self, typed: Typed = TYPED, *, by: Office | None = None) -> UUID:
        """Recorded and signed by one side, the hub's unless it is `by` the partner's; its id."""
        by = by or self.hub
        other = self.partner if by is self.hub else self.hub
        made = replace(typed, others=[other.organisation.id])
        change = by.ada.signs(propose_agreement(self.exchange.runtime, by.ada.actor, made))
        assert (by.applied(), by.outcome(change)) == (1, "applied")
        return change.id

    def signed(self, agreement: UUID, by: Administrator) -> int:
        """One of a side signs that it has; how many changes end now."""
        by.signs(propose_signed(self.exchange.runtime, by.actor, agreement))
        return self.hub.applied()

    def named(self) -> str | None:
        """What disclosures between the two name."""
        with self.exchange.runtime.database.work(None) as work:
            return work.partnerships.agreements_of(self.hub.organisation.id).get(self.partner.organisation.id)

    def state(self, agreement: UUID, to: Administrator) -> str:
        """How it stands for somebody."""
        return see_agreement(self.exchange.runtime, to.actor, agreement).state


@pytest.fixture
def sides(own_exchange: Exchange) -> Sides:
    hub = office(own_exchange, at=own_exchange.organisation("hub"))
    return Sides(own_exchange, hub, office(own_exchange, at=own_exchange.organisation("housing")))


def test_each_side_signs_one_and_from_then_on_disclosures_name_it(sides: Sides) -> None:
    agreement = sides.recorded()
    assert (sides.named(), sides.state(agreement, sides.partner.ada)) == (None, TO_SIGN)
    assert sides.signed(agreement, sides.partner.ada) == 1
    assert sides.named() == "ISA 2026/14 version 1"
    assert [sides.state(agreement, one.ada) for one in (sides.hub, sides.partner)] == [STANDS, STANDS]
    request = send(sides.exchange, ready_case(sides.exchange), "housing")
    [(leaf,)] = sides.exchange.rows(
        "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'agreement' FROM log_leaf WHERE kind = 'request_sent'"
    )
    assert (request.partner_id, leaf) == (sides.partner.organisation.id, "ISA 2026/14 version 1")
    with pytest.raises(WrongState, match="signed this agreement already"):
        propose_signed(sides.exchange.runtime, sides.partner.ben.actor, agreement)
    assert check_log(sides.exchange.runtime).problems == ()


def test_a_partner_may_record_it_and_the_hub_signs(sides: Sides) -> None:
    agreement = sides.recorded(by=sides.partner)
    assert sides.signed(agreement, sides.hub.ben) == 1
    assert sides.named() == "ISA 2026/14 version 1"


def test_before_its_first_day_nothing_names_it(sides: Sides) -> None:
    agreement = sides.recorded(replace(TYPED, starts=TODAY + timedelta(days=3)))
    assert sides.signed(agreement, sides.partner.ada) == 0
    assert sides.named() is None
    sides.exchange.clock.forward(timedelta(days=3))
    assert (sides.hub.applied(), sides.named()) == (1, "ISA 2026/14 version 1")


def test_the_next_version_is_named_once_both_have_signed_it(sides: Sides) -> None:
    first = sides.recorded()
    sides.signed(first, sides.partner.ada)
    with pytest.raises(WrongState, match="recorded already"):
        sides.recorded()
    sides.exchange.clock.forward(timedelta(days=1))
    second = sides.recorded(replace(TYPED, version="2"))
    assert sides.named() == "ISA 2026/14 version 1"
    assert (sides.signed(second, sides.partner.ada), sides.named()) == (1, "ISA 2026/14 version 2")
    sides.partner.ada.signs(propose_end(sides.exchange.runtime, sides.partner.ada.actor, second))
    assert (sides.partner.applied(), sides.named()) == (1, "ISA 2026/14 version 1"), "it holds"
    assert sides.state(second, sides.partner.ada) == ENDED
    sides.hub.ada.signs(propose_end(sides.exchange.runtime, sides.hub.ada.actor, first))
    assert (sides.hub.applied(), sides.named()) == (1, None)
    with pytest.raises(WrongState, match="ended"):
        propose_end(sides.exchange.runtime, sides.partner.ada.actor, first)
    assert check_log(sides.exchange.runtime).problems == ()


def test_its_review_and_its_end_warn_and_stop_nothing(sides: Sides) -> None:
    typed = replace(TYPED, starts=TODAY, review_at=date(2027, 3, 1), ends=date(2027, 3, 10))
    agreement = sides.recorded(typed)
    sides.signed(agreement, sides.partner.ada)
    with sides.exchange.runtime.database.work(None) as work:
        found = work.partnerships.agreements.agreement(agreement)
    assert found
    told = {day: (found.step(day), found.state(day)) for day in map(date.fromisoformat, (
        "2026-11-30", "2026-12-01", "2027-01-30", "2027-02-22", "2027-03-01", "2027-03-11"))}  # fmt: skip
    assert list(told.values()) == [
        (None, STANDS), (90, DUE), (30, DUE), (7, DUE), (0, OVERDUE), (0, EXPIRED),
    ]  # fmt: skip
    assert replace(found, starts=date(2027, 1, 1)).state(TODAY) == NOT_YET
    sides.exchange.clock.forward(timedelta(days=200))
    assert sides.state(agreement, sides.hub.ada) == EXPIRED
    assert sides.named() == "ISA 2026/14 version 1", "what is sent says under what it was"


def test_a_partner_that_never_signs_keeps_nobody_from_looking_at_it_again(sides: Sides) -> None:
    runtime, hub = sides.exchange.runtime, sides.hub
    late = office(sides.exchange, at=sides.exchange.organisation("police"))
    typed = replace(TYPED, others=[sides.partner.organisation.id, late.organisation.id], review_at=date(2026, 12, 24))
    change = hub.ada.signs(propose_agreement(runtime, hub.ada.actor, typed))
    assert hub.applied() == 1
    people = (hub.ada, sides.partner.ada, late.ada)
    assert [sides.state(change.id, one) for one in people] == [TO_SIGN] * 3
    assert [agreements_that_need(runtime, one.actor) for one in people] == [0, 1, 1]
    assert sides.signed(change.id, sides.partner.ada) == 1
    assert [sides.state(change.id, one) for one in people] == [DUE] * 3
    assert [agreements_that_need(runtime, one.actor) for one in people] == [1, 1, 1]
    assert see_agreement(runtime, late.ada.actor, change.id).to_sign


def test_what_is_mistyped_is_said_all_at_once(sides: Sides) -> None:
    runtime, ada = sides.exchange.runtime, sides.hub.ada.actor
    wrong = Typed([], "a, b", "", " ", "12", None, None, None)
    with pytest.raises(InvalidInput) as told:
        propose_agreement(runtime, ada, wrong)
    assert set(told.value.errors) == {"others", "reference", "version", "title", "document", "starts", "review_at"}
    with pytest.raises(InvalidInput) as told:
        sides.recorded(replace(TYPED, review_at=TODAY, ends=date(2026, 1, 1)))
    assert set(told.value.errors) == {"review_at", "ends"}


def test_who_has_no_side_sees_and_signs_nothing_of_it(sides: Sides) -> None:
    runtime, agreement = sides.exchange.runtime, sides.recorded()
    other = office(sides.exchange, at=sides.exchange.organisation("police"))
    for refuses in (see_agreement, propose_signed, propose_end):
        with pytest.raises(NotFound):
            refuses(runtime, other.ada.actor, agreement)
        with pytest.raises(NotFound):
            refuses(runtime, sides.partner.colleague, agreement)
    assert list_agreements(runtime, other.ada.actor) == []
    with pytest.raises(NotFound):
        list_agreements(runtime, sides.partner.colleague)
    officer = sides.exchange.person("housing", "partner_ig_officer")
    assert [one.agreement.id for one in list_agreements(runtime, officer)] == [agreement]
    with pytest.raises(NotFound):
        propose_signed(runtime, officer, agreement)
    twice = replace(TYPED, others=[sides.hub.organisation.id, other.organisation.id])
    with pytest.raises(NotFound):
        propose_agreement(runtime, sides.partner.ada.actor, twice)
    with pytest.raises(WrongState):
        propose_agreement(runtime, sides.hub.ada.actor, replace(TYPED, others=[sides.hub.organisation.id]))


@pytest.mark.parametrize("edit", [
    "UPDATE agreement SET ends = '2030-01-01'",
    "UPDATE agreement_side SET signed_at = signed_at + interval '1 day'",
    "UPDATE agreement_side SET ended_at = now() WHERE signed_at IS NOT NULL",
    "UPDATE partnership SET agreement = 'ISA 2026/14 version 9' WHERE agreement IS NOT NULL",
    "DELETE FROM agreement_side WHERE signed_at IS NOT NULL",
    "INSERT INTO agreement_side SELECT a.id, b.id, now() FROM agreement a, organisation b WHERE kind = 'police'",
])  # fmt: skip
def test_what_the_owner_of_the_tables_edits_of_it_is_found(sides: Sides, edit: str) -> None:
    sides.signed(sides.recorded(), sides.partner.ada)
    sides.exchange.organisation("police")
    assert check_log(sides.exchange.runtime).problems == ()
    sides.exchange.rows(edit)
    assert check_log(sides.exchange.runtime).problems
