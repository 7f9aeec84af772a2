"""What an organisation is, and when it is there, is changed by signatures, and names what its command would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest

from app.domain.changes import HOURS_SET, ORGANISATION_ENDED, ORGANISATION_REGISTERED
from app.domain.clock_settings import COVER, HOURS
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_in_law import propose_in_law
from app.services.administration.propose_organisation import propose_organisation
from app.services.administration.propose_setting import (
    propose_closed_day,
    propose_hours,
    propose_number,
    propose_rung,
)
from app.services.administration.sign_change import withdraw_change
from app.services.clocks.enter import enter_hours
from app.services.clocks.hours_and_cover import said_of
from app.services.governance.check_log import check_log
from app.services.identity.end_partnership import end_partnership
from app.services.identity.make_partnership import make_partnership
from app.services.identity.set_in_law import in_law_of, set_in_law
from tests.services.administering import Office, office
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.owning import owner_of

__all__ = ["own_exchange"]
DAY = date(2026, 12, 24)
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9:00-17:00")
NEW = {
    "kind": "police",
    "name": "Newcomer Police (made up)",
    "controller": "Madeup",
    "service": "Madeup police",
    "telephone": "01632 960222",
}


def alone(exchange: Exchange) -> Office:
    """An office that works with nobody any more."""
    here = office(exchange)
    with exchange.runtime.database.work(None) as work:
        others = work.partnerships.with_whom(here.organisation.id)
    for hub in others:
        end_partnership(exchange.admin, hub, here.organisation.id)
    return here


def refused(attempt: Callable[[], object]) -> dict[str, str]:
    """What is said to be wrong, by the field."""
    with pytest.raises(InvalidInput) as told:
        attempt()
    return dict(told.value.errors)


def test_hours_a_closed_day_and_a_number_are_one_persons_with_a_passkey(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    runtime, ada = own_exchange.runtime, here.ada
    for change in (
        propose_hours(runtime, ada.actor, DAY, OFFICE, "none"),
        propose_closed_day(runtime, ada.actor, DAY, "Training"),
        propose_number(runtime, ada.actor, "Madeup night desk", "01632 960333", "Nights"),
    ):
        assert here.applied() == 0
        ada.signs(change)
        assert (here.applied(), here.outcome(change)) == (1, "applied")
    [of] = said_of(runtime, [here.organisation.id])
    assert (of.kept.hours(DAY), of.cover.telephone, of.cover.rung_by) == (of.kept.of(HOURS)[0], "01632 960333", None)
    assert of.kept.of(HOURS)[0].set_by == ada.actor.person_id
    with pytest.raises(WrongState):
        propose_hours(runtime, ada.actor, DAY, OFFICE, "none")
    assert check_log(runtime).problems == ()


def test_a_number_counts_once_somebody_else_has_rung_it(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    runtime = own_exchange.runtime
    with pytest.raises(WrongState, match="no number"):
        propose_rung(runtime, here.ada.actor, COVER)
    here.ada.signs(propose_number(runtime, here.ada.actor, "Madeup night desk", "01632 960333", "Nights"))
    assert here.applied() == 1
    with pytest.raises(WrongState, match="somebody else"):
        propose_rung(runtime, here.ada.actor, COVER)
    here.ben.signs(propose_rung(runtime, here.ben.actor, COVER))
    assert here.applied() == 1
    [of] = said_of(runtime, [here.organisation.id])
    (cover,) = of.kept.of(COVER)
    assert (of.cover.rung_by, cover.set_by) == (here.ben.actor.display_name, here.ada.actor.person_id)
    assert check_log(runtime).problems == ()


def test_hours_that_somebody_entered_meanwhile_are_overtaken(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    change = propose_hours(own_exchange.runtime, here.ada.actor, DAY, OFFICE, "none")
    enter_hours(own_exchange.admin, here.organisation.id, DAY, ("mon=9:00-12:00",), "none", here.ben.actor.person_id)
    here.ada.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "overtaken")


def test_what_is_mistyped_is_said_at_its_field(exchange: Exchange) -> None:
    here = office(exchange)
    runtime, ada = exchange.runtime, here.ada.actor
    assert set(refused(lambda: propose_hours(runtime, ada, date(2020, 1, 1), {"mon": "late"}, "none"))) == {
        "first",
        "mon",
    }
    assert set(refused(lambda: propose_hours(runtime, ada, DAY, OFFICE, "moon"))) == {"holidays"}
    assert set(refused(lambda: propose_closed_day(runtime, ada, None, "a\x00b"))) == {"day", "because"}
    assert set(refused(lambda: propose_number(runtime, ada, "Desk", "ring us", "Nights"))) == {"telephone"}
    with pytest.raises(NotFound):
        propose_hours(runtime, here.colleague, DAY, OFFICE, "none")
    with pytest.raises(NotFound):
        propose_change(runtime, ada, HOURS_SET, exchange.organisation("police").id, {"said": {}})


def test_what_it_is_in_law_an_owner_says_and_a_second_person_signs(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner, runtime = owner_of(here), own_exchange.runtime
    with pytest.raises(NotFound):
        propose_in_law(runtime, here.ada.actor, ["mappa_duty"], nothing=False)
    assert set(refused(lambda: propose_in_law(runtime, owner.actor, [], nothing=False))) == {"facts"}
    assert set(refused(lambda: propose_in_law(runtime, owner.actor, ["mappa_duty"], nothing=True))) == {"facts"}
    change = owner.signs(propose_in_law(runtime, owner.actor, ["registered_provider", "mappa_duty"], nothing=False))
    assert (here.applied(), in_law_of(runtime, here.organisation.id)) == (0, None)
    here.ada.signs(change)
    assert here.applied() == 1
    assert in_law_of(runtime, here.organisation.id) == {"registered_provider", "mappa_duty"}
    late = owner.signs(propose_in_law(runtime, owner.actor, [], nothing=True))
    set_in_law(own_exchange.admin, here.organisation.id, ["mappa_duty"])
    here.ada.signs(late)
    assert (here.applied(), here.outcome(late)) == (1, "overtaken")
    assert check_log(runtime).problems == ()


def test_a_hub_takes_an_organisation_in_by_two_of_its_people(own_exchange: Exchange) -> None:
    hub = office(own_exchange, at=own_exchange.organisation("hub"))
    runtime = own_exchange.runtime
    change = hub.ada.signs(propose_organisation(runtime, hub.ada.actor, NEW))
    assert propose_organisation(runtime, hub.ben.actor, NEW).id == change.id
    assert hub.applied() == 0
    hub.ben.signs(change)
    assert (hub.applied_in_an_hour(), hub.outcome(change)) == (1, "applied")
    with runtime.database.work(None) as work:
        made = work.identity.organisation_called(NEW["name"])
    assert made
    assert (made.kind, made.controller, made.telephone) == ("police", "Madeup", "01632 960222")
    make_partnership(own_exchange.admin, hub.organisation.id, made.id)
    assert set(refused(lambda: propose_organisation(runtime, hub.ada.actor, NEW))) == {"name"}
    wrong = {**dict.fromkeys(NEW, ""), "kind": "moon"}
    assert set(refused(lambda: propose_organisation(runtime, hub.ada.actor, wrong))) == set(NEW)
    assert check_log(runtime).problems == ()


def test_a_partner_takes_nobody_in(exchange: Exchange) -> None:
    here = office(exchange)
    with pytest.raises(NotFound):
        propose_organisation(exchange.runtime, here.ada.actor, NEW)
    with pytest.raises(NotFound):
        propose_change(exchange.runtime, here.ada.actor, ORGANISATION_REGISTERED, here.organisation.id, NEW)


def test_two_end_their_organisation_and_everybodys_role_with_it(own_exchange: Exchange) -> None:
    busy = office(own_exchange)
    own_exchange.organisation("hub")
    here = alone(own_exchange)
    own: UUID = here.organisation.id
    with pytest.raises(WrongState, match="end these partnerships first"):
        propose_change(own_exchange.runtime, busy.ada.actor, ORGANISATION_ENDED, busy.organisation.id)
    with pytest.raises(NotFound):
        propose_change(own_exchange.runtime, here.ada.actor, ORGANISATION_ENDED, busy.organisation.id)
    change = here.ada.signs(propose_change(own_exchange.runtime, here.ada.actor, ORGANISATION_ENDED, own))
    assert here.applied() == 0
    here.ben.signs(change)
    assert (here.applied_in_an_hour(), here.outcome(change)) == (1, "applied")
    left = own_exchange.rows("SELECT count(*) FROM membership WHERE organisation_id = %s AND ended_at IS NULL", own)
    assert left == [(0,)]
    assert check_log(own_exchange.runtime).problems == ()


def test_what_weighs_much_can_be_taken_back_for_an_hour_and_the_application_cannot_shorten_it(
    own_exchange: Exchange,
) -> None:
    hub = office(own_exchange, at=own_exchange.organisation("hub"))
    runtime = own_exchange.runtime
    change = hub.ben.signs(hub.ada.signs(propose_organisation(runtime, hub.ada.actor, NEW)))
    assert hub.applied() == 0
    long_ago = "UPDATE change SET announced_at = now() - interval '1 day' WHERE id = %s"
    with pytest.raises(psycopg.Error, match="permission denied"):
        run_sql(own_exchange.database.app_url, long_ago, change.id)
    withdraw_change(runtime, hub.cleo.actor, change.id)
    own_exchange.clock.forward(timedelta(hours=2))
    assert (hub.applied(), hub.outcome(change)) == (0, "withdrawn")


def test_one_that_is_announced_as_it_closes_is_done_all_the_same(own_exchange: Exchange) -> None:
    hub = office(own_exchange, at=own_exchange.organisation("hub"))
    change = propose_organisation(own_exchange.runtime, hub.ada.actor, NEW)
    own_exchange.clock.forward(timedelta(days=14) - timedelta(minutes=1))
    hub.ben.signs(hub.ada.signs(change))
    assert (hub.applied_in_an_hour(), hub.outcome(change)) == (1, "applied")
