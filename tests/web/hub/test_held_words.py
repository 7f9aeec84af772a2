"""The task of words held back from a partner, on pages: a decision-maker's, and nobody else learns of it."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.hub.playing import choose, ready, typed_for

SAYS = "Does he ask at 1 Madeup Road?"


def test_the_decision_maker_finds_reads_and_decides(exchange: Exchange) -> None:
    cora, dan, case = ready(exchange, protected="yes")
    choose(cora, exchange, case, "police")
    typed = typed_for(exchange, "police", request_questions__0__question=SAYS)
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    assert SAYS in cora.text
    cora.press(f"{case}/send")
    assert cora.problems == ()
    assert "held back" not in cora.get(case).text
    dan.get(case)
    assert "Words held back for you to look at" in dan.text
    (href,) = [one.get("href") for one in dan.page.all("a") if (one.get("href") or "").endswith("/held")]
    dan.get(href)
    assert SAYS in dan.text
    assert "It says the address" in dan.text
    dan.press(None, {}, reason="Madeup: they need it.")
    assert dan.problems == ("Choose whether to send these words.",)
    dan.press(None, {}, send="leave", reason="")
    assert any(one.startswith("Write down why") for one in dan.problems)
    dan.press(None, {}, send="leave", reason="Madeup: they need not know.")
    assert "Words held back for you" not in dan.get(case).text
