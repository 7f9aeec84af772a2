"""An opened request in the order a partner needs it: safety, questions, what is asked, and one section a subject.

Fields are sorted by what the catalogue says of them, never by name: what serves to find somebody belongs to the
subject, what is the same for everybody stands once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.answers import Answer
from app.services.disclosure.gate import OpenedRecord
from app.services.research.compose import CHANGED
from app.services.research.open_work import ASKED, answers_of, asked_keys
from app.services.research.survey_request import Part, Survey
from app.services.research.words_held import MEANT
from app.web.date_words import moment_words
from app.web.initials import initials_and_year
from app.web.partner.words import title_of
from app.web.value_words import row_words, value_words
from policies.engine.catalogue import Field
from policies.engine.vocabulary import CONTACT_SAFETY, LOCATION, SAFETY, STAFF_SAFETY, UNPROTECTED

PERSONAL = frozenset({"identity", "match_key", "third_party"})
_KEPT: Final = "do not record it where others can see it, do not write to it or visit it, and tell nobody."
MARKED: Final = f"This address is protected: {_KEPT}"
SAYS_IT: Final = f"This says a protected address: {_KEPT}"


@dataclass(frozen=True, slots=True)
class Told:
    """One field with what the hub wrote; `marking` is what stands beside a place of somebody who must not be found."""

    field: Field
    answer: Answer
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One subject: a heading without a name, and what serves to find them."""

    part: Part
    title: str
    told: tuple[Told, ...]

    @property
    def name(self) -> str | None:
        """As it was sent; None where it was not, or the reader may not have it."""
        named = (one for one in self.told if one.field.type == "text" and "identity" in one.field.tags)
        return next((value_words(one.field, one.answer.value) for one in named), None)

    @property
    def spoken(self) -> str:
        """The heading as it is said on the telephone, with what tells that both mean the same."""
        born = next((one.answer.value for one in self.told if one.field.past and "identity" in one.field.tags), None)
        told = initials_and_year(self.name, born)
        return f"{self.title} ({told})" if told else self.title

    @property
    def named(self) -> str:
        """The heading, with the name where the reader may have it."""
        return f"{self.title}: {self.name}" if self.name else self.title


@dataclass(frozen=True, slots=True)
class RequestView:
    """The whole request, sorted. `items` are the labels of the return fields asked for.

    `changed` are the items that changed after it was sent: which, how and when, in words.
    """

    changed: tuple[tuple[str, str, str], ...]
    contact: tuple[tuple[str, str], ...]
    staff: tuple[str, ...]
    ask: tuple[Told, ...]
    items: tuple[str, ...]
    household: tuple[Told, ...]
    people: tuple[Person, ...]


def view_of(survey: Survey, opened: Mapping[UUID, OpenedRecord]) -> RequestView:
    """The request as its partner reads it, in the words it was written with."""
    parts = [part for part in survey.parts if part.subject_id in opened]
    titles = {part.subject_id: title_of(part, parts) for part in parts}
    ask, household = [], []
    own: dict[UUID, list[Told]] = {part.subject_id: [] for part in parts}
    told = _told(survey, opened)
    for given in told:
        field = next(iter(given.values())).field
        if field.key in (ASKED, CHANGED) or SAFETY & set(field.tags):
            continue
        same = len(given) == len(parts) and len({repr_of(one.answer) for one in given.values()}) == 1
        if same and not is_personal(field):
            ask.append(max(given.values(), key=_marked))
        elif same and len(parts) > 1:
            household.append(max(given.values(), key=_marked))
        else:
            for subject, one in given.items():
                own[subject].append(one)
    items = {
        key: one.catalogue[key].label for one in opened.values() for key in asked_keys(one) if key in one.catalogue
    }
    people = tuple(Person(part, titles[part.subject_id], tuple(own[part.subject_id])) for part in parts)
    spoken = {one.part.subject_id: one.spoken for one in people}
    return RequestView(
        changed=_changed(opened, spoken),
        contact=_contact_facts(told, spoken),
        staff=_staff_warnings(told),
        ask=tuple(ask),
        items=tuple(items.values()),
        household=tuple(household),
        people=people,
    )


def _told(survey: Survey, opened: Mapping[UUID, OpenedRecord]) -> list[Mapping[UUID, Told]]:
    """Each field that was written, by subject, in the order of the newest catalogue any record was written under."""
    newest = max(opened.values(), key=lambda one: one.record.policy_release).catalogue
    found: list[Mapping[UUID, Told]] = []
    answers = {subject: answers_of(one) for subject, one in opened.items()}
    for key in (field.key for field in newest.fields_for("request", survey.own.kind)):
        given = {
            subject: Told(one.catalogue[key], answer, _marking(one, key))
            for subject, one in opened.items()
            if key in one.catalogue and (answer := answers[subject].get(key))
        }
        if given:
            found.append(given)
    return found


def _marking(opened: OpenedRecord, key: str) -> str:
    """What stands beside a field that is a place of somebody protected, or whose words say one and go all the same."""
    if LOCATION in opened.catalogue[key].tags and opened.record.protection != UNPROTECTED:
        return MARKED
    return SAYS_IT if key in opened.record.codes.get(MEANT, ()) else ""


def _marked(one: Told) -> bool:
    return bool(one.marking)


def _with_marking(words: str, one: Told) -> str:
    return f"{words} {one.marking}".rstrip()


def _changed(opened: Mapping[UUID, OpenedRecord], titles: Mapping[UUID, str]) -> tuple[tuple[str, str, str], ...]:
    """What changed since it was sent: the item, how and when; said once where it is the same for everybody."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for subject, one in opened.items():
        field = one.catalogue.get(CHANGED)
        rows = one.value(CHANGED)
        if field is None or not isinstance(rows, list):
            continue
        how = next(column for column in field.columns if column.key == "how")
        words = {option.key: option.label for option in how.options}
        for row in rows:
            label = one.catalogue[row["field"]].label if row["field"] in one.catalogue else row["field"]
            told = (label, words.get(row["how"], row["how"]), moment_words(datetime.fromisoformat(row["at"])))
            found.setdefault(told, []).append(titles[subject])
    everybody = len(titles)
    return tuple(
        (label if len(about) == everybody else f"{label} – {', '.join(about)}", how, when)
        for (label, how, when), about in found.items()
    )


def is_personal(field: Field) -> bool:
    """Whether a field serves to find or describe somebody, rather than to say what is asked."""
    return bool(field.subjects or PERSONAL & set(field.tags) or ("location" in field.tags and field.from_case))


def _contact_facts(told: Sequence[Mapping[UUID, Told]], titles: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    """Contact safety as (words, value in words); said once where it is the same for everybody."""
    facts: list[tuple[str, str]] = []
    for given in told:
        if CONTACT_SAFETY not in next(iter(given.values())).field.tags:
            continue
        marking = max(given.values(), key=_marked)
        said = {
            subject: (one.field.label, _with_marking(value_words(one.field, one.answer.value), marking))
            for subject, one in given.items()
        }
        if len(set(said.values())) == 1 and len(said) == len(titles):
            facts.append(next(iter(said.values())))
        else:
            facts += [(f"{label} – {titles[subject]}", words) for subject, (label, words) in said.items()]
    return tuple(facts)


def _staff_warnings(told: Sequence[Mapping[UUID, Told]]) -> tuple[str, ...]:
    """Every staff-safety warning as a sentence, each once."""
    found: dict[str, None] = {}
    for given in told:
        marking = max(given.values(), key=_marked)
        for field, value in ((one.field, one.answer.value) for one in given.values()):
            if STAFF_SAFETY in field.tags:
                rows = value if isinstance(value, list) else [value]
                words = [row_words(field, row) if isinstance(row, dict) else value_words(field, row) for row in rows]
                found |= dict.fromkeys(_with_marking(one, marking) for one in words)
    return tuple(found)


def repr_of(answer: Answer) -> str:
    """An answer's canonical form, to compare two of them."""
    return answer.encoded().decode()
