"""Declining everything: one ground, one reason and whom to ring; nothing is disclosed, so nothing else is asked."""

from __future__ import annotations

from app.services.collation.open_collation import open_collation
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request, leaves
from tests.web.partner.browser import PartnerBrowser


def test_every_item_is_declined_on_the_ground_given(exchange: Exchange) -> None:
    request = housing_request(exchange, ("child", "adult"))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Decline all of it"))
    assert "People declared as living there" in hugh.text
    hugh.press(
        None,
        ground="not_proportionate",
        why="Madeup: the question reaches too far.",
    )
    assert hugh.path == f"{base}/check"
    assert "All of it is declined. Ground: It is more than this purpose needs." in hugh.text
    assert "Before you can sign off" not in hugh.text
    assert "needs no legal basis for sharing" in hugh.text
    hugh.press(f"{base}/sign-off")
    assert hugh.heading == "Your return was received"
    harriet = PartnerBrowser(exchange, "harriet").get(f"{base}/open")
    assert harriet.status == 409
    assert "A colleague has answered this request. Nothing was opened." in harriet.text

    opened = open_collation(exchange.runtime, exchange.actors["dilys"], request.case_id).sources[0].opened
    assert len(opened) == 2
    for one in opened:
        answer = one.fields["housing_known"].answer
        assert answer
        assert (answer.kind, answer.ground) == ("declined", "not_proportionate")
        told = one.fields["return_restricted_information"].answer
        assert told
        assert told.value == "no", "a decline does not say that anything is held"


def test_neither_ground_nor_reason_may_be_missing(exchange: Exchange) -> None:
    request = housing_request(exchange)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim").get(f"{base}/decline")
    hugh.press(None, why=" ", ground="of my own making")
    assert hugh.status == 422
    assert hugh.problems == (
        "Choose the ground on which you decline.",
        "Say why you decline, and what would change your answer.",
    )
    hugh.press(None, why="Madeup: because.")
    assert hugh.form(None)["why"] == "Madeup: because."
    assert leaves(exchange, "return_released") == 0


def test_what_is_the_same_of_every_item_is_said_once(exchange: Exchange) -> None:
    request = housing_request(exchange, ("child",))
    several = housing_request(exchange, ("child", "adult"))
    for one in (request, several):
        base = f"/inbox/{one.file_id}"
        hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim").get(f"{base}/decline")
        hugh.press(None, ground="not_proportionate", why="Madeup: the question reaches too far.")
        assert hugh.path == f"{base}/check"
        assert hugh.text.count("Madeup: the question reaches too far.") == 1
        assert hugh.text.count("It is more than this purpose needs") == 1
        assert "Known to housing" in hugh.text
        assert "People declared as living there" in hugh.text
        assert "Who to ring" in hugh.text or "Whom to ring" in hugh.text, "what is not declined stands there too"
        hugh.get(hugh.link("Change why it is declined"))
        assert hugh.form(None)["why"].strip() == "Madeup: the question reaches too far."
        hugh.press(None, why="Madeup: another reason.").press(f"{base}/sign-off")
        assert hugh.heading == "Your return was received"


def test_one_item_answered_otherwise_and_each_stands_for_itself(exchange: Exchange) -> None:
    request = housing_request(exchange, ("child",))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim").get(f"{base}/decline")
    hugh.press(None, ground="not_proportionate", why="Madeup: the question reaches too far.")
    hugh.get(hugh.link("Change why it is declined")).get(f"{base}/open").get(hugh.link("Go on with your answer"))
    hugh.press(
        None,
        {"do": "save"},
        housing_known__answer="searched_no_trace",
        housing_known__ground="",
        housing_known__note="",
    )
    hugh.get(f"{base}/check")
    assert "All of it is declined" not in hugh.text
    assert "Searched, no trace" in hugh.text
    assert "Madeup: the question reaches too far." in hugh.text
