"""Approving after an objection, by the pages: the rest goes without it, it says why, and everybody reads both."""

from __future__ import annotations

from app.services.administration.apply_changes import apply_changes
from tests.web.admin.office import Desk
from tests.web.exchange import Exchange
from tests.web.governance.owners import owners, with_passkeys
from tests.web.governance.test_entries import FIRST, digests, sent, shown
from tests.web.pages import parse

__all__ = ["owners"]
AFTER_ALL = f"{FIRST}/after-all"
BECAUSE = "Nobody here records it."


def objected(exchange: Exchange, olive: Desk) -> tuple[str, list[str]]:
    """The owner objects to the second of a page: its digest, and those of the others."""
    first, one, *others = digests(olive.get(FIRST))
    olive.signs(sent(olive, f"{FIRST}/object", entries=[one], why=BECAUSE))
    assert apply_changes(exchange.admin) == 1
    return one, [first, *others]


def test_the_button_leaves_out_what_is_objected_to_and_names_it(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    _, others = objected(exchange, olive)
    page = olive.get(FIRST)
    assert digests(page) == others
    assert "Objected to, so left out when you approve:" in shown(page)
    assert f"Go on to approve {len(others)} without what is objected to" in shown(page)
    change = sent(olive, FIRST)
    olive.signs(change)
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    after = olive.get(FIRST)
    assert digests(after) == []
    assert "All that nobody objects to is approved." in shown(after)
    assert BECAUSE in shown(after)


def test_what_is_objected_to_is_approved_with_a_reason_that_all_read(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    one, _ = objected(exchange, olive)
    wrong = olive.press(AFTER_ALL, AFTER_ALL, entries=[one], why=" ")
    assert (wrong.status_code, parse(wrong.text).summary_targets) == (422, ("why",))
    change = sent(olive, AFTER_ALL, entries=[one], why="The board has decided so.")
    olive.signs(change)
    waiting = shown(olive.get(FIRST))
    assert "Waits for signatures" in waiting
    assert BECAUSE in waiting
    to_sign = shown(ada.get(change))
    for words in ("Objected to by an owner", BECAUSE, "Approved after all", "The board has decided so."):
        assert words in to_sign, words
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    told = shown(Desk(exchange, "ingrid").get("/policy/objections"))
    for words in (BECAUSE, "Approved after all", "proposed by Olive Owner: The board has decided so."):
        assert words in told, words
