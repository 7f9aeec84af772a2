"""From whom a person's place is hidden: asked of everybody else in the case, and shown where both live there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.files import Subject
from app.services.intake.open_case import KnownCase
from app.services.intake.roles import ARE_ALLEGED, role_of
from app.services.research.whereabouts import both_here, named_for
from app.web.field_forms import Form
from app.web.hub.field_groups import CASE
from app.web.hub.names import subject_names
from policies.engine.vocabulary import BOTH_HERE, HIDDEN, NOT_HIDDEN

NOBODY = ("address", "unborn_child")
"""Kinds of subject from whom no place can be hidden."""
NOT_SAID = ""
WORDS = (
    (HIDDEN, "Hidden from them"),
    (BOTH_HERE, "They live at the same place, or know it already: contact safely"),
    (NOT_HIDDEN, "Not hidden from them"),
    (NOT_SAID, "Not known: hidden if they are alleged to cause harm"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """One other person of a case, with the input that says what the place is to them, and what is said.

    `whose` place it is.
    """

    input: str
    name: str
    whose: str
    alleged: bool
    chosen: str
    choices: tuple[tuple[str, str], ...] = WORDS


def named_people(form: Form, known: KnownCase, subject: Subject) -> tuple[Named, ...]:
    """Everybody else in the case, as it is said of them or was just typed."""
    names, stands = subject_names(known.subjects), named_for(subject.subject_id, known.stated)
    return tuple(
        Named(
            input=_input(one.subject_id),
            name=names[one.subject_id],
            whose=names[subject.subject_id],
            alleged=role_of(known.stated, one.subject_id) in ARE_ALLEGED,
            chosen=form.get(_input(one.subject_id), stands.get(str(one.subject_id), NOT_SAID)),
        )
        for one in _others(known, subject)
    )


def read_named(form: Form, known: KnownCase, subject: Subject) -> dict[str, str]:
    """What was chosen, by the person it is about; nothing for whoever nothing is known of.

    What stands of whom it is no longer asked stays.
    """
    chosen = {str(one.subject_id): form.get(_input(one.subject_id), NOT_SAID) for one in _others(known, subject)}
    stands = named_for(subject.subject_id, known.stated)
    return {one: said for one, said in {**stands, **chosen}.items() if said != NOT_SAID}


def who_is_here(known: KnownCase, subject: Subject) -> tuple[str, ...]:
    """Who lives where this person lives, of those one must take care with: contact is made safely."""
    names = subject_names(known.subjects)
    return tuple(names[one] for one in both_here(subject.subject_id, known.stated) if one in names)


def _others(known: KnownCase, subject: Subject) -> list[Subject]:
    """Who could come to where somebody lives: neither an address nor whoever is not born yet."""
    people = [one for one in known.subjects if one.kind not in (CASE, *NOBODY)]
    return [one for one in people if one.subject_id != subject.subject_id]


def _input(subject_id: UUID) -> str:
    return f"hidden-from-{subject_id}"
