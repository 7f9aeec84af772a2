"""What whoever asks is shown of due times is what is then promised: each partner's in its own hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.clock_settings import PROFILE
from app.services.clocks.enter import enter_hours
from app.services.clocks.if_sent_now import find_due_if_sent
from app.services.clocks.keep_setting import end_setting
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, rate, ready_case, send

__all__ = ["own_exchange"]

HOURS = {"police": (("every=0:00-24:00",), "none"), "housing": (("mon-thu=9:00-13:00",), "england-and-wales")}


def partners(exchange: Exchange) -> dict[str, UUID]:
    for kind, (hours, holidays) in HOURS.items():
        where = exchange.organisation(kind)
        enter_hours(exchange.admin, where.id, date(2026, 1, 1), hours, holidays, exchange.registrar_id())
    return {kind: exchange.organisation(kind).id for kind in ("police", "housing", "fire")}


def shown(exchange: Exchange, case: Case, ids: Mapping[str, UUID], rating: str) -> dict[str, datetime]:
    found = find_due_if_sent(exchange.runtime, case.collator, rating, ids.values())
    return {kind: found[id_] for kind, id_ in ids.items() if id_ in found}


def test_each_partner_has_its_own_time_and_gets_what_was_shown(own_exchange: Exchange) -> None:
    case, ids = ready_case(own_exchange), partners(own_exchange)
    rate(own_exchange, case, "amber")
    own_exchange.clock.forward(hours=54)  # Thursday afternoon at four: housing opens on Monday
    now = own_exchange.clock.now()
    due = shown(own_exchange, case, ids, "amber")
    assert due["police"] == due["fire"] == now + timedelta(days=1)
    assert due["housing"] == now.replace(hour=9, minute=0) + timedelta(days=5)
    for kind, at in due.items():
        assert send(own_exchange, case, kind).due_at == at


def test_red_is_due_at_the_same_time_whoever_is_closed(own_exchange: Exchange) -> None:
    case, ids = ready_case(own_exchange), partners(own_exchange)
    own_exchange.clock.forward(hours=9)
    soon = own_exchange.clock.now() + timedelta(hours=4)
    assert shown(own_exchange, case, ids, "red") == dict.fromkeys(ids, soon)


def test_nothing_is_shown_where_nothing_is_promised(own_exchange: Exchange) -> None:
    case, ids = ready_case(own_exchange), partners(own_exchange)
    assert shown(own_exchange, case, ids, "blue") == {}
    hub = own_exchange.organisation("hub")
    end_setting(own_exchange.admin, hub.id, PROFILE, None, own_exchange.registrar_id())
    assert shown(own_exchange, case, ids, "amber") == {}
