"""What is red and lies where nobody is, is rung; before sending it is said of whom, and on which number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import event

from app.domain.errors import WrongState
from app.domain.identity import Actor
from app.domain.waiting import CLOSED_THERE
from app.services.clocks.enter import enter_cover, enter_hours
from app.services.clocks.keep_setting import Rung
from app.services.clocks.timekeeping import timekeeping
from app.services.clocks.unattended import Unattended, unattended
from app.services.governance.check_log import check_log
from app.services.research.my_work import find_my_work
from app.services.research.open_request import open_request
from app.services.research.ring_partner import PartnerCall, ring_partner
from tests.services.exchange import SINCE, Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import claim, rate, ready_case, send
from tests.services.test_told_and_rung import CALL, now_of

__all__ = ["own_exchange"]

FRIDAY_NIGHT = datetime.fromisoformat("2026-11-27T20:00:00+00:00")
FRIDAY_AFTERNOON = datetime.fromisoformat("2026-11-27T15:00:00+00:00")
MONDAY = datetime.fromisoformat("2026-11-30T09:00:00+00:00")


def at(exchange: Exchange, moment: datetime) -> None:
    exchange.clock.forward(moment - exchange.clock.now())


def found(exchange: Exchange, rating: str, *kinds: str) -> dict[str, Unattended]:
    hub, ids = exchange.organisation("hub").id, {exchange.organisation(kind).id: kind for kind in kinds}
    with exchange.runtime.database.work(hub) as work:
        time = timekeeping(exchange.runtime, work, hub, list(ids))
    return {ids[one]: each for one, each in unattended(exchange.runtime, time, rating).items()}


def say_cover(exchange: Exchange, kind: str, by: str | None, telephone: str | None, rung: Rung | None = None) -> None:
    covers = "Nights" if by else None
    organisation, entered_by = exchange.organisation(kind).id, exchange.registrar_id()
    enter_cover(exchange.admin, organisation, entered_by, covered_by=by, telephone=telephone, covers=covers, rung=rung)


def waits(exchange: Exchange, actor: Actor) -> Sequence[UUID]:
    groups = find_my_work(exchange.runtime, actor).groups
    return [line.file_id for group in groups if group.what == CLOSED_THERE for line in group.lines]


def test_whoever_is_closed_and_covered_by_nobody_is_named_with_its_number(own_exchange: Exchange) -> None:
    exchange = own_exchange
    other = exchange.person("hub", "hub_collator")
    kinds = ("housing", "police", "fire", "education")
    for kind in kinds:
        exchange.organisation(kind)
    say_cover(exchange, "police", "Madeup control room", "01632 960999")
    enter_hours(
        exchange.admin, exchange.organisation("fire").id, SINCE, ["mon-sun=0:00-24:00"], "none", exchange.registrar_id()
    )
    assert found(exchange, "red", *kinds) == {}, "everybody is there until it is due"
    at(exchange, FRIDAY_NIGHT)
    say_cover(exchange, "education", None, "01632 960555", Rung(other.person_id, exchange.clock.now()))
    night = found(exchange, "red", *kinds)
    assert set(night) == {"housing", "education"}
    housing, education = night["housing"], night["education"]
    assert (housing.closes_at, housing.opens_at) == (None, MONDAY)
    assert housing.cover.telephone == exchange.organisation("housing").telephone
    assert (housing.cover.said, housing.cover.rung_by) == (False, None)
    assert (education.cover.telephone, education.cover.rung_by) == ("01632 960555", other.display_name)
    assert set(found(exchange, "amber", *kinds)) == {"housing", "education"}
    assert found(exchange, "green", *kinds) == {}


def test_what_is_due_after_they_close_is_said_while_they_are_there(own_exchange: Exchange) -> None:
    exchange = own_exchange
    exchange.organisation("housing")
    at(exchange, FRIDAY_AFTERNOON)
    late = found(exchange, "red", "housing")["housing"]
    assert late.closes_at == datetime.fromisoformat("2026-11-27T17:00:00+00:00")
    assert late.opens_at == MONDAY
    assert found(exchange, "amber", "housing") == {}, "amber waits for their hours"


def test_red_that_lies_where_nobody_is_waits_until_somebody_there_was_rung(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    at(exchange, FRIDAY_NIGHT)
    request = send(exchange, case, "housing")
    assert now_of(exchange, case, request).closed_until == MONDAY
    for person in (case.collator, case.decider):
        assert waits(exchange, person) == [request.file_id]
    assert waits(exchange, exchange.person("hub", "hub_collator")) == []
    ring_partner(exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "not_verified", **CALL))
    assert waits(exchange, case.collator) == [request.file_id], "nobody unverified was told"
    ring_partner(exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "rang_back", **CALL))
    assert waits(exchange, case.collator) == []
    assert now_of(exchange, case, request).rung_at == exchange.clock.now()
    with pytest.raises(WrongState):
        ring_partner(exchange.runtime, case.collator, request.file_id, PartnerCall("spoke", "rang_back", **CALL))
    assert check_log(exchange.runtime).problems == ()


def test_red_that_is_due_after_they_close_waits_until_it_is_opened(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    at(exchange, FRIDAY_AFTERNOON)
    request = send(exchange, case, "housing")
    assert waits(exchange, case.collator) == [request.file_id]
    open_request(exchange.runtime, claim(exchange, request), request.file_id)
    assert waits(exchange, case.collator) == []


def test_another_rating_says_anew_who_is_to_be_rung(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    rate(exchange, case, "amber")
    at(exchange, FRIDAY_NIGHT)
    request = send(exchange, case, "housing")
    assert waits(exchange, case.collator) == []
    rate(exchange, case, "red")
    assert waits(exchange, case.collator) == [request.file_id]
    assert now_of(exchange, case, request).closed_until == MONDAY
    assert check_log(exchange.runtime).problems == ()
    rate(exchange, case, "amber")
    assert waits(exchange, case.collator) == [], "it is not red any more"
    assert check_log(exchange.runtime).problems == ()


def test_whoever_opened_it_need_not_be_rung(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    at(exchange, FRIDAY_NIGHT)
    request = send(exchange, case, "housing")
    open_request(exchange.runtime, claim(exchange, request), request.file_id)
    assert waits(exchange, case.collator) == []


def test_what_is_covered_or_less_urgent_asks_for_no_call(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    exchange.organisation("police")
    say_cover(exchange, "police", "Madeup control room", "01632 960999")
    at(exchange, FRIDAY_NIGHT)
    send(exchange, case, "police")
    rate(exchange, case, "amber")
    send(exchange, case, "housing")
    assert waits(exchange, case.collator) == []
    with pytest.raises(WrongState):
        ring_partner(
            exchange.runtime, case.collator, send(exchange, case, "fire").file_id, PartnerCall("spoke", "known", **CALL)
        )


def test_as_owner_a_request_made_to_look_attended_is_found(own_exchange: Exchange) -> None:
    exchange, case = own_exchange, ready_case(own_exchange)
    at(exchange, FRIDAY_NIGHT)
    request = send(exchange, case, "housing")
    exchange.rows("UPDATE research_request SET closed_until = NULL WHERE file_id = %s", request.file_id)
    assert any("closed until" in one for one in check_log(exchange.runtime).problems)
    exchange.rows("UPDATE research_request SET closed_until = %s WHERE file_id = %s", MONDAY, request.file_id)
    exchange.rows("UPDATE research_request SET rung_at = now() WHERE file_id = %s", request.file_id)
    assert any("rung at" in one for one in check_log(exchange.runtime).problems), "nobody rang"


@pytest.mark.parametrize("partners", [1, 12])
def test_it_is_one_statement_for_any_number_of_partners(own_exchange: Exchange, partners: int) -> None:
    exchange = own_exchange
    hub, some = exchange.organisation("hub").id, [exchange.another("housing").id for _ in range(partners)]
    at(exchange, FRIDAY_NIGHT)
    said: list[str] = []

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        said.append(statement)

    with exchange.runtime.database.work(hub) as work:
        event.listen(exchange.engine, "before_cursor_execute", note)
        try:
            time = timekeeping(exchange.runtime, work, hub, some)
        finally:
            event.remove(exchange.engine, "before_cursor_execute", note)
    assert len(said) == 1, said
    assert len(unattended(exchange.runtime, time, "red")) == partners
