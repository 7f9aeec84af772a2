"""The guide on a request: short, open for whoever has never answered one, folded for everybody else."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_nothing_found import SEARCHED, claimed

TITLE = "How to answer, in two minutes"
MOST_WORDS = 250


def guides(browser: PartnerBrowser) -> list[tuple[bool, list[str]]]:
    """Of each guide on the page, whether it stands open, and its words."""
    found = [one for one in browser.page.all("details") if TITLE in "".join(one.itertext())]
    return [(one.get("open") is not None, "".join(one.itertext()).split()) for one in found]


def test_it_stands_open_until_somebody_has_answered_and_is_read_in_two_minutes(exchange: Exchange) -> None:
    base, hugh = claimed(exchange)
    hugh.send(hugh.path, hugh.filled(None, {**SEARCHED, "outcome": "none"}))
    assert guides(hugh.get(base)) == []  # what is answered needs no guide
    waiting = f"/inbox/{housing_request(exchange).file_id}"
    ((opened, words),) = guides(hugh.get(waiting))
    assert not opened
    assert len(words) < MOST_WORDS
    harriet = PartnerBrowser(exchange, "harriet").get(waiting)
    assert [opened for opened, _ in guides(harriet)] == [True]
    harriet.press(f"{waiting}/claim").get(waiting)
    assert [opened for opened, _ in guides(harriet)] == [True]
    assert [opened for opened, _ in guides(hugh.get(waiting))] == [False]
