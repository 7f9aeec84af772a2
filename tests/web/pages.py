"""Reading a page as a browser's parser would, and the fields its form would send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.web.shapes import read_strictly


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page that parsed without any error as HTML5."""

    root: Any

    def all(self, *tags: str) -> Iterator[Any]:
        """Every element of these tags, in order."""
        return (one for one in self.root.iter() if isinstance(one.tag, str) and one.tag in tags)

    @property
    def title(self) -> str:
        """The page's title."""
        return "".join(next(self.all("title")).itertext()).strip()

    @property
    def ids(self) -> Counter[str]:
        """How often each id stands in the page."""
        return Counter(one.get("id") for one in self.root.iter() if isinstance(one.tag, str) and one.get("id"))

    @property
    def summary_targets(self) -> tuple[str, ...]:
        """The ids the error summary links to."""
        for one in self.root.iter():
            if isinstance(one.tag, str) and "govuk-error-summary" in (one.get("class") or "").split():
                return tuple(link.get("href")[1:] for link in one.iter("a"))
        return ()


def parse(text: str) -> ParsedPage:
    """The page; raises html5lib's ParseError at the first mistake in its markup."""
    return ParsedPage(read_strictly(text))


def posted(text: str) -> MultiDict[str, str]:
    """What the page's form would send if a person pressed nothing but submit."""
    fields: MultiDict[str, str] = MultiDict()
    for one in parse(text).all("input", "textarea", "select"):
        name, kind = one.get("name"), one.get("type")
        if not name:
            continue
        if one.tag == "select":
            chosen = [option.get("value") for option in one.iter("option") if option.get("selected") is not None]
            fields.add(name, chosen[0] if chosen else "")
        elif one.tag == "textarea":
            fields.add(name, "".join(one.itertext()))
        elif kind not in {"radio", "checkbox"} or one.get("checked") is not None:
            fields.add(name, one.get("value", ""))
    return fields
