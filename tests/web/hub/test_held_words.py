"""The task of words held back from a partner, on pages: a decision-maker's, and nobody else learns of it."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, choose, ready, sent, typed_for
from tests.web.hub.test_protected_places import hiding
from tests.web.partner.browser import PartnerBrowser

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
    assert "Words held back" not in cora.get("/my-work").text
    assert "Words held back (1)" in dan.get("/my-work").text
    waiting = [one.get("href") for one in dan.page.all("a") if (one.get("href") or "").endswith("/held")]
    dan.get(case)
    assert "Words held back for you to look at" in dan.text
    (href,) = [one.get("href") for one in dan.page.all("a") if (one.get("href") or "").endswith("/held")]
    assert waiting == [href]
    dan.get(href)
    assert SAYS in dan.text
    assert "It says the address" in dan.text
    dan.press(None, {}, reason="")
    assert dan.problems[0] == "Choose whether to send these words."
    assert dan.problems[1].startswith("Write down why"), "all that is wrong is said at once"
    dan.press(None, {}, reason="Madeup: they need it.")
    assert dan.problems == ("Choose whether to send these words.",)
    dan.press(None, {}, send="leave", reason="")
    assert any(one.startswith("Write down why") for one in dan.problems)
    dan.press(None, {}, send="leave", reason="Madeup: they need not know.")
    assert "Words held back for you" not in dan.get(case).text
    assert "Words held back" not in dan.get("/my-work").text
    assert "No words of this request wait for you" in dan.get(href).text, "back, and from the mail"
    assert cora.get(href).status == 404


def test_a_colleagues_words_that_are_kept_back_are_not_saved_over(exchange: Exchange) -> None:
    """The words that stand in their place are no words of anybody's: saving the form leaves the real ones."""
    cora, dan, case = ready(exchange, protected="yes")
    page, at = f"{case}/concern", "case_received_at__"
    when = {f"{at}{part}": one for part, one in (("day", "23"), ("month", "11"), ("year", "2026"), ("time", "9:30"))}
    dan.fill(page, case_concern_narrative=SAYS, case_channel="email", **when)
    assert dan.problems == ()
    assert SAYS not in cora.get(page).text
    assert "Kept back for the decision-maker" in cora.text
    cora.fill(page, case_channel="telephone")
    assert cora.problems == ()
    narrative = next(one for one in dan.get(page).page.all("textarea") if one.get("name") == "case_concern_narrative")
    assert (narrative.text or "").strip() == SAYS


def test_they_cannot_be_sent_where_the_place_is_barred_and_the_page_says_what_to_do_instead(
    exchange: Exchange,
) -> None:
    cora, dilys, case = hiding(exchange)
    said = {"request_questions__0__question": SAYS}
    adult = cora.get(case).link("Adult").rsplit("/", 1)[1]
    choose(cora, exchange, case, "police")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "police", about=[adult], **said))
    cora.press(f"{case}/send")
    dilys.get(case)
    (href,) = [one.get("href") for one in dilys.page.all("a") if (one.get("href") or "").endswith("/held")]
    police = exchange.organisations["police"]
    assert f"These words cannot go to {police.name}." in dilys.get(href).text
    assert f"Ring {police.name} on {police.telephone} and say the rest without the place" in dilys.text
    assert [one for one in dilys.page.all("input") if one.get("value") == "send"] == []
    dilys.press(None, {}, reason="")
    assert any(one.startswith("Write down why") for one in dilys.problems)
    dilys.press(None, {}, send="send", reason="Madeup: they need it.")
    assert any("leave them held back" in one for one in dilys.problems)
    assert "#send" in [one.get("href") for one in dilys.page.all("a")]
    dilys.press(None, {}, reason="Madeup: they need not know.")
    assert "Words held back for you" not in dilys.get(case).text


def contact(browser: HubBrowser, case: str, words: str) -> None:
    """Say anew whom not to contact."""
    browser.get(f"{case}/recorded/contact-safety")
    browser.press(None, {"save": "yes"}, case_do_not_contact=words)
    assert browser.problems == ()


def ask_police(browser: HubBrowser, exchange: Exchange, case: str) -> str:
    """Ask the police in words that say no place; where what they are not sent is looked at."""
    choose(browser, exchange, case, "police")
    typed = typed_for(exchange, "police", request_questions__0__question="Who lives there?")
    browser.press(f"{case}/preview", {"to": "preview"}, **typed)
    browser.press(f"{case}/send")
    assert browser.problems == ()
    return f"{case}/requests/{sent(exchange, case, 'police').file_id}/held"


def test_what_was_superseded_is_shown_as_that_and_never_sent(exchange: Exchange) -> None:
    cora, dan, case = ready(exchange, protected="yes")
    contact(cora, case, "Madeup: never write to 1 Madeup Road.")
    held = ask_police(cora, exchange, case)
    dan.get(held)
    assert "Updated since" not in dan.text
    contact(cora, case, "Madeup: never by post.")
    dan.press(None, {}, send="send", reason="Madeup: they need it.")
    assert dan.problems == ("Nothing was decided: the case has changed since you read this. Read it again.",)
    assert "Madeup: they need it." in dan.text, "nothing typed is lost"
    assert "Updated since, and never sent Madeup: never write to 1 Madeup Road." in " ".join(dan.text.split())
    assert "Madeup: never by post. It says no such place any more." in dan.text
    dan.press(None, {}, send="send", reason="Madeup: they need it.")
    assert dan.path.startswith(f"{case}?done=words."), dan.text
    inbox = held.removesuffix("/held").rsplit("/", 1)[1]
    polly = PartnerBrowser(exchange, "polly").get(f"/inbox/{inbox}").press(f"/inbox/{inbox}/claim")
    assert "Madeup: never by post." in polly.text
    assert "Madeup Road" not in polly.text


def test_a_withdrawn_request_is_no_task_and_sending_is_refused_in_words(exchange: Exchange) -> None:
    cora, dan, case = ready(exchange, protected="yes")
    contact(cora, case, "Madeup: never write to 1 Madeup Road.")
    held = ask_police(cora, exchange, case)
    dan.get(held)
    cora.get(held.removesuffix("held") + "withdraw")
    cora.press(None, ground="not_needed", case_withdrawal_reason="Madeup reason.")
    dan.press(None, {}, send="send", reason="Madeup: they need it.")
    assert dan.status == 409
    assert "This request was withdrawn: its partner can open nothing of it, and is sent nothing." in dan.text
    assert "Words held back for you" not in dan.get(case).text
    assert "Words held back" not in dan.get("/my-work").text
    assert dan.get(held).path.startswith(held.removesuffix("/held"))
    assert "No words of this request wait for you: it was decided, or the request was withdrawn." in dan.text
