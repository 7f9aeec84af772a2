"""Asking that is not sent yet: kept from the first tick, at an address, for all who work on the case."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, choose, join, named, part_of, ready, safe, typed_for
from tests.web.partner.asked import leaves

WORDS = "Madeup: has anybody visited since September?"
WHY = "Madeup: alarms were asked for."


def test_back_reload_and_a_colleague_find_what_was_typed(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    choose(cora, exchange, case, "housing", "police")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "housing", request_questions__0__question="",
               items=["housing_known"]), all__request_questions__0__question=WORDS)  # fmt: skip
    for browser in (cora, HubBrowser(exchange, "cora"), dilys):
        browser.get(f"{case}/ask")
        housing, police = (str(exchange.organisations[one].id) for one in ("housing", "police"))
        assert set(browser.form(f"{case}/ask").getlist("partners")) == {housing, police}
        browser.get(f"{case}/questions")
        assert browser.form(f"{case}/preview")["all-request_questions-0-question"] == WORDS
        assert browser.form(f"{case}/preview").getlist(f"p-{housing}-items") == ["housing_known"]
        assert "Kept as a draft by Cora" in browser.text
    dilys.get(f"{case}/preview").press(f"{case}/send")
    assert dilys.path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 2
    assert cora.get(f"{case}/questions").path == f"{case}/ask"
    assert "partners" not in cora.form(f"{case}/ask")


def test_each_press_leads_to_an_address_that_can_be_loaded_again(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    pressed: list[Callable[[], object]] = [
        lambda: cora.get(f"{case}/ask").press(f"{case}/ask", {"to": "questions"}),
        lambda: choose(cora, exchange, case, "housing"),
        lambda: cora.press(f"{case}/preview", {"to": "preview"}),
        lambda: cora.press(f"{case}/preview", {"add_row": "all-request_questions"}),
        lambda: ask(cora, exchange, case, "housing"),
        lambda: cora.press(f"{case}/ask", {"to": "partners"}),
        lambda: cora.get(f"{case}/preview").press(f"{case}/send"),
    ]
    for press in pressed:
        press()
        assert cora.response.request.method == "GET", cora.path
        seen = cora.text
        assert cora.get(cora.path).text == seen


def test_two_who_ask_at_once_are_told_and_lose_nothing(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    housing, fire = (str(exchange.organisations[one].id) for one in ("housing", "fire"))
    choose(cora, exchange, case, "housing")
    dilys.get(f"{case}/ask")
    cora.get(f"{case}/ask").press(f"{case}/ask", {"to": "partners"}, reason__all="Madeup: Cora’s why.")
    dilys.press(f"{case}/ask", {"to": "questions"}, partners=[housing, fire], reason__all="Madeup: Dilys’s why.")
    assert dilys.status == 409
    for said in ("Cora Collator saved this asking", "theirs Madeup: Cora’s why.", "yours Madeup: Dilys’s why."):
        assert said in dilys.text
    assert dilys.form(f"{case}/ask")["reason-all"] == "Madeup: Dilys’s why."
    assert cora.get(f"{case}/ask").form(f"{case}/ask")["reason-all"] == "Madeup: Cora’s why."
    dilys.press(f"{case}/ask", {"to": "questions"})
    assert dilys.path == f"{case}/questions"
    assert set(cora.get(f"{case}/ask").form(f"{case}/ask").getlist("partners")) == {fire, housing}
    assert cora.form(f"{case}/ask")["reason-all"] == "Madeup: Dilys’s why."


def test_only_what_stood_on_the_page_is_compared_with_what_a_colleague_saved(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    housing, fire = (str(exchange.organisations[one].id) for one in ("housing", "fire"))
    dilys.get(f"{case}/ask")
    choose(cora, exchange, case, "fire", "housing")
    typed = typed_for(exchange, "housing", request_questions__0__question=WORDS, request_questions__0__why=WHY)
    cora.get(f"{case}/questions").press(f"{case}/preview", {"to": "preview"}, **typed)
    cora.get(f"{case}/questions")
    dilys.press(f"{case}/ask", {"to": "questions"}, partners=[housing, fire], reason__all="Madeup: Dilys’s why.")
    assert dilys.status == 409
    assert "yours Madeup: Dilys’s why." in dilys.text
    for untrue in ("Partners to ask: theirs", "whom it is asked about", WORDS):
        assert untrue not in dilys.text, "nobody typed these on this page"
    dilys.press(f"{case}/ask", {"to": "questions"})
    other = typed_for(exchange, "housing", request_questions__0__question="Madeup: other?")
    cora.press(f"{case}/preview", {"to": "preview"}, **other)
    assert cora.status == 409
    assert "yours Madeup: other?" in cora.text
    assert "Why you ask them" not in cora.text, "the reasons stand on the page before"


def test_a_page_from_before_a_partner_was_added_says_whose_each_part_is(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    housing, police = (exchange.organisations[one] for one in ("housing", "police"))
    choose(cora, exchange, case, "housing")
    choose(dilys, exchange, case, "housing", "police")
    assert (part_of(cora, housing), part_of(dilys, police), part_of(dilys, housing)) == ("p1", "p1", "p2")
    typed = typed_for(exchange, "housing", request_questions__0__question=WORDS)
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    assert cora.status == 409, "Dilys saved in between"
    kept = cora.form(f"{case}/preview")
    assert [name for name in kept if WORDS in kept.getlist(name)] == [f"p-{housing.id}-request_questions-0-question"]


def test_what_is_typed_while_a_colleague_sends_is_kept_and_not_sent(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    dilys.get(f"{case}/questions")
    cora.press(f"{case}/send")
    assert leaves(exchange, "request_sent") == 1
    typed = typed_for(exchange, "housing", request_questions__0__question=WORDS)
    dilys.press(f"{case}/preview", {"to": "preview"}, **typed)
    assert "the asking that it showed was sent or thrown away" in dilys.text
    housing = exchange.organisations["housing"].id
    assert dilys.form(f"{case}/preview")[f"p-{housing}-request_questions-0-question"] == WORDS
    assert dilys.get(f"{case}/questions").form(f"{case}/preview")[f"p-{housing}-request_questions-0-question"] == WORDS
    assert leaves(exchange, "request_sent") == 1


def test_a_second_press_of_send_leads_to_what_was_sent(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    form = cora.filled(f"{case}/send", {})
    cora.send(f"{case}/send", form)
    cora.send(f"{case}/send", form)
    assert cora.path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 1


def test_what_was_saved_after_the_check_does_not_leave(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    checked = cora.filled(f"{case}/send", {})
    typed = typed_for(exchange, "housing", request_questions__0__question=WORDS)
    dilys.get(f"{case}/questions").press(f"{case}/preview", {"to": "preview"}, **typed)
    cora.send(f"{case}/send", checked)
    assert cora.path == f"{case}/preview?changed=yes"
    assert "Kept as a draft by Dilys" in cora.text
    assert WORDS in cora.text
    assert leaves(exchange, "request_sent") == 0


def test_what_changed_since_it_was_typed_is_said(exchange: Exchange, database: Database) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "housing", "police")
    question = {"all__request_questions__0__question": WORDS}
    cora.press(f"{case}/preview", {"to": "preview"}, **question)
    assert "Since this was typed" not in cora.text
    checked = cora.filled(f"{case}/send", {})
    police = exchange.organisations["police"]
    run_sql(database.owner_url, "DELETE FROM partnership WHERE partner_id = %s RETURNING 1", police.id)
    cora.send(f"{case}/send", checked)
    assert cora.path == f"{case}/preview?changed=yes"
    assert f"{police.name} can be asked no more by your hub, and is left out." in cora.text
    assert leaves(exchange, "request_sent") == 0
    other = HubBrowser(exchange, "cora")
    other.get(f"{case}/add").press(None, kind="adult")
    cora.get(f"{case}/preview")
    assert "Added to the case: Adult." in cora.text
    assert cora.press(f"{case}/send").path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 1


def test_it_stands_on_the_case_and_on_my_work_and_can_be_thrown_away(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    choose(cora, exchange, case, "housing")
    assert "Asking not sent yet. Saved by Cora Collator" in dilys.get(case).text
    assert "Asking not sent yet (1)" in dilys.get("/my-work").text
    assert "Nobody is asked" not in dilys.text
    dilys.get(dilys.get(case).link("throw it away"))
    choose(cora, exchange, case, "fire")
    dilys.press(None)
    assert dilys.status == 409
    dilys.press(None)
    assert dilys.path.startswith(f"{case}?done=thrown-away.")
    assert "Asking not sent yet" not in dilys.text
    assert "partners" not in cora.get(f"{case}/ask").form(f"{case}/ask")


def test_two_requests_in_two_tabs_stay_apart(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    other = HubBrowser(exchange, "cora")
    second = other.start()
    safe(other, second)
    named(other, second)
    join(other, exchange, second, "dilys")
    dilys = HubBrowser(exchange, "dilys")
    dilys.fill(f"{second}/recorded/manager-decision", case_manager_decision="Madeup: reasonable cause.")
    choose(cora, exchange, case, "housing")
    choose(other, exchange, second, "fire")
    fire, housing = (str(exchange.organisations[one].id) for one in ("fire", "housing"))
    assert cora.get(f"{case}/ask").form(f"{case}/ask").getlist("partners") == [housing]
    assert other.get(f"{second}/ask").form(f"{second}/ask").getlist("partners") == [fire]


def test_rows_are_added_and_taken_out_where_they_are_kept(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "housing")
    rows = f"p-{exchange.organisations['housing'].id}-request_questions"
    typed = typed_for(exchange, "housing", request_questions__0__question="Madeup: first?")
    cora.press(f"{case}/preview", {"add_row": rows}, **typed)
    typed = typed_for(exchange, "housing", request_questions__1__question="Madeup: second?")
    cora.press(f"{case}/preview", {"add_row": rows}, **typed)
    assert cora.form(f"{case}/preview")[f"{rows}-count"] == "3"
    cora.press(f"{case}/preview", {"remove_row": f"{rows}-0"})
    form = cora.form(f"{case}/preview")
    assert (form[f"{rows}-count"], form[f"{rows}-0-question"], form[f"{rows}-1-question"]) == (
        "2", "Madeup: second?", "",
    )  # fmt: skip


def test_closing_says_that_it_goes_and_what_is_typed_after_that_is_shown_once_more(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    choose(cora, exchange, case, "housing")
    assert "Saved 24 November 2026" in dilys.get("/my-work").text
    cora.get(f"{case}/ask")
    dilys.get(f"{case}/recorded/outcome")
    assert "Asking was begun in this case and is not sent. It is thrown away when you close the case." in dilys.text
    dilys.press(None, {"save": "yes"}, case_decision="no_further_action", case_decision_reason="Madeup: no need.")
    assert dilys.problems == ()
    assert "Asking not sent yet" not in dilys.get(case).text
    cora.press(f"{case}/ask", {"to": "questions"}, reason__all="Madeup: typed as it was closed.")
    assert cora.status == 409
    assert "Not kept: the case is closed" in cora.text
    assert cora.form(f"{case}/ask")["reason-all"] == "Madeup: typed as it was closed."
    assert "This case is closed" in cora.get(f"{case}/ask").text
