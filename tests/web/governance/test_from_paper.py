"""The sheet that is signed by hand, and entering it, by the pages."""

from __future__ import annotations

import re

from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from tests.web.admin.office import Desk, an_hour_later
from tests.web.admin.test_pages import said
from tests.web.exchange import Exchange
from tests.web.governance.owners import owners, with_passkeys
from tests.web.governance.test_entries import FIRST, HOME, read, sent
from tests.web.pages import parse

__all__ = ["owners"]
SHEET, ENTER = f"{HOME}/paper", f"{HOME}/from-paper"
TYPED = {"owner": "Olive Owner, director", "kept_at": "Governance folder, shelf 2", "signed_on-day": "23",
         "signed_on-month": "11", "signed_on-year": "2026"}  # fmt: skip


def begun(exchange: Exchange) -> tuple[Desk, Desk, Desk]:
    """Two who administer, with passkeys; and an owner who has none."""
    ada, ben, olive = (Desk(exchange, name) for name in ("ada", "ben", "olive"))
    begin(exchange.admin, exchange.organisations["probation"].id, [ada.offers(), ben.offers()])
    return ada, ben, olive


def digest_on(page: str) -> str:
    """What stands on the sheet."""
    found = re.search(r"<code>([0-9a-f ]+)</code>", page)
    assert found
    return found.group(1)


def test_from_the_printed_sheet_to_what_everybody_reads(exchange: Exchange) -> None:
    ada, ben, olive = begun(exchange)
    assert SHEET in olive.get(HOME)
    sheet = olive.get(SHEET)
    for label in ("Known to probation", "I have read this sheet and approve all that stands on it", "Signature"):
        assert label in said(sheet), label
    assert ENTER in ada.get("/admin/changes")
    change = ada.press(ENTER, ENTER, digest=digest_on(sheet), **TYPED).request.path
    words = said(ben.get(change))
    assert "on paper: signed by Olive Owner, director on 23 November 2026, which lies at Governance folder" in words
    assert digest_on(sheet).replace(" ", "") in words
    ada.signs(change)
    ben.signs(change)
    assert an_hour_later(exchange, ada, ben) == 1
    olive.client = exchange.client("olive")
    assert "There is nothing to sign." in said(olive.get(SHEET))
    assert "Approved on paper by Olive Owner, director" in said(olive.get(read(olive)[0]))


def test_what_is_typed_wrongly_is_kept_and_named(exchange: Exchange) -> None:
    ada, _, _ = begun(exchange)
    wrong = ada.press(ENTER, ENTER, digest="0" * 64, owner="", kept_at="Shelf 2", **{"signed_on-day": "31"})
    assert wrong.status_code == 422
    assert parse(wrong.text).summary_targets[:2] == ("digest", "owner")
    assert 'value="Shelf 2"' in wrong.text
    assert 'value="31"' in wrong.text


def test_the_sheet_shows_advice_and_entering_it_says_why_it_is_not_followed(exchange: Exchange) -> None:
    ada, ben, olive = begun(exchange)
    dora = Desk(exchange, "dora")
    sent(dora, f"{FIRST}/advise", against="yes", why="Not needed for any purpose.")
    sheet = olive.get(SHEET)
    for words in ("Against it: Not needed for any purpose. (Dora Protection", "Why, against the advice"):
        assert words in said(sheet), words
    wrong = ada.press(ENTER, ENTER, digest=digest_on(sheet), **TYPED)
    assert (wrong.status_code, parse(wrong.text).summary_targets) == (422, ("why",))
    assert "The data protection officer advises against" in said(wrong.text)
    change = ada.press(ENTER, ENTER, digest=digest_on(sheet), why="The board says so.", **TYPED).request.path
    assert "Why: The board says so." in said(ben.get(change))


def test_a_draft_that_nobody_signs_takes_no_button_and_says_what_was_approved_meanwhile(exchange: Exchange) -> None:
    olive, ada = with_passkeys(exchange)
    draft = ada.press(ENTER, ENTER, digest=digest_on(olive.get(SHEET)), **TYPED).request.path
    assert "Waits for signatures, entered from paper" in said(olive.get(FIRST))
    change = sent(olive, FIRST)
    olive.signs(change)
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "have been approved on the pages meanwhile, and are left out" in said(ada.get(draft))


def test_each_reads_and_enters_their_own(exchange: Exchange) -> None:
    ada, _, olive = begun(exchange)
    dora = Desk(exchange, "dora")
    assert dora.client.get(SHEET).status_code == 200
    assert (ada.client.get(SHEET).status_code, olive.client.get(ENTER).status_code) == (404, 404)
