"""Whoever alone could take a request steps back from it: the hub is shown at once that it has to ring."""

from __future__ import annotations

from app.services.research.work_on_request import declare_conflict
from tests.web.exchange import Exchange
from tests.web.hub.playing import ask, ready, sent

RING = "Ring now"


def test_the_hub_rings_where_nobody_is_left_who_could_take_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "fire").press(f"{case}/send")
    request = sent(exchange, case, "fire")
    pages = ("/board", f"{case}/requests", f"{case}/requests/{request.file_id}")
    assert RING not in cora.get("/board").text
    exchange.clock.forward(minutes=1)
    declare_conflict(exchange.runtime, exchange.actors["fergus"], request.file_id)
    for page in pages:
        assert "could be told" in cora.get(page).text, page
        assert exchange.organisations["fire"].telephone in cora.text
    assert f"{RING}: nobody there could be told, or can take it." in cora.get("/board").text


def test_a_colleague_who_can_take_it_is_told_instead(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "police").press(f"{case}/send")
    request = sent(exchange, case, "police")
    exchange.clock.forward(minutes=1)
    declare_conflict(exchange.runtime, exchange.actors["polly"], request.file_id)
    assert RING not in cora.get("/board").text
