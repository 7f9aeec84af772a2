"""The asks that were typed, read and checked from the form that travels whole; mistakes by the input they were in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.domain.identity import Organisation
from app.schemas.answers import load_value
from app.services.research.compose import QUESTIONS, Ask, typed_fields
from app.services.runtime import PolicyInForce
from app.web.field_forms import Form
from app.web.hub.asking import Asked, PartnerForm, partner_form, shared_inputs
from app.web.hub.choosing import partner_errors, reason_for
from app.web.hub.protected_places import wrong_places
from app.web.hub.words_chosen import wrong_words
from policies.engine.release import PolicyRelease


def read_asks(
    policy: PolicyInForce,
    form: Form,
    chosen: Sequence[Organisation],
    askable_by: Callable[[Organisation], Sequence[Subject]],
    today: date,
) -> tuple[Ask, ...]:
    """The asks that were typed, under the hub's own policy.

    Raises InvalidInput keyed by input, for every partner at once.
    """
    errors = partner_errors(form, chosen)
    if nobody_left := [one.name for one in chosen if not askable_by(one)]:
        raise InvalidInput(
            errors | {"partners": f"{nobody_left[0]} is being asked about everybody in this case already."}
        )
    release = policy.release
    shared = _values(shared_inputs(release, form, chosen), today, errors)
    asks = [
        _ask(release, form, partner_form(policy, form, one, askable_by(one), today), shared, today, errors)
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
        reason=reason_for(form, partner).strip(),
        fields=tuple(field.key for field in ticked),
        typed={**common, **own, **_all_questions(common, own)},
        about=about,
        subjects=subjects,
        places=typed.places.chosen,
        place_reason=typed.places.reason if typed.places.chosen else "",
        words=typed.words.chosen,
        words_reason=typed.words.reason if typed.words.chosen else "",
        besides=frozenset(one.key for one in typed.offered if one.key in typed.besides),
    )


def _all_questions(common: Mapping[str, Answer], own: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The questions typed once for all partners, and then the partner's own."""
    asked = [row for one in (common, own) if QUESTIONS in one for row in one[QUESTIONS].value]
    return {QUESTIONS: plain(asked)} if asked else {}


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
