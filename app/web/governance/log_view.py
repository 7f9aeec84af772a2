"""The log as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from app.domain.identity import Organisation
from app.domain.lists import LogLine
from app.domain.log_entry import GONE, KINDS, log_words
from app.services.governance.read_log import LogChoices
from app.web.governance.filters import EVERYTHING, GLASS
from app.web.governance.words import AT_MOST, BROKEN_GLASS, LEVELS, kind_words, label, what_words
from policies.engine.release import PolicyRelease

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. `extent` is how many fields, and how much of them at most, or how many tries; `each` leads to the
    person's refusals one by one.
    """

    number: int
    log: str
    at: datetime
    what: str
    alarming: bool
    extent: str
    giver: str
    receiver: str
    who: str
    role: str
    purpose: str
    basis: str
    reference: str
    href: str
    each: str | None


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What each list of the filter offers."""

    kinds: Choices
    organisations: Choices
    people: Choices
    purposes: Choices


def line_view(line: LogLine, organisations: Mapping[UUID, str], release: PolicyRelease) -> LineView:
    """One line in words."""
    what = kind_words(line.kind, line.role)
    said = what_words(line.what, release.statements) if line.kind == "stated" else ""
    return LineView(
        number=line.index,
        log=log_words(line.whose, organisations),
        at=line.at,
        what=f"{what}: {said}" if said else what,
        alarming=line.kind in {"refused", "revealed", "origin_started"},
        extent=f"Further tries: {line.counted}" if line.counted else _extent(line),
        giver=organisations.get(line.from_id, GONE) if line.from_id else "",
        receiver=organisations.get(line.to_id, GONE) if line.to_id else "",
        who=line.actor_name or "The service itself",
        role=label(release.roles, line.role),
        purpose=label(release.purposes, line.purpose),
        basis=label(release.legal_bases, line.legal_basis),
        reference=line.reference or "",
        href=url_for("governance.entry", entry_id=line.id),
        each=url_for("governance.log", kind="refused", who=line.actor_id) if line.kind == "refused" else None,
    )


def _extent(line: LogLine) -> str:
    """How much an entry is about. Of a partner's answer no list says whether anything was disclosed: its page does."""
    if line.kind == "return_released":
        return "An answer or a question: the entry says of what kind"
    return extent_words(line.fields, line.level)


def extent_words(fields: int, level: str | None) -> str:
    """How many fields at most, and how much of them: a list does not know which of them held an answer."""
    words = answers_words(fields, level)
    return f"Up to {words}" if fields > 1 else words


def answers_words(fields: int, level: str | None) -> str:
    """How many fields, and how much of them at most; empty when the entry is about none."""
    if not fields:
        return ""
    if fields == 1:
        return f"1 field, {LEVELS.get(level or '', level or '')}"
    return f"{fields} fields, {AT_MOST.get(level or '', level or '')}"


def filter_choices(choices: LogChoices, release: PolicyRelease) -> FilterChoices:
    """The lists of the filter, each with its way out first."""
    return FilterChoices(
        kinds=[
            ("", "Everything but log reads"),
            (EVERYTHING, "Everything, log reads too"),
            *((kind, words) for kind, words in KINDS.items()),
            (GLASS, BROKEN_GLASS),
        ],
        organisations=[("", "Any organisation"), *((str(one.id), one.name) for one in choices.organisations)],
        people=[("", "Anybody"), *((str(person), name) for person, name in choices.people)],
        purposes=[("", "Any purpose"), *((key, purpose.label) for key, purpose in release.purposes.items())],
    )


def names_of(organisations: Sequence[Organisation]) -> Mapping[UUID, str]:
    """Their names by id."""
    return {one.id: one.name for one in organisations}
