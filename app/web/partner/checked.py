"""A return as it would be sent, by subject: what its author and whoever approves it look through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.answers import DECLINED, Answer
from app.services.research.survey_request import Part
from app.web.partner.request_view import Person
from policies.engine.catalogue import Field


@dataclass(frozen=True, slots=True)
class CheckedField:
    """One answer as it will be sent, and who will see it."""

    field: Field
    answer: Answer
    gist: str | None
    seen: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """One subject's return: answers, safety and handling, how it was searched, and what stands against sending it.

    `overtaken`: a colleague answered or corrected meanwhile.
    """

    part: Part
    person: Person
    own: tuple[CheckedField, ...]
    safety: tuple[CheckedField, ...]
    how: tuple[CheckedField, ...]
    gaps: tuple[str, ...]
    overtaken: bool
    written: bool


def declined_alike(parts: Sequence[CheckedPart]) -> Answer | None:
    """What is said of every item about everybody, where all are declined on one ground and for one reason: once."""
    answers = [row.answer for part in parts for row in part.own]
    said = {(one.kind, one.ground, one.note) for one in answers}
    return answers[0] if len(answers) > 1 and len(said) == 1 and answers[0].kind == DECLINED else None
