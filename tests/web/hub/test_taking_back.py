"""Another rating, a request taken back, a case closed and opened again: what the pages of both doors say of it."""

from __future__ import annotations

from typing import Any

from app.services.research.work_on_request import claim_request
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, HubBrowser, answer, ask, fact, ready, sent
from tests.web.partner.browser import PartnerBrowser

OUTCOME: dict[str, Any] = {"case_decision": "s17_assessment", "case_decision_reason": "Madeup: a need for services."}


def asked(exchange: Exchange, *kinds: str) -> tuple[HubBrowser, HubBrowser, str]:
    cora, dilys, case = ready(exchange)
    for kind in kinds:
        ask(cora, exchange, case, kind, f"{kind}_known").press(f"{case}/send")
    return cora, dilys, case


def choice(file_id: object, chosen: str) -> dict[str, Any]:
    return {f"request__{file_id}".replace("-", "__"): chosen}


REASONED: dict[str, Any] = {
    "case_rating_level": "Madeup level 4",
    "case_rating_reason": "Madeup: no account fits.",
}


def test_a_decision_makers_rating_is_seen_by_the_partner_with_its_new_time(exchange: Exchange) -> None:
    cora, dilys, case = asked(exchange, "housing")
    dilys.get(case)
    assert "A decision-maker must rate it" in dilys.text
    dilys.get(dilys.link("Rating and reasons"))
    assert "proposed by Cora Collator" in dilys.text
    assert "1 request waits for an answer" in dilys.text
    dilys.press(None, rating="red")
    assert len(dilys.problems) == 2, "without its reasons it is none"
    dilys.press(None, rating="red", **REASONED)
    assert dilys.path.startswith(f"{case}?done=rating.")
    assert "must rate it" not in dilys.text
    assert sent(exchange, case, "housing").rating == "red"
    assert "Red, rated by Dilys" in cora.get(f"{case}/rating").text
    assert "Only a hub decision-maker can rate a case." in cora.text
    assert "Madeup level 4" in cora.text
    exchange.clock.forward(hours=5)
    hugh = PartnerBrowser(exchange, "hugh").get("/inbox")
    assert "Red" in hugh.text
    assert "Overdue by 1 hour" in hugh.text


def test_a_rating_given_again_says_what_changed_the_picture_and_keeps_no_word_of_before(exchange: Exchange) -> None:
    _, dilys, case = asked(exchange, "housing", "fire")
    dilys.get(f"{case}/rating").press(None, rating="red", **REASONED)
    dilys.get(f"{case}/rating")
    assert "A return from a partner" not in dilys.text, "none has come in"
    answer(exchange, "hugh", sent(exchange, case, "housing"), {"housing_known": fact("yes")}, BASES["housing"])
    dilys.get(f"{case}/rating").press(None, rating="green", case_rating_trigger="return")
    assert len(dilys.problems) == 3, "level, reasons and which return"
    typed: dict[str, Any] = {"case_rating_level": "Madeup level 2", "case_rating_reason": "Madeup: the home is known."}
    dilys.press(None, rating="green", case_rating_trigger="return", **typed)
    assert dilys.form(None)["case_rating_reason"].strip() == "Madeup: the home is known.", "nothing typed is lost"
    reference = sent(exchange, case, "housing").reference
    dilys.press(None, rating="green", case_rating_trigger="return", case_rating_return=reference, **typed)
    assert dilys.path.startswith(f"{case}?done=rating.")
    dilys.get(f"{case}/rating")
    assert reference in dilys.text
    assert "Earlier ratings (2)" in dilys.text


def test_a_request_sent_about_the_wrong_person_is_recalled(exchange: Exchange) -> None:
    cora, _, case = asked(exchange, "housing")
    request = sent(exchange, case, "housing")
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}")
    hugh.press(f"/inbox/{request.file_id}/claim")
    cora.get(f"{case}/requests/{request.file_id}")
    cora.get(cora.link("Withdraw this request"))
    assert "Hugh Housing" in cora.text, "who has opened it"
    cora.press(None, ground="", case_withdrawal_reason="")
    assert len(cora.problems) == 2
    cora.press(None, ground="wrong_person", case_withdrawal_reason="Madeup: of two of that name.")
    assert cora.path == f"{case}/requests/{request.file_id}"
    assert "It was sent by mistake and had been opened by Hugh Housing" in cora.text
    hugh.get(f"/inbox/{request.file_id}/open")
    assert hugh.path == f"/inbox/{request.file_id}"
    assert "Stop work on it. Do not keep, use or pass on what you have read in it." in hugh.text
    assert "Madeup: of two" not in hugh.text
    assert request.reference not in hugh.get("/inbox").text
    assert request.reference in hugh.get("/inbox?show=withdrawn").text
    assert request.reference in cora.get("/board?show=withdrawn").text
    assert request.reference not in cora.get("/board").text


def test_who_is_not_told_who_opened_it_is_not_told_that_nobody_has(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "mental_health").press(f"{case}/send")
    request = sent(exchange, case, "mental_health")
    withdrawing = f"{case}/requests/{request.file_id}/withdraw"
    assert "Nobody of Madeup Mental Health has opened it yet." in dilys.get(withdrawing).text
    assert "Nobody of" not in cora.get(withdrawing).text
    assert "Who of Madeup Mental Health has opened it is not shown to your role." in cora.text


def test_whoever_withdraws_after_the_partner_moved_is_told_first(exchange: Exchange) -> None:
    cora, _, case = asked(exchange, "housing")
    request = sent(exchange, case, "housing")
    cora.get(f"{case}/requests/{request.file_id}/withdraw")
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    cora.press(None, ground="not_needed", case_withdrawal_reason="Madeup reason.")
    assert cora.status == 409
    assert "It is now: Being worked on" in cora.text
    assert cora.form(None)["case_withdrawal_reason"].strip() == "Madeup reason."
    cora.press(None)
    assert sent(exchange, case, "housing").state == "withdrawn"


def test_closing_asks_and_a_late_answer_leads_to_reopening(exchange: Exchange) -> None:
    cora, dilys, case = asked(exchange, "housing", "police")
    housing, police = (sent(exchange, case, kind) for kind in ("housing", "police"))
    dilys.get(f"{case}/recorded/outcome")
    assert "Partners that have not answered" in dilys.text
    dilys.press(None, **OUTCOME)
    assert set(dilys.problems) == {
        f"Choose whether to withdraw the request to {exchange.organisations[kind].name}, or to wait for its answer."
        for kind in ("housing", "police")
    }
    dilys.press(None, **choice(housing.file_id, "wait"), **choice(police.file_id, "withdraw"))
    assert dilys.path.startswith("/cases?state=closed&done=closed."), dilys.problems
    polly = PartnerBrowser(exchange, "polly").get(f"/inbox/{police.file_id}")
    assert "The hub has withdrawn this request" in polly.text
    assert "Due" not in polly.text
    assert "come in since the case was closed" not in dilys.get(case).text
    exchange.clock.forward(minutes=5)
    answer(exchange, "hugh", housing, {"housing_known": fact("yes")}, BASES["housing"])
    dilys.get(case)
    assert "1 answer has come in since the case was closed" in dilys.text
    assert "After closing" in dilys.get("/board?show=answered").text
    assert "1 after closing" in dilys.get("/cases?state=closed").text
    dilys.get(case)
    cora.get(cora.get(case).link("Reopen it"))
    assert "Only a hub decision-maker can record this" in cora.text
    dilys.get(dilys.link("Reopen it")).press(None, case_reopening_reason="Madeup: it changes the picture.")
    assert dilys.path.startswith(f"{case}?done=reopened."), dilys.problems
    assert "The case is open again" in dilys.text


def test_whoever_closes_after_a_partner_answered_sees_that_first(exchange: Exchange) -> None:
    _, dilys, case = asked(exchange, "housing")
    housing = sent(exchange, case, "housing")
    dilys.get(f"{case}/recorded/outcome")
    answer(exchange, "hugh", housing, {"housing_known": fact("yes")}, BASES["housing"])
    dilys.press(None, **OUTCOME, **choice(housing.file_id, "withdraw"))
    assert dilys.problems == (
        "A partner has answered since you opened this page. Open what came back before you close the case.",
    )
    assert "Nobody has opened what came back from Madeupshire Homes" in dilys.text
    assert dilys.form(None)["case_decision_reason"].strip() == OUTCOME["case_decision_reason"], "what was typed is kept"
    dilys.press(None)
    assert dilys.path.startswith("/cases?state=closed&done=closed."), dilys.problems
    assert sent(exchange, case, "housing").state == "returned"


def test_what_was_withdrawn_counts_nowhere(exchange: Exchange) -> None:
    cora, _, case = asked(exchange, "housing", "police")
    answer(exchange, "hugh", sent(exchange, case, "housing"), {"housing_known": fact("yes")}, BASES["housing"])
    assert "1 of 2 have answered" in cora.get(case).text
    cora.get(f"{case}/requests/{sent(exchange, case, 'police').file_id}/withdraw")
    cora.press(None, ground="not_needed", case_withdrawal_reason="Madeup reason.")
    assert "1 of 1 have answered" in cora.get(case).text
    assert "1 asked so far" in cora.text
    assert "1 of 1" in row_of(cora.get("/cases"), case)
    cora.get(f"{case}/requests/{sent(exchange, case, 'housing').file_id}/withdraw")
    cora.press(None, ground="not_needed", case_withdrawal_reason="Madeup reason.")
    assert "Every request was withdrawn." in cora.get(case).text
    assert "have answered" not in cora.text
    assert "Nobody is asked" in row_of(cora.get("/cases"), case)


def row_of(browser: PartnerBrowser, case: str) -> str:
    """What the list says of a case."""
    rows = [one for one in browser.page.all("tr") if any(link.get("href") == case for link in one.iter("a"))]
    return " ".join("".join(rows[0].itertext()).split())


def test_nobody_is_told_to_read_what_changed_in_what_they_cannot_open_or_have_sent(exchange: Exchange) -> None:
    cora, _, case = asked(exchange, "housing", "police")
    housing, police = (sent(exchange, case, kind) for kind in ("housing", "police"))
    answer(exchange, "hugh", housing, {"housing_known": fact("yes")}, BASES["housing"])
    safe_again(cora, case)
    polly = PartnerBrowser(exchange, "polly").get(f"/inbox/{police.file_id}")
    assert "Read what changed" in polly.text
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{housing.file_id}")
    assert "Read what changed" in hugh.text, "who has answered was told, too"
    assert "Read what changed" not in hugh.get(f"/inbox/{housing.file_id}/copy").text
    assert hugh.heading == "Copy of your return"
    cora.get(f"{case}/requests/{police.file_id}/withdraw")
    cora.press(None, ground="wrong_person", case_withdrawal_reason="Madeup reason.")
    polly.get(f"/inbox/{police.file_id}")
    assert "Stop work on it." in polly.text
    assert "Read what changed" not in polly.text


def safe_again(browser: HubBrowser, case: str) -> None:
    """Say that nobody may be written to: stricter than it was."""
    browser.get(f"{case}/recorded/contact-safety")
    browser.press(None, {"save": "yes"}, case_do_not_contact="Madeup: never by post.")
    assert browser.problems == ()
