"""An opened request in the order a partner needs it: safety, questions, what is asked, and one section a subject.

Fields are sorted by what the catalogue says of them, never by name: what serves to find somebody belongs to the
subject, what is the same for everybody stands once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.services.disclosure.gate import OpenedRecord
from app.services.research.open_work import ASKED, answers_of, asked_keys
from app.services.research.survey_request import Part, Survey
from app.web.partner.plain_words import row_text, value_text
from app.web.partner.words import title_of
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

CONTACT, STAFF = "contact_safety", "staff_safety"
PERSONAL = frozenset({"identity", "match_key", "third_party"})


@dataclass(frozen=True, slots=True)
class Told:
    """One field with what the hub wrote."""

    field: Field
    answer: Answer


@dataclass(frozen=True, slots=True)
class Person:
    """One subject: a heading without a name, and what serves to find them."""

    part: Part
    title: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """The whole request, sorted. `items` are the labels of the return fields asked for."""

    contact: tuple[tuple[str, str], ...]
    staff: tuple[str, ...]
    ask: tuple[Told, ...]
    items: tuple[str, ...]
    household: tuple[Told, ...]
    people: tuple[Person, ...]


def view_of(release: PolicyRelease, survey: Survey, opened: Mapping[UUID, OpenedRecord]) -> RequestView:
    """The request as its partner reads it."""
    parts = [part for part in survey.parts if part.subject_id in opened]
    titles = {part.subject_id: title_of(part, parts) for part in parts}
    answers = {part.subject_id: answers_of(opened[part.subject_id]) for part in parts}
    ask, household = [], []
    own: dict[UUID, list[Told]] = {part.subject_id: [] for part in parts}
    for field in release.catalogue.fields_for("request", survey.own.kind):
        if field.key == ASKED or CONTACT in field.tags or STAFF in field.tags:
            continue
        given = {subject: found[field.key] for subject, found in answers.items() if field.key in found}
        if not given:
            continue
        same = len(given) == len(parts) and len({repr_of(one) for one in given.values()}) == 1
        if same and not is_personal(field):
            ask.append(Told(field, next(iter(given.values()))))
        elif same and len(parts) > 1:
            household.append(Told(field, next(iter(given.values()))))
        else:
            for subject, answer in given.items():
                own[subject].append(Told(field, answer))
    keys = dict.fromkeys(key for one in opened.values() for key in asked_keys(one))
    return RequestView(
        contact=contact_facts(release, survey, titles, answers),
        staff=staff_warnings(release, survey, answers),
        ask=tuple(ask),
        items=tuple(release.catalogue[key].label for key in keys if key in release.catalogue),
        household=tuple(household),
        people=tuple(Person(part, titles[part.subject_id], tuple(own[part.subject_id])) for part in parts),
    )


def is_personal(field: Field) -> bool:
    """Whether a field serves to find or describe somebody, rather than to say what is asked."""
    return bool(field.subjects or PERSONAL & set(field.tags) or ("location" in field.tags and field.from_case))


def contact_facts(
    release: PolicyRelease, survey: Survey, titles: Mapping[UUID, str], answers: Mapping[UUID, Mapping[str, Answer]]
) -> tuple[tuple[str, str], ...]:
    """Contact safety as (words, value in words); said once where it is the same for everybody."""
    facts: list[tuple[str, str]] = []
    for field in release.catalogue.fields_for("request", survey.own.kind):
        if CONTACT not in field.tags:
            continue
        said = {
            subject: value_text(field, found[field.key].value)
            for subject, found in answers.items()
            if field.key in found
        }
        if len(set(said.values())) == 1 and len(said) == len(answers):
            facts.append((field.label, next(iter(said.values()))))
        else:
            facts += [(f"{field.label} – {titles[subject]}", words) for subject, words in said.items()]
    return tuple(facts)


def staff_warnings(
    release: PolicyRelease, survey: Survey, answers: Mapping[UUID, Mapping[str, Answer]]
) -> tuple[str, ...]:
    """Every staff-safety warning as a sentence, each once."""
    told: dict[str, None] = {}
    for field in release.catalogue.fields_for("request", survey.own.kind):
        for found in answers.values():
            if STAFF in field.tags and field.key in found:
                value = found[field.key].value
                rows = value if isinstance(value, list) else [value]
                told |= dict.fromkeys(
                    row_text(field, row) if isinstance(row, dict) else value_text(field, row) for row in rows
                )
    return tuple(told)


def repr_of(answer: Answer) -> str:
    """An answer's canonical form, to compare two of them."""
    return answer.encoded().decode()
