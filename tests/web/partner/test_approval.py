"""Drafted by one, approved by another: submit, approve, send back, take back."""

from __future__ import annotations

from typing import Any

from tests.web.exchange import Exchange
from tests.web.partner.asked import household, leaves, request_to
from tests.web.partner.browser import PartnerBrowser

STATED: dict[str, Any] = {
    "return_consent_reason": "would_prejudice",
    "return_necessity_note": "Madeup: nobody else knows.",
    "return_authorising_officer__name": "Dorothy Jobcentre",
    "return_lawful_authority": "Made-up Act 1989 s.47",
}
NIL: dict[str, Any] = {
    "return_identifiers_searched_1": ["name"],
    "return_systems_searched__0__system": "Madeup benefit system",
    "return_systems_searched__0__result": "searched",
    "return_period_from__day": "24",
    "return_period_from__month": "11",
    "return_period_from__year": "2024",
    "outcome": "none",
    "searched": ["1"],
}


def submitted(exchange: Exchange) -> tuple[str, PartnerBrowser]:
    """A return that Dwight of the Jobcentre has submitted, and his browser."""
    request = request_to(exchange, household(exchange), "dwp", ("dwp_customer_known",))
    base = f"/inbox/{request.file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/nothing-found")
    dwight.press(None, **NIL)
    assert dwight.problems == ()
    assert dwight.path == base
    return base, dwight


def test_a_manager_reads_approves_and_sends(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get("/inbox")
    assert "Awaiting your approval" in dorothy.text
    dorothy.get(base)
    assert "approve and send it where its approval is yours to give" in dorothy.text, "some is kept for another role"
    dorothy.get(dorothy.link("Open what waits"))
    assert "Searched, no trace" in dorothy.text
    assert "Madeup benefit system" in dorothy.text
    pressed = dorothy.filled(f"{base}/sign-off", {})
    dorothy.send(f"{base}/sign-off", pressed)
    assert dorothy.heading == "Your return was received"
    assert "Dorothy Jobcentre" in dorothy.text
    dorothy.send(f"{base}/sign-off", pressed)
    assert dorothy.path == f"{base}/receipt"
    assert leaves(exchange, "return_released") == 1
    assert "See the receipt" in dwight.get(base).text


def test_the_author_cannot_approve_their_own(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dwight.get(f"{base}/check")
    assert "This waits for a colleague’s approval" in dwight.text
    assert "Sign off and send" not in dwight.text
    again = {"csrf_token": dwight.form(f"{base}/sign-off")["csrf_token"], "seen_version": _version(dwight, base)}
    refused = dwight.client.post(f"{base}/sign-off", data=again, base_url="https://localhost")
    assert refused.status_code in {403, 422}
    assert leaves(exchange, "return_released") == 0


def test_sent_back_it_can_be_changed_again(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check").press(f"{base}/send-back")
    assert dorothy.problems == ("Choose what is to be changed, so that its author is told.",)
    assert "You have a draft" not in dwight.get(base).text, "nothing was sent back without a reason"
    dorothy.press(f"{base}/send-back", ground="wrong")
    assert dorothy.path == base
    dwight.get(base)
    assert "Sent back by Dorothy Jobcentre, 24 November 2026 at 10am: Something is wrong" in dwight.text
    assert "You have a draft" in dwight.text
    dwight.get(f"{base}/check")
    assert "Submit for approval" in dwight.text
    dwight.press(f"{base}/submit")
    assert dwight.path != f"{base}/check"
    assert "Sent back by" not in dwight.get(base).text, "it has been submitted since"


def test_whoever_approves_reads_what_was_asked_beside_what_is_answered(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check")
    asked, answered = dorothy.text.split("What is answered")
    assert "What was asked, and why" in asked
    assert "Who lives at the address now?" in asked
    assert "Known customer Searched, no trace" in answered
    assert "Not asked for" not in answered
    assert "What was asked" not in dwight.get(f"{base}/check").text, "its author has just answered it"


def test_an_item_is_held_back_and_the_page_shows_what_leaves_now(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check")
    assert "What can keep somebody safe cannot be held back by itself." in dorothy.text
    dorothy.get(dorothy.link("Hold back Known customer, Child")).press(None)
    assert dorothy.problems == (
        "Choose the ground on which you hold it back.",
        "Say why you hold it back, in up to 500 characters. The hub reads this.",
    )
    dorothy.press(None, ground="not_proportionate", why="Madeup: the concern is about a visit.")
    assert dorothy.path == f"{base}/check"
    for read in (dorothy, dwight.get(f"{base}/check")):
        assert "Held back when it was approved: Madeup: the concern is about a visit." in read.text
        assert "It is more than this purpose needs" in read.text
    assert "Hold back" not in dorothy.text, "it has been held back already"
    dorothy.press(f"{base}/sign-off")
    assert dorothy.path == f"{base}/receipt"
    assert "Declined: 1 item, more than the purpose needs" in dorothy.text
    assert "Held back when it was approved" in dwight.get(f"{base}/receipt").get(dwight.link("Open a copy")).text


def test_the_author_takes_it_back(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dwight.get(f"{base}/check").press(f"{base}/send-back")
    assert "You have a draft" in dwight.text


def test_what_the_legal_basis_asks_for_is_named_and_nothing_is_lost(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange), "dwp", ("dwp_customer_known",))
    base = f"/inbox/{request.file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/question")
    stated: dict[str, Any] = {name: None if name == "return_consent_reason" else "" for name in STATED}
    dwight.press(None, question="Madeup: the one we know?", shows="yes")
    dwight.press(None, **stated | {"return_lawful_authority": "Made-up Act 1989 s.47"})
    assert dwight.status == 422
    named = " ".join(dwight.problems)
    for label in ("Why sharing is necessary", "Officer who authorises", "Why you do not rely on consent"):
        assert f"Give “{label}" in named
    assert "Lawful authority" not in named
    assert dwight.form(None)["return_lawful_authority"] == "Made-up Act 1989 s.47"
    assert dwight.form(None)["question"] == "Madeup: the one we know?"
    dwight.press(None, **STATED)
    assert dwight.path == base
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check")
    assert "Made-up Act 1989 s.47" in dorothy.text


def test_a_question_that_only_asks_is_sent_at_once(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange), "dwp", ("dwp_customer_known",))
    base = f"/inbox/{request.file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/question")
    dwight.press(None, question="Madeup: what is meant by household?")
    assert dwight.problems == ("Say whether your question shows anything that you hold.",)
    dwight.press(None, shows="no")
    assert dwight.path == base
    assert "Question asked" in dwight.text
    assert leaves(exchange, "return_released") == 1


def test_a_question_waits_for_the_approver_as_a_return_does(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange, ("child", "adult")), "dwp", ("dwp_customer_known",))
    base = f"/inbox/{request.file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/question")
    child = next(str(one.get("value")) for one in dwight.page.all("input") if one.get("name") == "subject")
    dwight.press(None, question="Madeup: which of two?", subject=child, shows="yes")
    assert "The question waits for them" in dwight.text
    dwight.press(None)
    assert any("Why sharing is necessary" in one for one in dwight.problems)
    dwight.press(None, **STATED)
    assert dwight.path == base
    assert "Nothing has been sent yet" in dwight.text
    assert "Madeup: which of two?" in dwight.get(f"{base}/check").text
    assert leaves(exchange, "return_released") == 0

    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check")
    assert dorothy.heading == "A question that waits for your approval"
    dorothy.press(f"{base}/send-back")
    assert dorothy.problems == ("Choose what is to be changed, so that its author is told.",)
    dorothy.press(f"{base}/send-back", ground="missing")
    dwight.get(f"{base}/check")
    assert "a question to the hub that has not been sent" in dwight.text
    dwight.get(f"{base}/question")
    assert dwight.form(None)["question"].strip() == "Madeup: which of two?"
    assert dwight.form(None)["subject"] == child
    dwight.press(None)

    pressed = dorothy.get(f"{base}/check").filled(f"{base}/send-question", {})
    dorothy.send(f"{base}/send-question", pressed)
    assert "Question asked" in dorothy.text
    dorothy.send(f"{base}/send-question", pressed)
    assert dorothy.path == base
    assert leaves(exchange, "return_released") == 1


def _version(browser: PartnerBrowser, base: str) -> str:
    return browser.form(f"{base}/sign-off")["seen_version"]


def test_submitted_again_the_page_says_what_changed(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check")
    assert "What changed" not in dorothy.text
    dorothy.press(f"{base}/send-back", ground="wrong")
    dwight.get(f"{base}/check").press(f"{base}/submit")
    dorothy.get(f"{base}/check")
    assert "What changed since it was submitted before, 24 November 2026 at 10am: Nothing." in dorothy.text


def test_whoever_submits_reads_who_could_approve_it(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange), "dwp", ("dwp_customer_known",))
    base = f"/inbox/{request.file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/decline")
    dwight.press(None, ground="not_proportionate", why="Madeup: it reaches too far.")
    assert (
        "needs a manager of your organisation to approve it: Dorothy Jobcentre. They are told by e-mail" in dwight.text
    )
    dwight.press(f"{base}/submit")
    assert "It can be approved by Dorothy Jobcentre" in dwight.text


def test_what_was_sent_back_is_marked_so_in_its_authors_lists(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check").press(f"{base}/send-back", ground="unclear")
    assert "Sent back to you" in dwight.get("/inbox").text
    assert "Sent back to you: change it and submit it again" in dwight.get("/my-work").text
    assert "ask them: they chose this and wrote no more" in dwight.get(base).text
    for page in ("/inbox", "/my-work"):
        assert "Sent back" not in dorothy.get(page).text, "it is his"
    dwight.get(f"{base}/check").press(f"{base}/submit")
    for page in ("/inbox", "/my-work"):
        assert "Sent back" not in dwight.get(page).text, "it has been submitted since"


def test_what_is_held_back_is_gone_and_the_page_says_how_it_could_still_go(exchange: Exchange) -> None:
    base, _ = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check")
    dorothy.get(dorothy.link("Hold back Known customer, Child"))
    assert "would have read this item in full reads instead that it was held back" in dorothy.text
    assert "send the return back, and Dwight Jobcentre writes it again" in dorothy.text
