"""Colleagues, lost races, wrong input and parts that fail: a clear page, and what was typed is never lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.services.research.work_on_request import claim_request, hand_over
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.exchange import Exchange
from tests.web.partner.asked import CHILD, housing_request, leaves
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SAVE, SEARCHED

KNOWN_YES: dict[str, Any] = {
    "housing_known__answer": "value",
    "housing_known__value": "yes",
    "housing_known__nature": "fact",
}


def drafting(exchange: Exchange, name: str = "hugh") -> tuple[str, PartnerBrowser]:
    """A claimed request and the browser of whoever has it, on the answer form."""
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    browser = PartnerBrowser(exchange, name).get(base).press(f"{base}/claim")
    return base, browser.get(browser.link("Answer about Child"))


def test_wrong_input_names_field_and_fix_and_keeps_the_typing(exchange: Exchange) -> None:
    _, hugh = drafting(exchange)
    hugh.press(
        None, CONTINUE, **KNOWN_YES, return_as_at__day="31", return_as_at__month="2", housing_known__note="Madeup note"
    )
    assert hugh.status == 422
    assert hugh.page.title.startswith("Error: ")
    assert any("True as at" in words for words in hugh.problems)
    assert hugh.form(None)["housing_known-note"] == "Madeup note"
    assert hugh.form(None)["return_as_at-day"] == "31"


def test_continue_names_every_question_without_an_answer(exchange: Exchange) -> None:
    _, hugh = drafting(exchange)
    hugh.press(None, CONTINUE)
    assert {"Choose an answer for “Known to housing”", "Choose an answer for “People declared as living there”"} <= set(
        hugh.problems
    )


def test_another_row_keeps_everything_and_saves_nothing(exchange: Exchange) -> None:
    _, hugh = drafting(exchange)
    hugh.press(None, {"add_row": "housing_declared_household-value"}, **KNOWN)
    assert hugh.form(None)["housing_declared_household-value-count"] == "2"
    assert hugh.form(None)["housing_declared_household-value-0-member-name"] == "Madeup Adult-Nine"
    assert "Draft last saved" not in hugh.text


def test_what_is_cleared_is_gone(exchange: Exchange) -> None:
    _, hugh = drafting(exchange)
    hugh.press(None, SAVE, **KNOWN)
    cleared = {"housing_known-value": "", "housing_known-answer": "", "housing_known-nature": ""}
    hugh.send(hugh.path, hugh.filled(None, {}) | cleared)
    assert "housing_known-value" not in hugh.form(None)
    assert hugh.form(None)["housing_declared_household-value-0-member-name"] == "Madeup Adult-Nine"


def test_a_colleague_takes_over_and_the_former_holder_loses_nothing_typed(exchange: Exchange) -> None:
    base, hugh = drafting(exchange)
    harriet = PartnerBrowser(exchange, "harriet").get(base)
    harriet.get(harriet.link("Take it over")).press(None, {"reason": ""})
    assert harriet.status == 422
    harriet.press(None, {"reason": "Madeup: he is on leave."})
    assert harriet.path == f"{base}/open"
    hugh.press(None, SAVE, **KNOWN_YES, housing_known__note="Madeup note")
    assert hugh.status == 409
    assert "Harriet Housing has this request now" in hugh.text
    assert hugh.form(None)["housing_known-note"] == "Madeup note"


def test_a_draft_saved_in_another_window_is_told_and_the_typing_kept(exchange: Exchange) -> None:
    _, hugh = drafting(exchange)
    hugh.press(None, SAVE, **KNOWN_YES)
    old = hugh.filled(None, {"housing_known__note": "Madeup: from the first window"})
    hugh.press(None, SAVE, housing_known__note="Madeup: from the second window")
    hugh.send(hugh.path, old | SAVE)
    assert hugh.status == 409
    assert "saved this draft in another window" in hugh.text
    assert hugh.form(None)["housing_known-note"] == "Madeup: from the first window"
    hugh.press(None, SAVE)
    assert hugh.status == 200
    assert hugh.form(None)["housing_known-note"] == "Madeup: from the first window"


def test_a_colleague_has_it(exchange: Exchange) -> None:
    base, _ = drafting(exchange)
    harriet = PartnerBrowser(exchange, "harriet").get(base)
    assert "Hugh Housing has this request" in harriet.text
    assert harriet.get(f"{base}/open").status == 409
    assert "Nothing was opened" in harriet.text
    assert CHILD not in harriet.text
    assert leaves(exchange, "refused") == 1


def test_two_claim_and_the_second_is_told(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    harriet = PartnerBrowser(exchange, "harriet").get(base)
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    harriet.press(f"{base}/claim")
    assert harriet.status == 409
    assert "Hugh Housing has this request" in harriet.text


def test_two_answer_at_once_and_the_second_keeps_the_draft(exchange: Exchange) -> None:
    base, hugh = drafting(exchange)
    hugh.press(None, CONTINUE, **KNOWN, **SEARCHED)
    late = hugh.filled(f"{base}/sign-off", {})
    file_id = UUID(base.rpartition("/")[2])
    hand_over(exchange.runtime, exchange.actors["hilda"], file_id)
    harriet = PartnerBrowser(exchange, "harriet").get(base).press(f"{base}/claim")
    harriet.get(harriet.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED)
    harriet.press(f"{base}/sign-off")
    assert harriet.heading == "Your return was received"

    hugh.send(f"{base}/sign-off", late)
    assert hugh.status == 409
    assert hugh.heading == "A colleague answered first"
    assert "Your draft is kept" in hugh.text
    assert leaves(exchange, "return_released") == 1


def test_handed_over_while_typing_the_words_come_back(exchange: Exchange) -> None:
    base, hugh = drafting(exchange)
    hand_over(exchange.runtime, exchange.actors["hilda"], UUID(base.rpartition("/")[2]))
    hugh.press(None, SAVE, **KNOWN_YES, housing_known__note="Madeup: not to be lost")
    assert hugh.status == 409
    assert hugh.form(None)["housing_known-note"] == "Madeup: not to be lost"


def test_a_conflict_of_interest_ends_every_look(exchange: Exchange) -> None:
    base, hugh = drafting(exchange)
    hugh.get(f"{base}/conflict").press(f"{base}/conflict")
    assert hugh.heading == "Your conflict of interest is recorded"
    for page in ("", "/open", "/check", "/receipt", "/nothing-found", "/copy"):
        assert hugh.get(f"{base}{page}").status == 404
    assert "Waiting" in PartnerBrowser(exchange, "harriet").get(base).text


@pytest.mark.parametrize("who", ["polly", "fergus"])
def test_others_find_nothing_there(exchange: Exchange, who: str) -> None:
    base, _ = drafting(exchange)
    stranger = PartnerBrowser(exchange, who)
    for page in ("", "/open", "/check", "/receipt", "/nothing-found", "/decline", "/question", "/copy", "/copy.txt"):
        assert stranger.get(f"{base}{page}").status == 404
        assert stranger.get(f"/inbox/{uuid4()}{page}").status == 404


def test_hub_staff_have_no_inbox(exchange: Exchange) -> None:
    assert PartnerBrowser(exchange, "cora").get("/inbox").status == 404


def test_a_subject_of_another_request_is_not_found(exchange: Exchange) -> None:
    base, hugh = drafting(exchange)
    assert hugh.get(f"{base}/answer/{uuid4()}").status == 404


def test_a_log_that_cannot_be_written_sends_nothing_and_keeps_the_question(
    exchange: Exchange, database: Database
) -> None:
    base, hugh = drafting(exchange)
    hugh.get(f"{base}/question")
    run_sql(database.owner_url, "ALTER TABLE log_leaf RENAME TO log_leaf_gone")
    hugh.press(None, question="Madeup: which of the two?", shows="no")
    assert hugh.status == 503
    assert hugh.form(None)["question"] == "Madeup: which of the two?"
    run_sql(database.owner_url, "ALTER TABLE log_leaf_gone RENAME TO log_leaf")
    hugh.press(None)
    assert hugh.path == base


def test_keys_that_do_not_answer_keep_the_typing(exchange: Exchange, keystore: Database) -> None:
    _, hugh = drafting(exchange)
    run_sql(keystore.owner_url, "ALTER TABLE file_key RENAME TO file_key_gone")
    hugh.press(None, SAVE, **KNOWN_YES, housing_known__note="Madeup: not to be lost")
    assert hugh.status == 503
    assert hugh.form(None)["housing_known-note"] == "Madeup: not to be lost"
    run_sql(keystore.owner_url, "ALTER TABLE file_key_gone RENAME TO file_key")
    hugh.press(None, SAVE)
    assert "Draft last saved" in hugh.text


def test_whom_to_ring_is_there_without_a_database(exchange: Exchange, database: Database) -> None:
    hugh = PartnerBrowser(exchange, "hugh")
    run_sql(database.owner_url, "ALTER TABLE web_session RENAME TO web_session_gone")
    assert hugh.get("/inbox").status == 503
    hugh.get("/inbox/immediate-danger")
    assert hugh.status == 200
    assert "01632 960 000" in hugh.text
    assert "999" in hugh.text
