"""The forms of asking: which partners and why, then what each is asked. Read from one form, the draft's.

Inputs of the partners' page are `partners` and `reason-<partner>`;
all others belong to the questions' page: `all-<field>` goes to every partner that may have the field,
`p-<partner>-…` to one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.files import Subject
from app.domain.identity import Organisation
from app.schemas.question import question_of
from app.services.policy_control.as_relied import as_relied
from app.services.research.compose import QUESTIONS, by_choice, typed_fields
from app.services.runtime import PolicyInForce
from app.web.field_forms import Form, read_widget
from app.web.hub.protected_places import Places, read_places
from app.web.hub.short_names import SEEN
from app.web.hub.words_chosen import Words, read_words
from policies.engine.catalogue import Field
from policies.engine.question_sets import QuestionSet
from policies.engine.release import PolicyRelease

SHARED = (
    QUESTIONS, "request_date_window_from", "request_date_window_to", "request_urgency_reason",
    "request_handling_caveat",
)  # fmt: skip
"""Typed once for all partners, and sent only to those whose kind may have it; each may have questions of its own."""
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

    `offered` are the fields that it may be told besides, of which `besides` are ticked. Of `items` the `usual` are what
    its kind is usually asked for this purpose.
    """

    partner: Organisation
    prefix: str
    inputs: tuple[Asked, ...]
    items: tuple[Field, ...]
    usual: frozenset[str]
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

    @property
    def at_hand(self) -> tuple[Field, ...]:
        """The items that are usual or ticked; all of them where none is: the others stand there when asked for."""
        found = tuple(one for one in self.items if one.key in self.usual | self.chosen)
        return found or self.items

    @property
    def questions(self) -> int:
        """How many questions it is asked of its own."""
        asked = [row for one in self.inputs if one.field.key == QUESTIONS for row in one.raw]
        return sum(bool(row.get("question", "").strip()) for row in asked)


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
    policy: PolicyInForce,
    form: Form,
    partner: Organisation,
    people: Sequence[Subject],
    today: date,
    start: Collection[UUID] = (),
    usual: QuestionSet | None = None,
    short: str | None = None,
) -> PartnerForm:
    """One partner's part of the questions' page; `short` is how its inputs begin there. `policy` is the hub's own.

    Until the page has been seen, those of `start` are ticked, and what is `usual` to ask about them stands in it.
    """
    prefix, release = short or f"p-{partner.id}", policy.release
    seen = f"{prefix}{SEEN}" in form
    inputs = [
        one if seen else _started(one, usual)
        for field in typed_fields(release, partner.kind)
        if field.key not in SHARED or field.key == QUESTIONS
        for one in _inputs(field, prefix, form, people)
    ]
    ticked = [str(one.subject_id) for one in people if one.subject_id in start]
    returned = as_relied(policy, partner).release.catalogue.fields_for("return", partner.kind, on=today)
    begun = [each for each in people if each.subject_id in start]
    about_them = [one.key for one in returned if any(one.is_about(each.kind) for each in begun)]
    items = usual.items if usual else ()
    return PartnerForm(
        partner=partner,
        prefix=prefix,
        inputs=tuple(inputs),
        items=tuple(one for one in returned if not one.shared and any(one.is_about(each.kind) for each in people)),
        usual=frozenset(items),
        chosen=frozenset(form.getlist(f"{prefix}-items") if seen else [one for one in items if one in about_them]),
        people=tuple(people),
        about=frozenset(form.getlist(f"{prefix}-about") if seen else ticked),
        places=read_places(release, form, partner, people, prefix),
        words=read_words(
            release,
            form,
            partner,
            prefix,
            [{one.field.key: one.raw} for one in (*inputs, *shared_inputs(release, form, [partner]))],
        ),
        offered=tuple(
            one for one in by_choice(release, partner.kind) if any(one.is_about(each.kind) for each in people)
        ),
        besides=frozenset(form.getlist(f"{prefix}-besides")),
    )


def _started(one: Asked, usual: QuestionSet | None) -> Asked:
    """The input for a partner's own questions with those that are usual, unless some were typed already."""
    if usual is None or one.field.key != QUESTIONS or one.raw:
        return one
    return replace(one, raw=[{"question": each.question, "why": each.why} for each in usual.questions])


def _inputs(field: Field, prefix: str, form: Form, people: Sequence[Subject]) -> Iterator[Asked]:
    if OF_ONE_PERSON not in field.tags:
        yield _asked(field, f"{prefix}-{field.key}", form)
        return
    for one in people:
        if field.is_about(one.kind):
            yield _asked(field, f"{prefix}-s{one.ordinal}-{field.key}", form, one)


def _asked(field: Field, name: str, form: Form, subject: Subject | None = None) -> Asked:
    return Asked(field, name, read_widget(form, name, question_of(field)), subject)
