"""Sheets for when the exchange cannot be reached: what is open with whom to ring, and two blank ones."""

from __future__ import annotations

import pytest

from app.web.hub import sheets
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, answer, ask, fact, ready, sent

NOTHING = "No request is waiting for an answer."


def test_what_is_open_is_listed_with_partner_time_and_number_and_nothing_about_anybody(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    assert NOTHING in cora.get("/sheets/chase").text
    for kind in ("housing", "fire"):
        ask(cora, exchange, case, kind).press(f"{case}/send")
    cora.get("/board")
    page = cora.get(cora.link("Sheets to print")).get(cora.link("Whom to ring")).text
    for kind in ("housing", "fire"):
        assert sent(exchange, case, kind).reference in page
        assert exchange.organisations[kind].name in page
    assert "01632 960101" in page
    assert "Due" in page
    answer(exchange, "hugh", sent(exchange, case, "housing"), {"housing_known": fact("no")}, BASES["housing"])
    page = cora.get("/sheets/chase").text
    assert sent(exchange, case, "housing").reference not in page
    assert sent(exchange, case, "fire").reference in page


def test_what_does_not_fit_is_on_the_next_sheet_and_none_is_left_out(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "ON_ONE", 1)
    cora, _, case = ready(exchange)
    for kind in ("housing", "fire"):
        ask(cora, exchange, case, kind).press(f"{case}/send")
    first = cora.get("/sheets/chase").text
    second = cora.get(cora.link("The next sheet")).text
    references = {sent(exchange, case, kind).reference for kind in ("housing", "fire")}
    assert [sum(one in page for one in references) for page in (first, second)] == [1, 1]
    assert all(one in first + second for one in references)


def test_who_stepped_back_reads_of_it_on_no_sheet(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    reference = sent(exchange, case, "housing").reference
    assert reference in cora.get("/sheets/chase").text
    cora.get(f"{case}/step-back").press(None)
    assert reference not in cora.get("/sheets/chase").text


@pytest.mark.parametrize(("path", "heading"), [("call", "Record of a call"), ("request", "Request on paper")])
def test_blank_sheets_name_the_hub_and_nobody_else(exchange: Exchange, path: str, heading: str) -> None:
    cora = HubBrowser(exchange, "cora").get(f"/sheets/{path}")
    assert cora.heading == heading
    assert exchange.organisations["hub"].name in cora.text
    assert "Do not say where anybody is" in cora.text


def test_they_are_for_the_hub(exchange: Exchange) -> None:
    for path in ("", "/chase", "/call", "/request"):
        assert HubBrowser(exchange, "ingrid").get(f"/sheets{path}").status == 404
