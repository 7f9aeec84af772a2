"""Where a household lives and where its people are registered: each typed once, and ticked for whom it is so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.schemas.answers import load_values
from app.web.field_forms import Form, read_values
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

ADDRESS, SURGERY = "case_address", "case_gp_practice"
OF_HOME = (ADDRESS, "case_protected_address", "case_not_protected_because")
HERE, REGISTERED = "here", "registered"
"""The names of the two lists of ticks; their values are ordinals."""


class Row(Protocol):
    """Whom a place may be ticked for."""

    @property
    def subject(self) -> Subject:
        """The person."""

    @property
    def registers(self) -> bool:
        """Whether they may have a surgery, and none is held."""


def home_fields(release: PolicyRelease) -> tuple[Field, ...]:
    """What is asked once of the place where they live."""
    return tuple(release.catalogue[key] for key in OF_HOME)


def surgery_field(release: PolicyRelease) -> Field:
    """What is asked once of where they are registered."""
    return release.catalogue[SURGERY]


def read_home(
    release: PolicyRelease, form: Form, rows: Iterable[Row], today: date, errors: dict[str, str]
) -> tuple[frozenset[UUID], Mapping[str, Answer]]:
    """Who lives there, and what is said of the place; what is wrong goes into `errors` by input."""
    here = frozenset(row.subject.subject_id for row in rows if str(row.subject.ordinal) in form.getlist(HERE))
    home = _loaded(form, home_fields(release), today, errors)
    if home is None:
        return here, {}
    if here and ADDRESS not in home:
        errors[ADDRESS] = "Enter the address at which those you ticked live."
    if home and not here:
        errors[HERE] = "Tick who lives at this address."
    return here, home


def read_surgery(
    release: PolicyRelease, form: Form, rows: Iterable[Row], today: date, errors: dict[str, str]
) -> Mapping[UUID, Mapping[str, Answer]]:
    """Of whom it is said that they are registered at the surgery; what is wrong goes into `errors` by input."""
    ticked = set(form.getlist(REGISTERED))
    surgery = _loaded(form, [surgery_field(release)], today, errors)
    if surgery is None:
        return {}
    if ticked and not surgery:
        errors[SURGERY] = "Enter the surgery of those you ticked."
    if surgery and not ticked:
        errors[REGISTERED] = "Tick who is registered at this surgery."
    return {row.subject.subject_id: surgery for row in rows if row.registers and str(row.subject.ordinal) in ticked}


def _loaded(form: Form, fields: Sequence[Field], today: date, errors: dict[str, str]) -> Mapping[str, Answer] | None:
    """What was typed into these; None where something is wrong with it."""
    try:
        values = load_values(read_values(form, fields), fields, today=today, complete=False)
    except InvalidInput as error:
        errors |= error.errors
        return None
    return {key: plain(value) for key, value in values.items()}
