"""The page to check before sending, read as somebody reads it: what each is sent of an item, and its own part."""

from __future__ import annotations

from typing import Any

from tests.web.hub.playing import HubBrowser


def cells(browser: HubBrowser, item: str) -> dict[str, str]:
    """What becomes of an item that differs, by partner."""
    (head,) = list(browser.page.all("thead"))
    partners = [_words(one) for one in head.iter("th")][1:]
    for row in (list(one) for one in browser.page.all("tr")):
        if row[1].tag == "td" and (row[0].text or "").strip() == item:
            return dict(zip(partners, [_words(one) for one in row[1:]], strict=True))
    raise AssertionError(f"no row {item!r}")


def own(browser: HubBrowser, partner: str) -> dict[str, str]:
    """What stands in one partner's own part, by its words."""
    for section in browser.page.all("section"):
        if _words(next(iter(section))) == partner:
            lines = [list(one) for one in next(section.iter("dl"))]
            return {_words(term): _words(said) for term, said in lines}
    raise AssertionError(f"no part for {partner!r}")


def told_of(browser: HubBrowser, partner: str) -> str:
    """Whom a partner is asked about."""
    return own(browser, partner)["About"]


def once(browser: HubBrowser, item: str) -> str:
    """What an item says that stands on the page once: the same for all, or typed for one."""
    lines = [list(line) for part in browser.page.all("dl") for line in part]
    (said,) = [_words(said) for term, said in lines if _words(term) == item]
    return said


def _words(element: Any) -> str:
    """What an element says, a space between one part and the next."""
    return " ".join(" ".join(element.itertext()).split())
