"""Who of the hub’s other cases somebody is said to be: asked of each, and shown with what makes them alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.finding import NEAR, NOT_KNOWN, OTHER, PARTLY, SAME, Likeness
from app.domain.lists import CaseEntry
from app.domain.records import Record
from app.services.disclosure.tagging import BORN, NAME
from app.services.finding.find_person import AREA, Found
from app.web.date_words import date_words
from app.web.field_forms import Form
from app.web.runtime import runtime
from app.web.value_words import in_one_line
from policies.engine.vocabulary import KNOWN_AS, NOT_THEM

CHOICES: Final = (
    ("certain", "Yes, certainly"),
    ("probable", "Probably"),
    ("possible", "Possibly"),
    (NOT_THEM, "No, somebody else"),
)
ALIKE: Final[Mapping[str, Mapping[str, str]]] = {
    "name": {SAME: "Same name", NEAR: "Similar name", PARTLY: "Part of the name agrees", OTHER: "Another name"},
    "born": {
        SAME: "same date of birth",
        NEAR: "date of birth that may be the same, written wrong or not in full",
        PARTLY: "same year of birth",
        OTHER: "another date of birth",
        NOT_KNOWN: "date of birth not known of both",
    },
    "number": {SAME: "a number such as the NHS number agrees", OTHER: "a number such as the NHS number differs"},
}
_LABELS: Final = {NAME: "Name", BORN: "Year of birth", AREA: "Area"}
_PREFIX: Final = "known-"


@dataclass(frozen=True, slots=True)
class KnownInput:
    """One person of another case, with the input that says whether it is them, and what is said."""

    input: str
    case: CaseEntry
    chosen: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One person found, in words: what agrees, what this reader is shown of them, and the case."""

    asked: KnownInput
    agrees: str
    shown: tuple[tuple[str, str], ...]
    since: str
    state: str
    workers: str


def found_rows(found: Sequence[Found], stands: Record | None) -> tuple[FoundRow, ...]:
    """Whom a search found, as a page lists them."""
    catalogue = runtime().policy.release.catalogue
    return tuple(
        FoundRow(
            asked=_input(one.subject_id, one.case, _said(stands)),
            agrees=_agrees(one.like),
            shown=tuple(
                (label, in_one_line(catalogue[key], answer.value))
                for key, label in _LABELS.items()
                if key in one.shown and (answer := one.shown[key].answer) is not None
            ),
            since=date_words(one.case.started_at.date().isoformat()),
            state="Closed" if one.case.state == "closed" else "Open",
            workers=", ".join(one.workers),
        )
        for one in found
    )


def named_others(form: Form, stands: Record | None, cases: Mapping[UUID, CaseEntry]) -> tuple[KnownInput, ...]:
    """Whom somebody is said to be, or was just said to be, of those in cases that this reader may know of."""
    said = {**_said(stands), **_typed(form)}
    return tuple(_input(one, cases[one], said) for one in said if one in cases)


def read_known(form: Form, stands: Record | None) -> dict[str, str]:
    """What was chosen, by the person it is about. Whoever was not asked about stays as they were said to be."""
    return {str(one): how for one, how in {**_said(stands), **_typed(form)}.items() if how}


def typed_others(form: Form, stands: Record | None) -> frozenset[UUID]:
    """Everybody it is said of, or was just said of."""
    return frozenset({**_said(stands), **_typed(form)})


def _agrees(like: Likeness) -> str:
    words = [ALIKE["name"].get(like.name), ALIKE["born"].get(like.born), ALIKE["number"].get(like.number)]
    said = "; ".join(one for one in words if one)
    return said[0].upper() + said[1:]


def _input(subject_id: UUID, case: CaseEntry, said: Mapping[UUID, str]) -> KnownInput:
    return KnownInput(f"{_PREFIX}{subject_id}", case, said.get(subject_id, ""))


def _said(stands: Record | None) -> dict[UUID, str]:
    return {UUID(one): how for one, how in (stands.codes[KNOWN_AS] if stands else {}).items()}


def _typed(form: Form) -> dict[UUID, str]:
    """By the inputs of the page; one whose name holds no id is none of them."""
    found = {}
    for name, value in form.items():
        if name.startswith(_PREFIX):
            try:
                found[UUID(name.removeprefix(_PREFIX))] = value
            except ValueError:
                continue
    return found
