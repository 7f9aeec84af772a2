"""Where nobody of a hub decides, whoever waits for it reads so, and whoever answers for the hub has it in My work."""

from __future__ import annotations

from app.services.identity.cover import end_cover, name_cover
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, join


def test_whoever_has_stepped_back_from_a_case_is_not_said_to_decide_it(exchange: Exchange) -> None:
    """A collator who is sent to them is sent to somebody who sees nothing of it."""
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case, other = cora.start(), cora.start()
    join(cora, exchange, case, "dilys")
    dilys.get(f"{case}/step-back").press(None)
    for page in (case, f"{case}/rating"):
        assert "Dilys Decision-Maker" not in cora.get(page).text, page
        assert "No decision-maker of this hub is there" in cora.text, page
    assert "who are there: Dilys Decision-Maker." in cora.get(other).text


def test_while_each_decision_maker_is_away_it_is_said_and_is_somebodys_task(exchange: Exchange) -> None:
    cora, ingrid = HubBrowser(exchange, "cora"), HubBrowser(exchange, "ingrid")
    case = cora.start()
    there = "Decision-makers of this hub who are there: Dilys Decision-Maker."
    for page in (case, f"{case}/rating", "/account/hours-and-cover"):
        assert there in cora.get(page).text, page
    assert "Nobody of your hub decides" not in ingrid.get("/my-work").text
    dilys, colin = exchange.actors["dilys"], exchange.actors["colin"]
    today = exchange.clock.now().date()
    cover = name_cover(exchange.runtime, dilys, dilys.person_id, colin.person_id, today, today)
    nobody = (
        "No decision-maker of this hub is there: nobody can rate or decide. Away: Dilys Decision-Maker (Colin Collator"
    )
    for page in (case, f"{case}/rating", "/account/hours-and-cover"):
        assert nobody in cora.get(page).text, page
    ingrid.get("/my-work")
    assert "Nobody of your hub decides (1)" in ingrid.text
    assert nobody in ingrid.get(ingrid.link("Who decides, and who is away")).text
    assert "Nobody of your hub decides" not in cora.get("/my-work").text, "they can name nobody"
    end_cover(exchange.runtime, dilys, cover.id)
    assert there in cora.get(f"{case}/rating").text
    assert "Nobody of your hub decides" not in ingrid.get("/my-work").text
