"""The form of a household: one row for each person, where they live and their surgery once, and how they are related.

Inputs of the person with ordinal n begin with `s<n>-`, those of what an adult is to the children with `r<n>-`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.schemas.answers import load_values
from app.schemas.question import question_of
from app.schemas.texts import is_blank
from app.services.intake.open_case import KnownCase
from app.services.intake.relations import CHILDREN, TO_CHILDREN, Relation, relations_in
from app.services.intake.roles import ARE_ALLEGED, IN_CONCERN, may_be, role_of
from app.services.intake.save_household import SAID_BY, Household
from app.web.field_forms import Form, read_widget
from app.web.hub.household_places import ADDRESS, OF_HOME, SURGERY, read_home, read_surgery
from app.web.hub.names import subject_names
from app.web.hub.other_names import OTHER_NAMES, names_typed, one_line
from app.web.typed_again import raw_values
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

GENDER = "case_gender"
OF_EACH = (
    "case_subject_name", OTHER_NAMES, "case_date_of_birth", "case_due_date_of_birth", "case_school", GENDER,
)  # fmt: skip
LONGEST_SOURCE = 120
"""Characters of who says how somebody is related."""

Held = Mapping[UUID, Mapping[str, Answer]]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the page shows them: `fields` with their inputs and what stands in them, the role, of the `roles`
    that they can have (a place has none), and what an adult is to children. `housed`: an address is held;
    `surgery_held`: a surgery is; `registers`: they may have one and none is held. `hidden` are fields that hold what is
    not shown in full.
    """

    subject: Subject
    prefix: str
    name: str
    fields: tuple[tuple[Field, str, Any], ...]
    role: str | None
    roles: tuple[tuple[str, str], ...]
    housed: bool
    surgery_held: bool
    registers: bool
    hidden: tuple[Field, ...]
    relation: Relation | None

    @property
    def so_far(self) -> str:
        """What stands in it, for whoever sees it folded."""
        typed = [field.label for field, _, raw in self.fields if not is_blank(raw)]
        said = [label for key, label in self.roles if key == self.role]
        return "; ".join((*typed, *said))

    @property
    def related(self) -> str:
        """To how many children it is said what they are, likewise."""
        number = len(self.relation.children) if self.relation else 0
        return f"{number} {'child' if number == 1 else 'children'}" if number else ""


def rows_of(
    release: PolicyRelease, form: Form, known: KnownCase, held: Held, hidden: Mapping[UUID, frozenset[str]]
) -> tuple[PersonRow, ...]:
    """Everybody in the case, as it is held (in full: `held`; otherwise `hidden`) or was just typed."""
    people = [one for one in known.subjects if one.kind != "case"]
    names, related = subject_names(known.subjects), relations_in(people, held)
    stands = {one.subject_id: {*held.get(one.subject_id, ()), *hidden.get(one.subject_id, ())} for one in people}
    return tuple(
        PersonRow(
            subject=one,
            prefix=f"s{one.ordinal}",
            name=names[one.subject_id],
            fields=_filled(release, form, one, held.get(one.subject_id, {})),
            role=form.get(f"s{one.ordinal}-role") or role_of(known.stated, one.subject_id),
            roles=_roles(release, one),
            housed=ADDRESS in stands[one.subject_id],
            surgery_held=SURGERY in stands[one.subject_id],
            registers=release.catalogue[SURGERY].is_about(one.kind) and SURGERY not in stands[one.subject_id],
            hidden=tuple(field for field in _fields(release, one) if field.key in hidden.get(one.subject_id, ())),
            relation=_relation(form, one, people)
            if form
            else next((each for each in related if each.adult == one.subject_id), None),
        )
        for one in people
    )


def read_household(release: PolicyRelease, form: Form, held: Held, rows: Sequence[PersonRow], today: date) -> Household:
    """What was typed. Raises InvalidInput keyed by input, for all of it at once."""
    errors: dict[str, str] = {}
    known_of = {}
    for row in rows:
        stood = held.get(row.subject.subject_id, {})
        typed = {field.key: raw for field, _, raw in row.fields}
        if OTHER_NAMES in typed:
            typed[OTHER_NAMES] = names_typed(typed[OTHER_NAMES], _rows(stood))
        try:
            values = load_values(typed, [field for field, _, _ in row.fields], today=today, complete=False)
        except InvalidInput as error:
            errors |= {f"{row.prefix}-{_at(path)}": f"{row.name}: {text}" for path, text in error.errors.items()}
            continue
        cleared = {key: plain(None) for key in typed if key in stood and key not in values}
        known_of[row.subject.subject_id] = {**{key: plain(value) for key, value in values.items()}, **cleared}
    here, home = read_home(release, form, rows, today, errors)
    for who, known in read_surgery(release, form, rows, today, errors).items():
        known_of.setdefault(who, {}).update(known)
    relations = _relations(rows, held, errors)
    if errors:
        raise InvalidInput(errors)
    return Household(
        known=known_of,
        home=home,
        here=here,
        roles={row.subject.subject_id: row.role for row in rows if row.role},
        said_by=form.get(SAID_BY, "").strip(),
        staff=form.get("staff") if form.get("staff") in ("no", "not_known") else None,
        relations=relations,
        seen=form.get("seen", ""),
    )


def asks_staff(known: KnownCase, rows: Sequence[PersonRow]) -> bool:
    """Whether it is open of anybody who may be alleged to cause harm whether they work for a partner."""
    open_of = [row for row in rows if ("works_for", row.subject.subject_id) not in known.stated]
    return any(row.role in ARE_ALLEGED or (row.role is None and _may_be_alleged(row)) for row in open_of)


def by_input(known: KnownCase, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors of the service by the input they belong to: those of the place stand once, whomever they are about."""
    prefixes = {str(one.subject_id): f"s{one.ordinal}" for one in known.subjects}
    found = {}
    for path, text in errors.items():
        who, _, key = path.partition(".")
        if key in (*OF_HOME, SURGERY):
            found[key] = text
        elif who not in prefixes:
            found[path] = text
        else:
            found[f"{prefixes[who]}-{'role' if key == IN_CONCERN else _at(key)}"] = text
    return found


def _at(path: str) -> str:
    """The input of an error's path: other names are on one line."""
    return OTHER_NAMES if path.partition(".")[0] == OTHER_NAMES else path


def _rows(held: Mapping[str, Answer]) -> Sequence[Mapping[str, Any]]:
    found = held[OTHER_NAMES].value if OTHER_NAMES in held else None
    return found or ()


def _roles(release: PolicyRelease, subject: Subject) -> tuple[tuple[str, str], ...]:
    field = release.catalogue[IN_CONCERN]
    options = field.options if field.is_about(subject.kind) else ()
    return tuple((one.key, one.label) for one in options if may_be(subject.kind, one.key))


def _may_be_alleged(row: PersonRow) -> bool:
    return any(key in ARE_ALLEGED for key, _ in row.roles)


def _fields(release: PolicyRelease, subject: Subject) -> list[Field]:
    return [field for key in OF_EACH if (field := release.catalogue[key]).is_about(subject.kind)]


def _filled(
    release: PolicyRelease, form: Form, subject: Subject, held: Mapping[str, Answer]
) -> tuple[tuple[Field, str, Any], ...]:
    fields = {field.key: field for field in _fields(release, subject)}
    stands = raw_values({key: answer.value for key, answer in held.items() if key in fields}, fields)
    found: list[tuple[Field, str, Any]] = []
    for key, field in fields.items():
        name = f"s{subject.ordinal}-{key}"
        if key == OTHER_NAMES:
            found.append((field, name, form.get(name, "") if form else one_line(_rows(held))))
        else:
            found.append((field, name, read_widget(form, name, question_of(field)) if form else stands.get(key)))
    return tuple(found)


def _relation(form: Form, subject: Subject, people: Sequence[Subject]) -> Relation | None:
    prefix = f"r{subject.ordinal}"
    ticked = set(form.getlist(f"{prefix}-children"))
    children = frozenset(one.subject_id for one in people if str(one.ordinal) in ticked and one.kind in CHILDREN)
    relationship = form.get(f"{prefix}-relationship", "")
    said_by, confirmed = form.get(f"{prefix}-said_by", "").strip(), bool(form.get(f"{prefix}-confirmed"))
    if not (children or relationship or said_by or confirmed):
        return None
    return Relation(subject.subject_id, relationship, children, said_by, "yes" if confirmed else "unknown")


def _relations(rows: Sequence[PersonRow], held: Held, errors: dict[str, str]) -> tuple[Relation, ...]:
    """Those ticked, and of each adult what else they are to other children: the page shows one of several."""
    found = []
    for row in rows:
        one = row.relation
        if one is None:
            continue
        at = f"r{row.subject.ordinal}"
        if not one.relationship:
            to = "the children you ticked" if one.children else "which children, or clear who says so"
            errors[f"{at}-relationship"] = f"{row.name}: Choose what they are to {to}."
        elif not one.children:
            errors[f"{at}-children"] = f"{row.name}: Tick to which children."
        if len(one.said_by) > LONGEST_SOURCE:
            errors[f"{at}-said_by"] = f"{row.name}: Shorten who says so to {LONGEST_SOURCE} characters."
        found.append(one)
    shown = {row.subject.subject_id for row in rows}
    stood = relations_in([row.subject for row in rows], held)
    first = {one.adult: one for one in reversed(stood)}
    ticked = {(one.adult, child) for one in found for child in one.children}
    for one in stood:
        left = frozenset(child for child in one.children if (one.adult, child) not in ticked)
        if one.adult in shown and first[one.adult] != one and left:
            found.append(Relation(one.adult, one.relationship, left, one.said_by, one.confirmed))
    return tuple(found)


def relationships(release: PolicyRelease) -> tuple[tuple[str, str], ...]:
    """What an adult can be to a child, by key and words."""
    column = next(one for one in release.catalogue[TO_CHILDREN].columns if one.key == "relationship")
    return tuple((one.key, one.label) for one in column.options)
