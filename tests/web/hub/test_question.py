"""A partner asks the hub; the hub answers from the case, also where the person sees only a part of it."""

from __future__ import annotations

from app.services.intake.open_case import find_case
from app.web.case_words import spoken
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, ask, asks_back, ready, sent
from tests.web.partner.asked import HOUSING, household, request_to
from tests.web.partner.browser import PartnerBrowser

WORDS = "Madeup: we have two families of that name. When was the child born?"


def test_a_question_is_shown_and_answered_from_the_case(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange, protected="yes")
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    page = f"{case}/requests/{request.file_id}"
    dilys.get(page)
    assert "Asks you a question" in dilys.text
    dilys.get(dilys.link("Open the question and answer it"))
    assert WORDS in dilys.text
    assert "ZZ area" in dilys.text
    dilys.press(None, {"send": "yes"})
    assert dilys.problems == ("Write an answer, or tick something the case holds.",)
    form = dilys.filled(None, {"from__case": ["request_address", "request_date_of_birth", "request_nhs_number"]})
    dilys.send(dilys.path, form)
    assert dilys.path.startswith(f"{page}?done=answered.")
    assert "Being worked on" in dilys.text

    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}/open")
    assert "4 March 2017" in hugh.text
    assert "1 Madeup Road" in hugh.text


def test_a_question_is_answered_in_words_that_only_the_partner_and_the_case_see(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing")
    assert "answer to your question" not in cora.text
    cora.press(f"{case}/send")
    request = sent(exchange, case, "housing")
    page = f"{case}/requests/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh")
    for said in ("Madeup: the family at number nine.", "Madeup: the younger of the two."):
        asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
        dilys.get(f"{page}/question")
        assert dilys.form(None)["request_answer"] == ""
        dilys.press(None, {"send": "yes"}, request_answer="x" * 1201)
        assert len(dilys.problems) == 1
        dilys.press(None, {"send": "yes"}, request_answer=said)
        assert dilys.path.startswith(f"{page}?done=answered.")
        hugh.get(f"/inbox/{request.file_id}/open")
        assert f"The hub’s answer to your question{said}" in hugh.text
    assert "number nine" not in hugh.text
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    dilys.get(f"{page}/question").press(None, {"send": "yes"}, from__case=["request_address"])
    assert "the younger of the two" not in hugh.get(f"/inbox/{request.file_id}/open").text


def test_a_return_page_says_that_a_partner_asks_and_takes_it_for_no_answer(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    asks_back(exchange, "hugh", sent(exchange, case, "housing"), WORDS, BASES["housing"])
    dilys.get(f"{case}/returns")
    assert "Madeupshire Homes: asks you a question" in dilys.text
    assert "What partners returned" not in dilys.text


def test_once_answered_the_return_page_no_longer_says_that_the_partner_asks(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    dilys.get(f"{case}/requests/{request.file_id}/question").press(None, {"send": "yes"}, request_answer="Madeup: one.")
    assert "Being worked on" in dilys.get(f"{case}/requests").text
    for by in ("source", "person", "time"):
        assert "asks you a question" not in dilys.get(f"{case}/returns?by={by}").text, by


def test_a_request_of_another_case_is_not_found(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    other = cora.start()
    assert cora.get(f"{other}/requests/{request.file_id}").status == 404
    assert cora.get(f"{other}/requests/{request.file_id}/question").status == 404
    assert cora.get(f"{other}/returns?only={request.file_id}").status == 404
    assert cora.get(f"{case}/returns?only={request.file_id}").heading == "One return"


def test_an_answer_that_says_what_the_partner_is_not_told_of_stops_by_its_words(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    page, prefix = f"{case}/requests/{request.file_id}", f"p__{exchange.organisations['housing'].id}".replace("-", "__")
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    said = "Madeup: the one who was arrested."
    dilys.get(f"{page}/question").press(None, {"send": "yes"}, request_answer=said)
    assert [one.split(" It is not")[0] for one in dilys.problems] == [
        "What you typed for Madeupshire Homes says “arrested”."
    ]
    assert dilys.form(None)["request_answer"] == said
    dilys.press(None, {"send": "yes"}, **{f"{prefix}__words": ["arrested"]})
    assert dilys.problems == ("Say why Madeupshire Homes is sent words that it is not told of.",)
    dilys.press(None, {"send": "yes"}, **{f"{prefix}__why_words": "Madeup: no other way to tell them apart."})
    assert dilys.path.startswith(f"{page}?done=answered.")
    assert said in PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}/open").text


def test_a_partner_that_asked_nothing_is_not_said_to_ask(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    page = f"{case}/requests/{request.file_id}/question"
    assert cora.get(page).heading == "Questions from Madeupshire Homes"
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    assert cora.get(page).heading == "Madeupshire Homes asks"


def test_whom_it_is_about_is_said_as_both_ends_call_them(exchange: Exchange) -> None:
    home = household(exchange, ("child", "child"))
    request = request_to(exchange, home, "housing", HOUSING)
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    known = find_case(exchange.runtime, exchange.actors["dilys"], home.case_id)
    labels = {f"About: Child {number} ({spoken(one)}), MM, born 2017" for number, one in enumerate(home.people, 1)}
    for name in ("dilys", "cora"):
        browser = HubBrowser(exchange, name).get(f"/cases/{known.case.file_id}/requests/{request.file_id}/question")
        assert [one for one in labels if one in browser.text], browser.text


def test_a_protected_place_that_was_not_chosen_is_neither_said_to_be_sent_nor_offered(exchange: Exchange) -> None:
    home = household(exchange, protected="yes")
    request = request_to(exchange, home, "housing", HOUSING)
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    dilys = HubBrowser(exchange, "dilys").get(f"/cases/{home.case_id}/requests/{request.file_id}/question")
    assert "Address (sent before" not in dilys.text
    assert "Not sent before, and not with an answer: Address." in dilys.text
    assert "Full name (sent before" in dilys.text
    dilys.press(None, {"send": "yes"}, from__case=["request_address"])
    assert dilys.problems == ("Write an answer, or tick something the case holds.",)
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}/open")
    assert "1 Madeup Road" not in hugh.text
