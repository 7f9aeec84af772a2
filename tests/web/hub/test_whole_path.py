"""Start, fill, decide, ask, preview, send, read what came back, reveal: two people's way through a case."""

from __future__ import annotations

from datetime import timedelta

from app.domain.answers import plain
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, CHILD, HubBrowser, answer, ask, fact, named, ready, sent
from tests.web.partner.asked import leaves

ELSEWHERE = {"lines": ["9 Other Madeup Road"], "town": "Nowhere", "postcode": "XX98 2BB"}


def test_from_a_new_case_to_a_revealed_address(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange, protected="yes")
    cora.get(case)
    assert CHILD not in cora.text
    assert "Choose partners and ask To do" in cora.text
    opened = leaves(exchange, "opened")

    ask(cora, exchange, case, "housing", "housing_known", "housing_address")
    assert leaves(exchange, "opened") == opened + 5, "the draft four times, and the case once"
    assert "Sent in full; you see only this part of it." in cora.text
    assert "ZZ area" in cora.text
    assert "1 Madeup Road" not in cora.text
    assert "Allegations, offending history, medical detail" in cora.text
    assert "Known to housing" in cora.text
    assert leaves(exchange, "request_sent") == 0

    form = cora.filled(f"{case}/send", {})
    cora.send(f"{case}/send", form)
    assert cora.path == f"{case}/requests"
    assert "Madeupshire Homes" in cora.text
    assert "01632 960101" in cora.text
    assert leaves(exchange, "request_sent") == 1

    cora.send(f"{case}/send", form)
    assert cora.path == f"{case}/requests"
    assert cora.status == 200
    assert leaves(exchange, "request_sent") == 1

    request = sent(exchange, case, "housing")
    cora.get(f"{case}/returns")
    assert "No answer yet is never “nothing known”" in cora.text
    answers = {"housing_known": fact("yes"), "housing_address": fact(ELSEWHERE)}
    more = {"return_restricted_information": plain("yes")}
    answer(exchange, "hugh", request, answers | more, BASES["housing"])

    dilys.get(f"{case}/returns")
    assert "Before you contact anybody" in dilys.text
    assert "This hub: Whom not to contact, or not in front of whom Madeup: never ring the landline." in dilys.text
    assert "Fact, as of 1 October 2026" in dilys.text
    assert "ZZ area" in dilys.text
    assert "Sources differ" in dilys.text
    assert f"Different addresses: {CHILD}" in dilys.text
    assert "9 Other Madeup Road" not in dilys.text
    assert "There is information that is not shown here" in dilys.text

    dilys.get(dilys.link("Reveal with a reason: Current address"))
    dilys.press(None, reason="short")
    assert dilys.problems == ("Say why you need the full value, in a sentence. It is kept in the disclosure log.",)
    assert dilys.form(None)["reason"] == "short"
    dilys.press(None, reason="Madeup: to visit the child at the right address today.")
    assert dilys.path.startswith("/reveals/")
    assert "9 Other Madeup Road" in dilys.text
    assert leaves(exchange, "revealed") == 1
    dilys.get(dilys.path)
    assert leaves(exchange, "revealed") == 2


def test_a_collator_sees_less_than_a_decision_maker_and_is_told_so_in_one_way(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known", "housing_address").press(f"{case}/send")
    answers = {"housing_known": fact("yes"), "housing_address": fact(ELSEWHERE)}
    answer(exchange, "hugh", sent(exchange, case, "housing"), answers, BASES["housing"])
    dilys.get(f"{case}/returns")
    assert "9 Other Madeup Road" in dilys.text
    cora.get(f"{case}/returns")
    assert "Not shared with your role Current address" in cora.text
    assert "9 Other Madeup Road" not in cora.text
    assert "Sources differ" not in cora.text
    assert "There is information that is not shown here" not in cora.text
    assert "restricted" not in cora.text.lower()


def test_what_was_not_asked_and_is_not_for_a_role_does_not_show_that_it_is_there(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    told = {"housing_known": fact("yes"), "housing_address": fact(ELSEWHERE), "return_match_confidence": plain("exact")}
    answer(exchange, "hugh", sent(exchange, case, "housing"), told, BASES["housing"])
    cora.get(f"{case}/returns")
    assert "Known to housing Yes" in cora.text
    for label in ("Current address", "How sure is the match", "Not shared with your role"):
        assert label not in cora.text
    dilys.get(f"{case}/returns")
    assert "9 Other Madeup Road" in dilys.text
    assert "Exact: identifiers agree" in dilys.text


def test_the_outcome_closes_the_case(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    cora.get(f"{case}/recorded/outcome")
    assert "Only a hub decision-maker can record this." in cora.text
    dilys.get(f"{case}/recorded/outcome").press(None)
    assert len(dilys.problems) == 2
    dilys.press(None, case_decision="s17_assessment", case_decision_reason="Madeup: a need for services.")
    assert dilys.path.startswith("/cases?state=closed&done=closed.")
    cora.get(f"{case}/ask")
    assert "This case is closed: nothing can be sent." in cora.text
    assert HubBrowser(exchange, "cora").get("/cases").text.count("amber") == 0


def test_an_address_found_to_be_protected_is_hidden_in_what_came_before(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_address").press(f"{case}/send")
    answer(exchange, "hugh", sent(exchange, case, "housing"), {"housing_address": fact(ELSEWHERE)}, BASES["housing"])
    assert "9 Other Madeup Road" in dilys.get(f"{case}/returns").text
    assert "say so on the case" not in dilys.text

    named(cora, case, case_protected_address="yes")
    assert "9 Other Madeup Road" not in dilys.get(f"{case}/returns").text
    assert "ZZ area" in dilys.text
    dilys.get(dilys.link("Reveal with a reason: Current address"))
    dilys.press(None, reason="Madeup: to visit the child today.")
    assert "9 Other Madeup Road" in dilys.text


def test_the_hub_is_asked_to_say_what_a_partner_knows_of_a_hidden_address(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_safe_address_flag", "housing_address").press(f"{case}/send")
    nameless = {"lines": ["The Caravan, Madeup Field"], "town": "Nowhere"}
    answers = {"housing_safe_address_flag": fact("yes"), "housing_address": fact(nameless)}
    answer(exchange, "hugh", sent(exchange, case, "housing"), answers, BASES["housing"])
    dilys.get(f"{case}/returns")
    assert "What came from Madeupshire Homes about Child" in dilys.text
    assert "Current address Masked No part of it can be shown." in dilys.text
    named(dilys, case, case_protected_address="yes")
    dilys.get(f"{case}/returns")
    assert "say so on the case" not in dilys.text
    dilys.get(dilys.link("Reveal with a reason: Current address")).press(None, reason="Madeup: to visit today.")
    assert "The Caravan, Madeup Field" in dilys.text


def test_a_request_shows_the_decision_it_left_under_also_once_another_stands(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    exchange.clock.forward(timedelta(minutes=20))
    dilys.fill(f"{case}/recorded/manager-decision", case_manager_decision="Madeup: written after it had left.")
    left_under = "Manager’s decision to enquire : Dilys Decision-Maker, 24 November 2026 at 10am"
    assert left_under in cora.get(f"{case}/requests/{request.file_id}").text
    cora.get(f"{case}/recorded/manager-decision")
    assert "Recorded by Dilys Decision-Maker, 24 November 2026 at 10:20am." in cora.text
    assert "Madeup: reasonable cause, because of two reports." in cora.text
    assert "Madeup: written after it had left." in cora.text
