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
    assert "We decline to share this" in hugh.text
    assert "Before you can sign off" not in hugh.text
    assert "needs no legal basis for sharing" in hugh.text
    hugh.press(f"{base}/sign-off")
    assert hugh.heading == "Your return was received"

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
