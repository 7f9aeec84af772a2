"""Claim, open, draft, check, sign off, receipt, copy, correct: one person's way through a request."""

from __future__ import annotations

from typing import Any

from crypto.log.handover import parse_keys
from crypto.verify import verify_receipt
from tests.web.exchange import Exchange
from tests.web.partner.asked import ADULT, CHILD, HOUSING, housing_request, leaves
from tests.web.partner.browser import PartnerBrowser

SEARCHED: dict[str, Any] = {
    "searched": "yes",
    "return_identifiers_searched": ["name", "address"],
    "return_systems_searched__count": "1",
    "return_systems_searched__0__system": "Madeup tenancy system",
    "return_systems_searched__0__result": "searched",
    "return_consent_reason": "would_prejudice",
}
KNOWN: dict[str, Any] = {
    "housing_known__answer": "value",
    "housing_known__value": "yes",
    "housing_known__nature": "fact",
    "housing_declared_household__answer": "value",
    "housing_declared_household__nature": "fact",
    "housing_declared_household__value__0__member__name": "Madeup Adult-Nine",
}
CONTINUE, SAVE, OTHERS = {"do": "continue"}, {"do": "save"}, {"do": "others"}


def test_from_the_inbox_to_a_receipt_anybody_can_check(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get("/inbox")
    assert "Waiting" in hugh.text
    assert "Madeupshire MASH" in hugh.text
    assert "Who can technically read what is sent here" in hugh.text

    hugh.get(hugh.link(request.reference))
    assert CHILD not in hugh.text
    assert "Nobody yet" in hugh.text
    assert leaves(exchange, "opened") == 0

    hugh.press(f"{base}/claim")
    assert hugh.path == f"{base}/open"
    assert leaves(exchange, "opened") == 1
    safety, staff, asked = (
        hugh.text.index(words) for words in ("never ring the landline", "shut away", "What is asked")
    )
    assert safety < staff < asked < hugh.text.index(CHILD)
    assert "Who lives at the address now?" in hugh.text
    assert "Known to housing" in hugh.text
    assert hugh.link("Immediate danger").startswith("/inbox/immediate-danger?about=")

    hugh.get(hugh.link("Answer about Child"))
    assert "All of it Hub collator and Hub decision-maker" in hugh.text
    form = hugh.form(None)
    assert form["return_period_from-year"] == "2024"
    assert form["return_searched_by-name"] == "Hugh Housing"
    assert form.getlist("return_identifiers_searched") == ["name", "address"], "as sent"
    assert "searched" not in form, "that they searched is never filled in"

    hugh.press(None, SAVE, housing_known__answer="value", housing_known__value="yes", housing_known__nature="fact")
    assert "Draft last saved" in hugh.text
    assert hugh.form(None)["housing_known-value"] == "yes"

    hugh.press(None, CONTINUE, **KNOWN, **SEARCHED)
    assert hugh.problems == ()
    assert hugh.path == f"{base}/check"
    assert "Madeup Adult-Nine" in hugh.text
    assert "All of it Hub decision-maker" in hugh.text
    assert "Before you can sign off" not in hugh.text
    assert hugh.form(f"{base}/sign-off")["legal_basis"] == "council_child_protection"

    sign_off = hugh.filled(f"{base}/sign-off", {})
    hugh.send(f"{base}/sign-off", sign_off)
    assert hugh.path == f"{base}/receipt"
    assert hugh.heading == "Your return was received"
    assert "assisting a section 47 enquiry" in hugh.text
    assert leaves(exchange, "return_released") == 1

    hugh.send(f"{base}/sign-off", sign_off)
    assert hugh.path == f"{base}/receipt"
    assert leaves(exchange, "return_released") == 1

    receipt, key = hugh.link("Download the receipt"), hugh.link("the log’s key")
    proof = hugh.get(receipt).response
    assert "attachment" in proof.headers["Content-Disposition"]
    key_text = hugh.get(key).response.get_data(as_text=True)
    found = verify_receipt(proof.get_data(as_text=True), parse_keys(key_text))
    assert found.leaf["k"] == "return_released"


def test_the_copy_for_the_own_file_is_an_opening(exchange: Exchange) -> None:
    base, hugh = answered(exchange)
    before = leaves(exchange, "opened")
    hugh.get(hugh.link("Open a copy of the return"))
    assert "Madeup Adult-Nine" in hugh.text
    text = hugh.get(f"{base}/copy.txt").response.get_data(as_text=True)
    assert "Known to housing\n  Yes\n  (Fact)" in text
    assert leaves(exchange, "opened") == before + 4, "of the return, and of the name that the hub sent, each time"


def test_a_correction_leads_to_a_second_receipt(exchange: Exchange) -> None:
    base, hugh = answered(exchange)
    hugh.press(f"{base}/correct")
    assert hugh.path == f"{base}/check"
    hugh.get(hugh.link("Change Known to housing"))
    hugh.press(None, CONTINUE, housing_known__note="Madeup: since May.")
    assert hugh.path == f"{base}/check"
    assert "Madeup: since May." in hugh.text
    hugh.press(f"{base}/sign-off")
    assert hugh.heading == "Your correction was received"
    assert "Everything you have sent about this request" in hugh.text
    assert leaves(exchange, "return_released") == 2


def test_correcting_what_was_never_sent_is_refused_and_claims_nothing(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base)
    hugh.send(f"{base}/correct", {"csrf_token": hugh.form(f"{base}/claim")["csrf_token"]})
    assert hugh.status == 409
    assert "Only a return that has been sent can be corrected" in " ".join(hugh.problems) + hugh.text
    assert "Nobody yet" in hugh.get(base).text


def test_a_correction_that_a_colleague_has_overtaken_is_shown_then_started_again(exchange: Exchange) -> None:
    base, hugh = answered(exchange)
    hugh.press(f"{base}/correct").get(hugh.link("Change Known to housing"))
    hugh.press(None, CONTINUE, housing_known__note="Madeup: mine.")
    hugh.get(base).press(f"{base}/hand-over")
    harriet = PartnerBrowser(exchange, "harriet").get(f"{base}/receipt").press(f"{base}/correct")
    harriet.get(harriet.link("Change Known to housing"))
    harriet.press(None, CONTINUE, housing_known__note="Madeup: hers.").press(f"{base}/sign-off")
    harriet.get(base).press(f"{base}/hand-over")

    hugh.get(f"{base}/receipt").press(f"{base}/correct")
    assert "A colleague has answered or corrected this since you began" in hugh.text
    assert "Madeup: mine." in hugh.text
    assert "Sign off and send" not in hugh.text
    hugh.press(f"{base}/correct", {"again": "yes"})
    assert "Madeup: hers." in hugh.text
    assert "Madeup: mine." not in hugh.text
    hugh.press(f"{base}/sign-off")
    assert hugh.heading == "Your correction was received"
    assert leaves(exchange, "return_released") == 3


def test_a_statement_that_is_missing_stops_the_return_and_leads_to_its_field(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim").get(hugh_answers(exchange, base))
    hugh.press(None, CONTINUE, **KNOWN, **SEARCHED | {"return_consent_reason": None})
    assert hugh.path == f"{base}/check"
    assert "Give “Why you do not rely on consent”" in hugh.text
    hugh.press(f"{base}/sign-off")
    assert hugh.status == 422
    assert "Why you do not rely on consent" in hugh.problems[0]
    assert leaves(exchange, "return_released") == 0
    hugh.get(hugh.link("Add it"))
    assert hugh.path.endswith("#return_consent_reason")


def hugh_answers(exchange: Exchange, base: str) -> str:
    """The address of the form about the only child."""
    return PartnerBrowser(exchange, "hugh").get(f"{base}/open").link("Answer about Child")


def test_a_household_is_answered_one_by_one_the_search_typed_once_and_ticked_for_each(
    exchange: Exchange,
) -> None:
    request = housing_request(exchange, ("child", "adult"))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    assert CHILD in hugh.text
    assert ADULT in hugh.text
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED)
    assert hugh.heading.startswith("Your return: Adult")
    assert hugh.form(None)["return_systems_searched-0-system"] == "Madeup tenancy system"
    hugh.press(None, SAVE, housing_known__answer="searched_no_trace")
    hugh.get(f"{base}/check")
    assert "Answer “People declared as living there”" in hugh.text or "Before you can sign off" in hugh.text
    hugh.get(hugh.link("Change the answers about Adult"))
    hugh.press(None, CONTINUE, housing_declared_household__answer="outside_coverage")
    assert hugh.problems == ("Tick that you searched. What is filled in says how, never that you did.",)
    hugh.press(None, CONTINUE, searched="yes")
    hugh.press(f"{base}/sign-off")
    assert hugh.heading == "Your return was received"
    assert "Child, Adult" in hugh.text


def answered(exchange: Exchange) -> tuple[str, PartnerBrowser]:
    """A request that Hugh has answered, and his browser on the receipt."""
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED)
    hugh.press(f"{base}/sign-off")
    assert hugh.path == f"{base}/receipt"
    assert len(HOUSING) == 2
    return base, hugh
