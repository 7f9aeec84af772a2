"""How a person works a page of a walk: pointing at what they want, or by the keyboard alone.

By the keyboard nothing is found but by going there: Tab and Shift-Tab from stop to stop, the arrows within a group of
radios or a list, Space and Enter. Every stop on the way is looked at: is it on the screen, and does it look otherwise
than once it is left?
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from playwright.sync_api import ElementHandle, Locator, Page

MOST: Final = 400
"""Stops to one thing; whoever needs more does not get there."""
STOP = """(wanted) => {
  const here = document.activeElement, before = window.prxStop
  const marks = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'backgroundColor', 'borderBottomColor']
  const drawn = one => [[one, null], [one.nextElementSibling, '::before']].map(([each, part]) =>
    each ? marks.map(mark => getComputedStyle(each, part)[mark]).join() : '').join()
  const words = one => one.outerHTML.slice(0, 150)
  const wrong = []
  if (before && before.one !== here && before.one.isConnected && drawn(before.one) === before.drawn)
    wrong.push(`focus is not to be seen: ${words(before.one)}`)
  if (here !== document.body) {
    const box = here.getBoundingClientRect()
    if (box.width < 1 || box.height < 1 || box.bottom <= 0 || box.top >= innerHeight)
      wrong.push(`focus is off the screen: ${words(here)}`)
    window.prxStop = { one: here, drawn: drawn(here) }
  }
  const group = here !== wanted && here.type === 'radio' && wanted.type === 'radio' && here.name === wanted.name
  const back = here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING
  return { wrong, key: here === wanted ? '' : group ? (back ? 'ArrowUp' : 'ArrowDown') : back ? 'Shift+Tab' : 'Tab' }
}"""
CHOSEN = "one => one.selectedOptions[0].label.trim()"


class Hands(Protocol):
    """What a walk does a page with; `objections` are what was in the way of it, `stops` the keys it took to get on."""

    objections: list[str]
    stops: int

    def press(self, what: Locator) -> None:
        """Press a link or a button, or unfold what is folded."""

    def tick(self, what: Locator) -> None:
        """Tick a box, choose a radio, or unfold what is folded."""

    def choose(self, what: Locator, words: str) -> None:
        """Choose from a list."""

    def type(self, what: Locator, words: str) -> None:
        """Key words into a field, in place of what stands there."""


@dataclass
class Pointing:
    """By a mouse or a finger."""

    objections: list[str] = field(default_factory=list)
    stops: int = 0

    def press(self, what: Locator) -> None:
        """Click it."""
        what.click()

    def tick(self, what: Locator) -> None:
        """Click it."""
        what.click()

    def choose(self, what: Locator, words: str) -> None:
        """Pick it."""
        what.select_option(label=words)

    def type(self, what: Locator, words: str) -> None:
        """Fill it."""
        what.fill(words)


@dataclass
class Keyboard:
    """By keys alone."""

    page: Page
    objections: list[str] = field(default_factory=list)
    stops: int = 0

    def press(self, what: Locator) -> None:
        """Go there and press Enter."""
        self._reach(what)
        self.page.keyboard.press("Enter")

    def tick(self, what: Locator) -> None:
        """Go there and press Space; within radios the arrows have chosen already."""
        one = self._reach(what)
        if not one.evaluate("one => one.type === 'radio' && one.checked"):
            self.page.keyboard.press("Space")

    def choose(self, what: Locator, words: str) -> None:
        """Go there, to the first of the list, and down until it is chosen."""
        one = self._reach(what)
        self.page.keyboard.press("Home")
        for _ in range(MOST):
            if one.evaluate(CHOSEN) == words:
                return
            self.page.keyboard.press("ArrowDown")
        message = f"{words} is not in the list"
        raise AssertionError(message)

    def type(self, what: Locator, words: str) -> None:
        """Go there, take what stands in it, and key it in."""
        self._reach(what)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(words)

    def _reach(self, what: Locator) -> ElementHandle:
        wanted = what.element_handle()
        for _ in range(MOST):
            found = self.page.evaluate(STOP, wanted)
            self.objections += [f"{self.page.url}: {one}" for one in found["wrong"]]
            if not found["key"]:
                return wanted
            self.page.keyboard.press(found["key"])
            self.stops += 1
        message = f"the keyboard does not get to {what}"
        raise AssertionError(message)
