"""A page as its reader has it before them: heading, words, links, buttons, forms, summaries and errors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from app.demonstration.story.document import Element, read
from app.demonstration.story.forms import Form, NotOnPage


class Page:
    """One page that was answered; finding something that is not there raises NotOnPage."""

    def __init__(self, address: str, status: int, html: str) -> None:
        self.address = address
        self.status = status
        self.html = html
        self.root = read(html)

    @cached_property
    def main(self) -> Element:
        """What the page is about, without the frame around it."""
        return next(self.root.all("main"), self.root)

    @cached_property
    def text(self) -> str:
        """The words of the page, one line for each block."""
        return self.main.text

    @cached_property
    def line(self) -> str:
        """The words of the page in one line."""
        return self.main.line

    @property
    def heading(self) -> str:
        """Its first heading."""
        return next((one.line for one in self.root.all("h1")), "")

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        for one in self.root.all("title"):
            return "".join(child for child in one.children if isinstance(child, str)).strip()
        return ""

    @cached_property
    def errors(self) -> tuple[str, ...]:
        """The lines of the error summary."""
        for one in self.root.all("div"):
            if "govuk-error-summary" in one.classes:
                return tuple(item.line for item in one.all("li"))
        return ()

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every term of the page's summaries and what it says, in order."""
        found = []
        for summary in self.main.all("dl"):
            term = ""
            for part in summary.all("dt", "dd"):
                if part.tag == "dt":
                    term = part.line
                else:
                    found.append((term, part.line))
        return tuple(found)

    def said_of(self, term: str) -> str:
        """What the page says beside this term of a summary."""
        for words, value in self.pairs:
            if words == term or words.startswith(f"{term} "):
                return value
        raise NotOnPage(f"nothing is said of “{term}” on “{self.heading}”")

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Its forms, those of the frame (sign out) included."""
        labels = {one.get("for"): one.line for one in self.root.all("label")}
        return tuple(Form(one, labels) for one in self.root.all("form"))

    @cached_property
    def form(self) -> Form:
        """The form with the most inputs, of those that are not in the frame: what the page is for."""
        own = [one.get("action") for one in self.main.all("form")]
        forms = [one for one in self.forms if one.action in own] or self.forms
        if not forms:
            raise NotOnPage(f"“{self.heading}” has no form")
        return max(forms, key=lambda one: len(one.controls))

    def button(self, words: str) -> tuple[Form, Element]:
        """The first button with these words, and its form."""
        for form in self.forms:
            for one in form.buttons:
                if one.line == words or one.line.startswith(f"{words} "):
                    return form, one
        raise NotOnPage(f"“{self.heading}” has no button “{words}”: {self.button_words}")

    @property
    def button_words(self) -> list[str]:
        """The words on its buttons."""
        return [one.line for form in self.forms for one in form.buttons]

    def links(self) -> Iterator[tuple[str, str]]:
        """The words and address of each link."""
        return ((one.line, one.get("href")) for one in self.root.all("a") if one.get("href"))

    def link(self, words: str) -> str:
        """The address of the first link with these words, or that begins with them."""
        found = list(self.links())
        for exact in (True, False):
            for said, href in found:
                if said == words or (not exact and said.startswith(words)):
                    return href
        raise NotOnPage(f"“{self.heading}” has no link “{words}”: {[said for said, _ in found]}")

    def must_say(self, *words: str) -> None:
        """Raise NotOnPage for the first of these that the page does not say."""
        for one in words:
            if one not in self.line:
                raise NotOnPage(f"“{self.heading}” does not say “{one}”")

    def must_not_say(self, *words: str) -> None:
        """Raise NotOnPage where the page, its frame or its markup hold one of these."""
        for one in words:
            if one in self.html or one in self.root.line:
                raise NotOnPage(f"“{self.heading}” says “{one}”, which it must not")
