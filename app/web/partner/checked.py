"""A return as it would be sent, by subject: what its author and whoever approves it look through."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.answers import Answer
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
