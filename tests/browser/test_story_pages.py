"""Every page of the story in a real browser, at a desk, on a telephone and at 400 %: nothing to object to.

Each page is shown exactly as somebody in the story got it, errors included, with the headers it came with: looking
again opens no record anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Route

from app.demonstration.story.visitor import Seen
from tests.budgets.limits import tallest
from tests.budgets.looked_at import SIZES, objections
from tests.budgets.walk import PIXELS
from tests.stories.playing import Played

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENSHOTS = os.environ.get("PRX_SCREENSHOTS")
"""A folder to keep what was looked at; nothing is kept where it is not named."""
KEPT_HEADERS = frozenset({"content-type", "content-security-policy", "x-content-type-options", "referrer-policy"})
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def kind_of(seen: Seen) -> tuple[str, int, str, bool]:
    """Pages alike in address, status, heading and errors are of one kind."""
    path = UUID.sub("…", urlsplit(seen.page.address).path)
    return path, seen.page.status, UUID.sub("…", seen.page.heading), bool(seen.page.errors)


def reader_of(seen: Seen) -> str:
    """Whose page it is, where that changes what stands on it: at the hub by role, a form by the partner's catalogue."""
    path = urlsplit(seen.page.address).path
    return seen.visitor if path.startswith("/cases") or "/answer/" in path else ""


def pages_of(played: Played) -> list[Seen]:
    """One page of each kind for each reader: the longest, which shows the most."""
    own = [one for one in played.story.wire.pages if one.page.address.startswith(played.installation.address)]
    longest: dict[tuple[str, tuple[str, int, str, bool]], Seen] = {}
    for seen in own:
        if "text/html" not in seen.headers.get("Content-Type", ""):
            continue
        key = (reader_of(seen), kind_of(seen))
        if key not in longest or len(longest[key].page.html) < len(seen.page.html):
            longest[key] = seen
    return list(longest.values())


def show(tab: Page, seen: Seen) -> list[str]:
    """Load a page as it was received, in place of what the tab showed; says what the browser had to remark.

    One tab for all of them takes half of what a tab for each takes: its process has read the checks' script already.
    """
    remarks: list[str] = []
    headers = {name: value for name, value in seen.headers.items() if name.lower() in KEPT_HEADERS}
    address = seen.page.address

    def answer(route: Route) -> None:
        route.fulfill(status=seen.page.status, headers=headers, body=seen.page.html)

    def note(remark: ConsoleMessage | Error) -> None:
        remarks.append(remark.text if isinstance(remark, ConsoleMessage) else str(remark))

    tab.unroute_all()
    tab.goto("about:blank")  # an address that differs in what follows # alone would not be loaded again
    tab.route(lambda asked: asked.split("#")[0] == address, answer)
    tab.on("console", note)
    tab.on("pageerror", note)
    tab.goto(address)
    tab.remove_listener("console", note)
    tab.remove_listener("pageerror", note)
    return [text for text in remarks if "status of" not in text]


def keep(tab: Page, seen: Seen, number: int) -> None:
    if SCREENSHOTS:
        folder = Path(SCREENSHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", f"{number:03}-{seen.visitor.split()[0]}-{kind_of(seen)[0]}").strip("-")
        for where, size in SIZES.items():
            tab.set_viewport_size(size)
            tab.screenshot(path=folder / f"{name}-{where.replace(' ', '-')}.png", full_page=True)
        tab.set_viewport_size(SIZES["at a desk"])


@dataclass(frozen=True, slots=True)
class Looked:
    """A page as it was shown: what is to be objected to in it, and its height at a desk."""

    seen: Seen
    objections: list[str]
    pixels: int


@pytest.fixture(scope="module")
def looked(played: Played, browser: Browser) -> list[Looked]:
    """Every page shown once, for all that is asked of it: to show one again takes a tenth of looking at it."""
    context = browser.new_context(viewport=SIZES["at a desk"])
    tab = context.new_page()
    found = []
    for number, seen in enumerate(pages_of(played)):
        remarks, pixels = show(tab, seen), int(tab.evaluate(PIXELS))
        found.append(Looked(seen, remarks + objections(tab), pixels))
        keep(tab, seen, number)
    context.close()
    print(f"{len(found)} pages")
    return found


def test_every_page_of_the_story(looked: list[Looked]) -> None:
    assert [f"{one.seen.visitor}, {kind_of(one.seen)}: {said}" for one in looked for said in one.objections] == []
    assert len(looked) > 100


def test_no_page_of_the_story_is_taller_than_it_may_be(looked: list[Looked]) -> None:
    heights = sorted(((one.pixels, one.seen.visitor, kind_of(one.seen)) for one in looked), reverse=True)
    print("\n".join(str(one) for one in heights[:10]))
    assert [one for one in heights if one[0] > tallest(one[2][0])] == []


def test_no_title_or_address_tells_about_anybody(played: Played) -> None:
    from app.demonstration.story.marks import all_marks
    from tests.stories.canary import search

    places = [(one.page.heading, f"{one.page.title} {one.page.address}".encode()) for one in played.story.wire.pages]
    assert search(all_marks(), places) == []
