"""Which partners somebody in a case works for: asked as one question with every partner of the hub under it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.files import Subject
from app.domain.identity import Organisation
from app.services.intake.open_case import KnownCase
from app.web.field_forms import Form
from policies.engine.vocabulary import WORKS_FOR, WORKS_THERE

INPUT = "works_for"


@dataclass(frozen=True, slots=True)
class Employers:
    """The partners that can be chosen, with their ids, and those that are."""

    choices: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def employers_of(form: Form, known: KnownCase, subject: Subject, partners: tuple[Organisation, ...]) -> Employers:
    """What is said of a person, or was just typed."""
    stands = known.stated.get((WORKS_FOR, subject.subject_id))
    said = tuple(stands.codes[WORKS_FOR]) if stands else ()
    chosen = tuple(form.getlist(INPUT)) if form else said
    return Employers(tuple((str(one.id), one.name) for one in partners), chosen)


def read_employers(form: Form) -> dict[str, str]:
    """What was chosen, as the code says it."""
    return dict.fromkeys(form.getlist(INPUT), WORKS_THERE)
