"""Choose partners, then say what each is asked. Both pages are one form that keeps everything typed, in its body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.files import Subject
from app.domain.identity import Organisation
from app.domain.research import OPEN_STATES, due_at
from app.http import current
from app.http.access import allow
from app.http.page import ErrorLink, render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.working_for import employers, no_ordinary_request
from app.services.research.could_answer import could_answer
from app.services.research.list_partners import list_partners
from app.services.research.suggested import suggested
from app.web.clock_words import DueWords, due_words
from app.web.field_forms import Form, RowChange, change_rows, element_id, errors_by_id
from app.web.hub.asking import (
    QUESTIONS,
    Asked,
    PartnerForm,
    besides_name,
    partner_form,
    shared_inputs,
)
from app.web.hub.choosing import REASON_FOR_ALL, chosen_partners, partner_errors, reason_name
from app.web.hub.door import hub
from app.web.hub.gap_links import gap_links
from app.web.hub.names import subject_names
from app.web.hub.protected_places import ONCE
from app.web.hub.same_for_kind import SAME, same_for_kind
from app.web.runtime import runtime
from policies.engine.organisations import Organisation as Kind
from policies.engine.question_sets import QuestionSet
from policies.engine.vocabulary import UNPROTECTED

UNFOLD = "unfold"
"""The name of a button that leads to one partner's part of the questions' page; its value is the partner."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One partner on the first page: when to ask it, whether it is being asked already, about whom it can be asked now,
    about whom it is able in law to share and may be asked, and about whom policy suggests to ask it, `because` of what.
    One that is `rung` instead is asked nothing, and why.
    """

    partner: Organisation
    kind: Kind
    ticked: bool
    reason: str
    asked: DueWords | None
    about: tuple[Subject, ...]
    able: tuple[Subject, ...]
    usual: tuple[Subject, ...]
    because: str | None
    rung: str | None


@hub.get("/cases/<uuid:case_id>/ask")
@allow(roles=HUB_WORKS)
def ask(case_id: UUID) -> ResponseReturnValue:
    """Every partner with what it is asked for; none is ticked."""
    known = find_case(runtime(), current.actor(), case_id)
    if known.in_the_way:
        return render_page("hub/ask_not_yet.html", known=known, gaps=gap_links(known, known.in_the_way))
    return partners_page(known)


@hub.post("/cases/<uuid:case_id>/ask")
@allow(roles=HUB_WORKS)
def ask_more(case_id: UUID) -> ResponseReturnValue:
    """From the partners on to the questions, or from any page back to either of the two."""
    known = find_case(runtime(), current.actor(), case_id)
    if request.form.get("to") == "partners":
        return partners_page(known)
    if errors := partner_errors(request.form, chosen_partners(request.form, _partners())):
        return partners_page(known, errors)
    return questions_page(known)


def partners_page(known: KnownCase, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    """The first page, with what was typed; the questions' inputs travel along unseen."""
    release, now = runtime().policy.release, runtime().clock.now()
    waiting = {one.partner_id: one for one in known.requests if one.state in OPEN_STATES}
    ticked = set(request.form.getlist("partners"))
    order, rung = list(release.organisations), employers(known.stated)
    offers = [
        Offer(
            partner=one,
            kind=release.organisations[one.kind],
            ticked=str(one.id) in ticked,
            reason=request.form.get(reason_name(one), ""),
            asked=due_words(waiting[one.id].due_at, now) if one.id in waiting else None,
            about=askable_by(known, one),
            able=() if one.id in rung else _able(known, one),
            usual=_usual(known, one),
            because=found.because if (found := _usually(known, one)) else None,
            rung=no_ordinary_request(one) if one.id in rung else None,
        )
        for one in sorted(_partners(), key=lambda one: (order.index(one.kind), one.name))
    ]
    return render_page(
        "hub/ask_partners.html",
        error_links=_links(errors or {}),
        errors=errors_by_id(errors or {}),
        known=known,
        offers=offers,
        purpose=release.purposes[known.case.purpose],
        names=subject_names(known.subjects),
        for_all=REASON_FOR_ALL,
        why_all=request.form.get(REASON_FOR_ALL, ""),
        carried=carried_along(request.form, mine=is_partner_input),
    )


def questions_page(
    known: KnownCase, errors: Mapping[str, str] | None = None, change: RowChange | None = None
) -> ResponseReturnValue:
    """The second page, with what was typed. `change` adds or takes out a row."""
    release, today = runtime().policy.release, runtime().clock.now().date()
    chosen = chosen_partners(request.form, _partners())
    form = same_for_kind(request.form, chosen)
    forms = [
        partner_form(release, form, one, askable_by(known, one), today, _start(known, one), _usually(known, one))
        for one in chosen
    ]
    shared = shared_inputs(release, request.form, chosen)
    return render_page(
        "hub/ask_questions.html",
        error_links=_links(errors or {}),
        errors=errors_by_id(errors or {}),
        known=known,
        forms=forms,
        kinds=release.organisations,
        besides=besides_name,
        same=SAME,
        of_kind=Counter(one.kind for one in chosen),
        wrong_for_all=any(name.startswith("all-") for name in errors or {}),
        for_all=[one for one in shared if one.field.key != QUESTIONS],
        one_question=[one for one in shared if one.field.key == QUESTIONS and (len(forms) > 1 or _is_typed(one))],
        unfolded={one.prefix for one in forms if len(forms) == 1 or _is_worked_on(one, errors or {}, change)},
        raw=_raw(shared, forms, change),
        names=subject_names(known.subjects),
        protected={one.subject_id for one in known.askable if known.protection_of(one.subject_id) != UNPROTECTED},
        barred={one.id: known.barred_from(one.id) for one in chosen},
        once=ONCE,
        why_once=request.form.get(ONCE, ""),
        lacking=gap_links(known, known.gaps),
        due=due_words(due_at(known.case.rating, runtime().clock.now()), runtime().clock.now()),
        carried=carried_along(request.form, mine=lambda name: not is_partner_input(name)),
    )


def chosen_here() -> tuple[Organisation, ...]:
    """The partners ticked in the form that was sent."""
    return chosen_partners(request.form, _partners())


def askable_by(known: KnownCase, partner: Organisation) -> tuple[Subject, ...]:
    """Whom this partner can be asked about now: it is able in law to share, and is not being asked already.

    One that could share about nobody is not offered; sending refuses it and says why.
    """
    able = _able(known, partner) or known.askable
    return tuple(one for one in known.askable_by(partner.id) if one in able)


def _able(known: KnownCase, partner: Organisation) -> tuple[Subject, ...]:
    purpose, never = known.case.purpose, runtime().policy.release.organisations[partner.kind].never_about
    about = [one for one in known.askable if one.kind not in never]
    return tuple(one for one in about if could_answer(runtime(), partner, purpose, [one.kind]))


def _start(known: KnownCase, partner: Organisation) -> frozenset[UUID]:
    """Whom a partner starts being asked about: whom policy suggests for its kind, or the only one there is."""
    if len(known.askable) == 1:
        return frozenset(one.subject_id for one in known.askable)
    return _suggested(known, partner)


def _usually(known: KnownCase, partner: Organisation) -> QuestionSet | None:
    return runtime().policy.release.question_set(partner.kind, known.case.purpose)


def _usual(known: KnownCase, partner: Organisation) -> tuple[Subject, ...]:
    suggests = _suggested(known, partner)
    return tuple(one for one in askable_by(known, partner) if one.subject_id in suggests)


def _suggested(known: KnownCase, partner: Organisation) -> frozenset[UUID]:
    return suggested(runtime().policy.release.organisations[partner.kind], known.askable, known.stated)


def _is_typed(one: Asked) -> bool:
    return any(any(row.values()) for row in one.raw)


def _is_worked_on(one: PartnerForm, errors: Mapping[str, str], change: RowChange | None) -> bool:
    """Whether this partner's part is what somebody has just pressed something in, or has to look at."""
    pressed = change.name if change else f"p-{request.form.get(SAME) or request.form.get(UNFOLD)}"
    return pressed.startswith(one.prefix) or any(name.startswith(one.prefix) for name in errors)


def is_partner_input(name: str) -> bool:
    """Whether an input belongs to the partners' page."""
    return name == "partners" or name.startswith("reason-")


def carried_along(form: Form, *, mine: Any) -> list[tuple[str, str]]:
    """The inputs of other pages, to travel unseen: names this page does not show itself (`mine`)."""
    known = ("partners", "reason-", "all-", "p-")
    return [(name, value) for name, value in form.items(multi=True) if name.startswith(known) and not mine(name)]


def _raw(shared: Sequence[Asked], forms: Sequence[PartnerForm], change: RowChange | None) -> dict[str, Any]:
    raw = {one.name: one.raw for one in shared}
    for one in forms:
        raw |= one.values
    return change_rows(raw, change) if change else raw


def _links(errors: Mapping[str, str]) -> list[ErrorLink]:
    return [ErrorLink(text, f"#{element_id(path)}") for path, text in errors.items()]


def _partners() -> tuple[Organisation, ...]:
    return list_partners(runtime(), current.actor())
