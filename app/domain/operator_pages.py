"""What the operator of an installation writes itself: help, technical contact, accessibility statement, privacy notice.

One TOML file, a table for each page. A page of which the file says nothing is shown as not written; one of which it
says something has everything it needs, or the exchange does not start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

Said = str | date | tuple[str, ...]
Pages = Mapping[str, Mapping[str, Said]]
TEXT, LINES, DAY = "text", "lines", "day"
FULLY, PARTLY, NOT = "fully", "partly", "not"
COMPLIANCE: Final = (FULLY, PARTLY, NOT)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a page needs: its key, what it is, in which form, and of which words where only these are right."""

    key: str
    what: str
    form: str = TEXT
    needed: bool = True
    words: tuple[str, ...] = ()


CONTACT: Final = (
    Line("telephone", "a number that somebody answers"),
    Line("email", "a mailbox that somebody reads"),
)
PAGES: Final[Mapping[str, tuple[Line, ...]]] = {
    "help": (Line("paragraphs", "what people here are to do when they need help", LINES),),
    "technical_contact": (
        Line("name", "who answers when the service does not work"),
        *CONTACT,
        Line("hours", "when they answer, with the days"),
    ),
    "accessibility": (
        Line("organisation", "who runs this service"),
        *CONTACT,
        Line("reply_within", "how soon a complaint is answered, for example 5 working days"),
        Line("compliance", "how far WCAG 2.2 AA is met", words=COMPLIANCE),
        Line("problems", "each part that is not accessible, and which criterion it fails", LINES, needed=False),
        Line("disproportionate_burden", "what is left out as a disproportionate burden, and why", LINES, needed=False),
        Line("improving", "what is being done, and by when", LINES, needed=False),
        Line("prepared_on", "the day the statement was first written", DAY),
        Line("reviewed_on", "the day it was last reviewed", DAY),
        Line("tested_on", "the day the service was last tested", DAY),
        Line("tested_by", "who tested it"),
        Line("tested_how", "which pages were tested, and how they were chosen", LINES),
    ),
    "privacy": (
        Line("controller", "who decides why and how personal data are used here"),
        Line("controller_contact", "how to reach them"),
        Line("officer_contact", "how to reach the data protection officer"),
        Line("purposes", "what personal data are used for", LINES),
        Line("lawful_bases", "on which lawful basis, for each purpose", LINES),
        Line("recipients", "who is given them", LINES),
        Line("sources", "where they come from", LINES),
        Line("kept_for", "how long they are kept", LINES),
        Line("rights", "which rights people have, and how to use them", LINES),
        Line("transfers", "to which countries outside the United Kingdom they go, and how that is safeguarded", LINES,
             needed=False),
    ),
}  # fmt: skip


def read_pages(text: str) -> tuple[Pages, Sequence[str]]:
    """What the file's text says of each page, and every fault of it as a sentence that names the fix."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return {}, [f"this is not TOML: {fault}"]
    faults = [f"[{page}] is no page; there are {', '.join(PAGES)}" for page in written if page not in PAGES]
    pages = {page: said for page, said in written.items() if page in PAGES}
    faults.extend(fault for page, said in pages.items() for fault in _faults(page, said))
    if faults:
        return {}, faults
    return {page: {key: _frozen(value) for key, value in said.items()} for page, said in pages.items()}, ()


def _faults(page: str, said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        yield f"{page}: make it a table, [{page}]"
        return
    lines = {line.key: line for line in PAGES[page]}
    yield from (f"[{page}] {key}: is no part of it; there are {', '.join(lines)}" for key in said if key not in lines)
    for key, line in lines.items():
        if key not in said:
            if line.needed:
                yield f"[{page}] {key}: missing; {line.what}"
        elif not _fits(line, said[key]):
            yield f"[{page}] {key}: {_wanted(line)}; {line.what}"
    if said.get("compliance") in (PARTLY, NOT) and not said.get("problems"):
        yield f"[{page}] problems: missing; without them it is {FULLY} compliant"
    if said.get("compliance") == FULLY and said.get("problems"):
        yield f"[{page}] compliance: say {PARTLY} or {NOT}; there are problems"


def _fits(line: Line, value: Any) -> bool:
    if line.form == DAY:
        return isinstance(value, date) and not isinstance(value, datetime)
    if line.form == LINES:
        return isinstance(value, list) and bool(value) and all(_is_text(one) for one in value)
    return _is_text(value) and (not line.words or value in line.words)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _wanted(line: Line) -> str:
    if line.form == DAY:
        return "give a day, like 2026-11-01"
    if line.form == LINES:
        return "give a list of sentences or paragraphs, none empty"
    return f"say {', '.join(line.words)}" if line.words else "give words in quotation marks, not empty"


def _frozen(value: Any) -> Said:
    return tuple(value) if isinstance(value, list) else value
