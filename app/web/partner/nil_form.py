"""The fields of the nil return: how it was searched, once, and by what, for each subject; every one must be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.search_defaults import SearchDefaults
from app.schemas.answers import load_values
from app.services.disclosure.gate import OpenedRecord
from app.services.research.completeness import ATTESTATION
from app.services.research.open_work import answers_of
from app.services.research.survey_request import Survey
from app.services.runtime import PolicyInForce
from app.web.field_forms import read_values
from app.web.partner.answer_form import seen_by
from app.web.partner.envelope import SYSTEMS, first_values, searched_by
from app.web.partner.words import title_of
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

BY_SUBJECT = ATTESTATION[0]
FOR_ALL = (*ATTESTATION[1:], "return_as_at")
KEPT = "return_onward_permission"


@dataclass(frozen=True, slots=True)
class NilForm:
    """One field for each subject, in the subjects' order, and the fields said once."""

    identifiers: tuple[Field, ...]
    search: tuple[Field, ...]

    @property
    def systems(self) -> tuple[Field, ...]:
        """Where they looked, which only they know."""
        return tuple(field for field in self.search if field.key == SYSTEMS)

    @property
    def folded(self) -> tuple[Field, ...]:
        """By what, for which time and by whom: filled in already, to be looked at."""
        return (*self.identifiers, *(field for field in self.search if field.key != SYSTEMS))

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them, in form order."""
        return (*self.identifiers, *self.search)


def nil_form(release: PolicyRelease, survey: Survey) -> NilForm:
    """The form for a request: identifiers for each subject under a name of their own."""
    many = len(survey.parts)
    field = replace(release.catalogue[BY_SUBJECT], required=True)
    identifiers = [
        replace(
            field,
            key=_key(part.place),
            label=f"{field.label}: {title_of(part, survey.parts)}" if many > 1 else field.label,
        )
        for part in survey.parts
    ]
    search = [replace(release.catalogue[key], required=True) for key in FOR_ALL]
    return NilForm(tuple(identifiers), tuple(search))


def nil_seen_by(policy: PolicyInForce, survey: Survey, form: NilForm) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Who will see each field of the page, as (who, level); for what is said once, as for the first subject."""
    keys = [field.key for field in form.search]
    seen = dict(seen_by(policy, survey.parts[0], keys, survey.hub.name, {}))
    for part in survey.parts:
        seen[_key(part.place)] = seen_by(policy, part, [BY_SUBJECT], survey.hub.name, {})[BY_SUBJECT]
    return seen


def first_nil_values(
    release: PolicyRelease, survey: Survey, opened: Mapping[UUID, OpenedRecord], today: date, usual: SearchDefaults
) -> dict[str, Any]:
    """The period the hub asks about, who answers, where they usually search, and what was sent of each to search by.

    All to be confirmed or changed; that they searched is never filled in.
    """
    asked = answers_of(next(iter(opened.values())))
    role = release.roles[survey.actor.role].label
    values = first_values(release, survey, asked, {}, role, today, usual)
    filled = {key: value for key, value in values.items() if key in FOR_ALL}
    for part in survey.parts:
        filled[_key(part.place)] = searched_by(release, opened[part.subject_id], usual)
    return filled


def read_nil(typed: MultiDict[str, str], form: NilForm) -> dict[str, Any]:
    """What was typed, by field key."""
    return read_values(typed, form.fields)


def load_nil(
    raw: Mapping[str, Any], form: NilForm, survey: Survey, today: date, *, complete: bool
) -> Mapping[UUID, Mapping[str, Answer]]:
    """What each subject's return says of the search. Raises InvalidInput naming everything that is missing."""
    errors: dict[str, str] = {}
    loaded: dict[str, Any] = {}
    try:
        given = {field.key: raw.get(field.key) for field in form.fields}
        loaded = load_values(given, form.fields, today=today, complete=complete)
    except InvalidInput as error:
        errors |= error.errors
    if errors:
        raise InvalidInput(errors)
    shared = {key: plain(loaded[key]) for key in FOR_ALL if key in loaded}
    found = {}
    for part in survey.parts:
        own = {BY_SUBJECT: plain(loaded[_key(part.place)])} if _key(part.place) in loaded else {}
        found[part.subject_id] = {**own, **shared, KEPT: plain("ask")}
    return found


def _key(place: int) -> str:
    return f"{BY_SUBJECT}_{place}"
