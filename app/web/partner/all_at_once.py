"""For the two answers that are the same to everything asked, nothing found and declined: which fields that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.services.research.survey_request import Part, Survey
from policies.engine.release import PolicyRelease


def answered_keys(release: PolicyRelease, kind: str, part: Part, asked: Sequence[str], on: date) -> tuple[str, ...]:
    """The fields asked for; where the hub asked questions only, the first field of the organisation's own list."""
    own = [
        field.key
        for field in release.catalogue.fields_for("return", kind, on)
        if not field.shared and field.is_about(part.kind)
    ]
    return tuple(key for key in own if key in asked) or tuple(own[:1])


def every_key(release: PolicyRelease, kind: str) -> tuple[str, ...]:
    """Every field a return of this kind of organisation may hold."""
    return tuple(field.key for field in release.catalogue.fields_for("return", kind))


def draft_versions(survey: Survey) -> Mapping[UUID, int | None]:
    """The version of each of the actor's drafts, None where there is none yet."""
    return {part.subject_id: part.mine.version if part.mine else None for part in survey.parts}
