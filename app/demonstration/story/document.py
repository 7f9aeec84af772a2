"""A page as a tree, read with the standard library: just enough to follow links and fill forms as a person does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN = frozenset({"script", "style", "template", "title", "head"})
BLOCKS = frozenset({
    "p", "div", "li", "dt", "dd", "tr", "td", "th", "h1", "h2", "h3", "h4", "section", "fieldset", "legend", "label",
    "br", "button", "caption", "summary", "form", "main",
})  # fmt: skip
META = "prx-meta"
"""The class of small print that stands on a line of its own."""


@dataclass(slots=True)
class Element:
    """One element: its attributes, and its texts and elements in order."""

    tag: str
    attributes: Mapping[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute; `otherwise` where it is not there."""
        return self.attributes.get(name, otherwise)

    def has(self, name: str) -> bool:
        """Whether an attribute is there, with or without a value."""
        return name in self.attributes

    @property
    def classes(self) -> frozenset[str]:
        """The words of its class attribute."""
        return frozenset(self.get("class").split())

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element below it of these tags, in document order."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def above(self, *tags: str) -> Iterator[Element]:
        """The elements of these tags it stands in, the nearest first."""
        at = self.parent
        while at is not None:
            if at.tag in tags:
                yield at
            at = at.parent

    @property
    def text(self) -> str:
        """What a person reads in it, one line for each block."""
        lines = "".join(_words(self)).split("\n")
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))

    @property
    def line(self) -> str:
        """What a person reads in it, as one line."""
        return " ".join(self.text.split())


def read(html: str) -> Element:
    """The page's root. Mistakes in the markup are not looked for here: the pages' own tests do that."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def _words(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child.replace("\n", " ")
        elif child.tag not in UNSEEN:
            block = "\n" if child.tag in BLOCKS or META in child.classes else ""
            yield block
            yield from _words(child)
            yield block


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self._at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._at)
        self._at.children.append(element)
        if tag not in VOID:
            self._at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self._at))

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self._at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self._at = at.parent

    def handle_data(self, data: str) -> None:
        self._at.children.append(data)
