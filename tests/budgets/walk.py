"""Counts what a job costs the person who does it: a tab of a real browser that is walked through only by its methods.

A screen is a page that the tab has shown, one that was reloaded for a row or an error among them. A click is a press, a
tick or a choice; a list to choose from costs two, one to unfold it. Going from field to field costs nothing, for that
is the Tab key: what that takes by the keyboard alone stands apart, as stops. Words are those to be seen. Characters are
counted as typed, and as keyed twice where the same words were typed before in this walk; a count, a day or a year is a
number of its own each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Response

from tests.budgets.hands import Hands, Pointing

UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
FOLD = """(stood) => [...document.querySelectorAll('main details')].forEach((one, n) => { one.open = stood[n] })"""
STOOD = "[...document.querySelectorAll('main details')].map(one => one.open)"
WORDS = r"""() => {
  const unseen = [...document.querySelectorAll('main .govuk-visually-hidden')]
  for (const one of unseen) one.style.display = 'none'
  const text = document.querySelector('main').innerText
  for (const one of unseen) one.style.display = ''
  return text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length
}"""
SHORT_NUMBER = re.compile(r"[0-9]{1,4}")
PIXELS = "document.documentElement.scrollHeight"


@dataclass(frozen=True, slots=True)
class Screen:
    """One page as it was shown, and with everything in it unfolded. `bytes` is what came over the wire as HTML."""

    path: str
    heading: str
    words: int
    pixels: int
    words_unfolded: int
    pixels_unfolded: int
    bytes: int


@dataclass
class Walk:
    """One person's way through one job. Open the first page with `go`; read the rest off the screen.

    It is walked in a `manner`, with the `hands` for it. Each page is shown to the `judges`, folded out; what they
    object to is kept.
    """

    page: Page
    manner: str = ""
    hands: Hands = field(default_factory=Pointing)
    clicks: int = 0
    characters: int = 0
    twice: int = 0
    screens: list[Screen] = field(default_factory=list)
    judges: tuple[Callable[[Page], list[str]], ...] = ()
    objections: list[str] = field(default_factory=list)
    _typed: set[str] = field(default_factory=set)
    _bytes: int = 0

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    def go(self, address: str) -> Walk:
        """The first page, as a link in a mail or a bookmark opens it: a screen, no click."""
        self.page.goto(address)
        self._look()
        return self

    def press(self, what: Locator) -> Walk:
        """Press a link or button that leads to a page."""
        self.clicks += 1
        with self.page.expect_navigation(wait_until="load"):
            self.hands.press(what)
        self._look()
        return self

    def tick(self, *what: Locator) -> Walk:
        """Tick boxes, choose radios, or unfold what is folded: whatever changes the page without leaving it."""
        for one in what:
            self.clicks += 1
            self.hands.tick(one)
        return self

    def choose(self, what: Locator, words: str) -> Walk:
        """Choose from a list."""
        self.clicks += 2
        self.hands.choose(what, words)
        return self

    def type(self, what: Locator, words: str) -> Walk:
        """Key words into a field, in place of what stands there."""
        self.hands.type(what, words)
        self.characters += len(words)
        same = " ".join(words.casefold().split())
        self.twice += len(words) if same in self._typed and not SHORT_NUMBER.fullmatch(same) else 0
        self._typed.add(same)
        return self

    def alone(self, screen: int) -> Walk:
        """One of its screens as a walk of its own, as whoever comes to it by a link has it."""
        return Walk(self.page, self.manner, screens=[self.screens[screen]])

    def counted(self) -> Mapping[str, int]:
        """The walk in numbers, by the names that limits have; words, pixels and bytes are those of its worst screen."""
        return {
            "screens": len(self.screens),
            "clicks": self.clicks,
            "characters": self.characters,
            "twice": self.twice,
            "stops": self.hands.stops,
            **{
                name: max(getattr(one, name) for one in self.screens)
                for name in ("words", "pixels", "words_unfolded", "pixels_unfolded", "bytes")
            },
        }

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status not in (302, 303):
            self._bytes = len(response.body())

    def _look(self) -> None:
        page = self.page
        words, pixels, stood = page.evaluate(WORDS), page.evaluate(PIXELS), page.evaluate(STOOD)
        page.evaluate(UNFOLD)
        unfolded = page.evaluate(WORDS), page.evaluate(PIXELS)
        for judge in self.judges:
            self.objections += [f"{page.url}: {one}" for one in judge(page)]
        page.evaluate(FOLD, stood)
        heading = page.locator("h1").first.inner_text()
        path = page.url.partition("://")[2].partition("/")[2]
        self.screens.append(Screen(f"/{path}", heading, words, pixels, *unfolded, self._bytes))
