"""The forms of asking: which partners and why, then what each is asked. Read from one form that travels whole.

Nothing is kept on the server between the pages. Inputs of the partners' page are `partners` and `reason-<partner>`;
all others belong to the questions' page: `all-<field>` goes to every partner that may have the field,
`p-<partner>-…` to one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.domain.identity import Organisation
from app.schemas.answers import load_value
from app.schemas.question import question_of
from app.services.research.compose import Ask, by_choice, typed_fields
from app.web.field_forms import Form, read_widget
from app.web.hub.choosing import partner_errors, reason_name
from app.web.hub.protected_places import Places, read_places, wrong_places
from app.web.hub.words_chosen import Words, read_words, wrong_words
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

SHARED = (
    "request_date_window_from", "request_date_window_to", "request_urgency_reason", "request_handling_caveat",
)  # fmt: skip
"""Typed once for all partners, and sent only to those whose kind may have it."""
OF_ONE_PERSON = "identity"
"""Fields with this tag are typed for each subject apart: a number belongs to one person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One input of the questions' page: its field, its name, what was typed, and about whom if about one."""

    field: Field
    name: str
    raw: Any
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class PartnerForm:
    """What one partner may be asked, and what has been typed for it.

    `offered` are the fields that it may be told besides, of which `besides` are ticked.
    """

    partner: Organisation
    prefix: str
    inputs: tuple[Asked, ...]
    items: tuple[Field, ...]
    chosen: frozenset[str]
    people: tuple[Subject, ...]
    about: frozenset[str]
    places: Places
    words: Words
    offered: tuple[Field, ...]
    besides: frozenset[str]

    @property
    def values(self) -> dict[str, Any]:
        """Everything typed for it, by input."""
        return {one.name: one.raw for one in self.inputs}


def about_name(partner: Organisation) -> str:
    """The name of the inputs for whom a partner is asked about."""
    return f"p-{partner.id}-about"


def besides_name(partner: Organisation) -> str:
    """The name of the inputs for what a partner is told besides."""
    return f"p-{partner.id}-besides"


def shared_inputs(release: PolicyRelease, form: Form, chosen: Sequence[Organisation]) -> tuple[Asked, ...]:
    """The inputs typed once, as far as any of these partners may have them."""
    wanted = {field.key for one in chosen for field in typed_fields(release, one.kind)}
    return tuple(_asked(release.catalogue[key], f"all-{key}", form) for key in SHARED if key in wanted)


def partner_form(
    release: PolicyRelease,
    form: Form,
    partner: Organisation,
    people: Sequence[Subject],
    today: date,
    start: Collection[UUID] = (),
) -> PartnerForm:
    """One partner's part of the questions' page. Until the page has been seen, those of `start` are ticked."""
    prefix = f"p-{partner.id}"
    inputs = [
        one
        for field in typed_fields(release, partner.kind)
        if field.key not in SHARED
        for one in _inputs(field, prefix, form, people)
    ]
    ticked = [str(one.subject_id) for one in people if one.subject_id in start]
    seen = f"{prefix}-seen" in form
    returned = release.catalogue.fields_for("return", partner.kind, on=today)
    return PartnerForm(
        partner=partner,
        prefix=prefix,
        inputs=tuple(inputs),
        items=tuple(one for one in returned if not one.shared and any(one.is_about(each.kind) for each in people)),
        chosen=frozenset(form.getlist(f"{prefix}-items")),
        people=tuple(people),
        about=frozenset(form.getlist(f"{prefix}-about") if seen else ticked),
        places=read_places(release, form, partner, people),
        words=read_words(
            release,
            form,
            partner,
            [{one.field.key: one.raw} for one in (*inputs, *shared_inputs(release, form, [partner]))],
        ),
        offered=tuple(
            one for one in by_choice(release, partner.kind) if any(one.is_about(each.kind) for each in people)
        ),
        besides=frozenset(form.getlist(besides_name(partner))),
    )


def read_asks(
    release: PolicyRelease,
    form: Form,
    chosen: Sequence[Organisation],
    askable_by: Callable[[Organisation], Sequence[Subject]],
    today: date,
) -> tuple[Ask, ...]:
    """The asks that were typed. Raises InvalidInput keyed by input, for every partner at once."""
    errors = partner_errors(form, chosen)
    if nobody_left := [one.name for one in chosen if not askable_by(one)]:
        raise InvalidInput(
            errors | {"partners": f"{nobody_left[0]} is being asked about everybody in this case already."}
        )
    shared = _values(shared_inputs(release, form, chosen), today, errors)
    asks = [
        _ask(release, form, partner_form(release, form, one, askable_by(one), today), shared, today, errors)
        for one in chosen
    ]
    if errors:
        raise InvalidInput(errors)
    return tuple(asks)


def _ask(
    release: PolicyRelease,
    form: Form,
    typed: PartnerForm,
    shared: Mapping[str, Any],
    today: date,
    errors: dict[str, str],
) -> Ask:
    partner = typed.partner
    may = {field.key for field in typed_fields(release, partner.kind)}
    for_all = {one.name.removeprefix("all-"): one for one in shared_inputs(release, form, [partner])}
    common = {key: plain(value) for key, value in shared.items() if key in may and key in for_all}
    own: dict[str, Answer] = {}
    about: dict[UUID, dict[str, Answer]] = {}
    for one in typed.inputs:
        for key, value in _values([one], today, errors).items():
            if one.subject is None:
                own[key] = plain(value)
            else:
                about.setdefault(one.subject.subject_id, {})[key] = plain(value)
    subjects = frozenset(one.subject_id for one in typed.people if str(one.subject_id) in typed.about)
    if not subjects:
        errors[f"{typed.prefix}-about"] = f"Choose whom {partner.name} is asked about."
    errors |= _untold(release, typed, own, about, subjects, errors)
    errors |= wrong_places(typed.places, partner, subjects) | wrong_words(typed.words, partner)
    ticked = [field for field in typed.items if field.key in typed.chosen]
    about_whom = [one.kind for one in typed.people if one.subject_id in subjects]
    idle = [f"“{field.label}”" for field in ticked if not any(field.is_about(kind) for kind in about_whom)]
    if idle and subjects:
        errors[f"{typed.prefix}-items"] = (
            f"Untick {', '.join(idle)}, or ask {partner.name} about somebody it can be about: "
            "it is about nobody you chose."
        )
    return Ask(
        partner_id=partner.id,
        reason=form.get(reason_name(partner), "").strip(),
        fields=tuple(field.key for field in ticked),
        typed={**common, **own},
        about=about,
        subjects=subjects,
        places=typed.places.chosen,
        place_reason=typed.places.reason if typed.places.chosen else "",
        words=typed.words.chosen,
        words_reason=typed.words.reason if typed.words.chosen else "",
        besides=frozenset(one.key for one in typed.offered if one.key in typed.besides),
    )


def _untold(
    release: PolicyRelease,
    typed: PartnerForm,
    own: Mapping[str, Answer],
    about: Mapping[UUID, Mapping[str, Answer]],
    subjects: Collection[UUID],
    errors: Mapping[str, str],
) -> dict[str, str]:
    """By input, what a partner must be told and nobody typed."""
    must, partner = release.organisations[typed.partner.kind].request_must, typed.partner
    found = {}
    for one in typed.inputs:
        said = own if one.subject is None else about.get(one.subject.subject_id, {})
        asked = one.subject is None or one.subject.subject_id in subjects
        if one.field.key in must and asked and one.field.key not in said and one.name not in errors:
            found[one.name] = f"{partner.name} must be told “{one.field.label}”. {one.field.without}"
    return found


def _values(inputs: Sequence[Asked], today: date, errors: dict[str, str]) -> dict[str, Any]:
    """The checked values of these inputs by field; what is wrong goes into `errors` by input."""
    found: dict[str, Any] = {}
    for one in inputs:
        try:
            value = load_value(one.raw, one.field, today=today)
        except InvalidInput as error:
            errors |= {path.replace(one.field.key, one.name, 1): text for path, text in error.errors.items()}
        else:
            if value is not None:
                found[one.field.key] = value
    return found


def _inputs(field: Field, prefix: str, form: Form, people: Sequence[Subject]) -> Iterator[Asked]:
    if OF_ONE_PERSON not in field.tags:
        yield _asked(field, f"{prefix}-{field.key}", form)
        return
    for one in people:
        if field.is_about(one.kind):
            yield _asked(field, f"{prefix}-s{one.ordinal}-{field.key}", form, one)


def _asked(field: Field, name: str, form: Form, subject: Subject | None = None) -> Asked:
    return Asked(field, name, read_widget(form, name, question_of(field)), subject)
