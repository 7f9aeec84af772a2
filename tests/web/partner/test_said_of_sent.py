"""Whoever signs is shown that their words say a protected place they were sent, and leaves it out or says why."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.partner.asked import HOUSING, household, leaves, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SEARCHED

SAYS = "Madeup: post still comes to 1 Madeup Road."
NOTE = {"return_anything_else__value": SAYS, "return_anything_else__nature": "fact"}
STOP = "Your words say an address that the hub sent you as protected"


def test_the_page_shows_it_before_and_stops_until_there_is_a_reason(exchange: Exchange) -> None:
    home = household(exchange, protected="yes")
    request = request_to(exchange, home, "housing", HOUSING, home.people)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED, **NOTE)
    assert hugh.problems == ()
    assert STOP in hugh.text
    hugh.press(f"{base}/sign-off")
    assert len(hugh.problems) == 1
    assert hugh.problems[0].startswith(STOP)
    assert leaves(exchange, "return_released") == 0
    hugh.press(f"{base}/sign-off", words_say="Madeup: the post must be stopped there.")
    assert leaves(exchange, "return_released") == 1


def test_of_a_place_that_nobody_protects_the_page_says_nothing(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange, protected="no"), "housing", HOUSING)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED, **NOTE)
    assert STOP not in hugh.text
    hugh.press(f"{base}/sign-off")
    assert leaves(exchange, "return_released") == 1
