"""The two pages of asking, as they are built from the draft: which partners and why, then what each is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.domain.files import Subject
from app.domain.identity import Organisation
from app.domain.research import OPEN_STATES
from app.http import current
from app.http.page import ErrorLink, render_page
from app.services.clocks.answering import Number
from app.services.clocks.if_sent_now import find_due_if_sent
from app.services.intake.open_case import KnownCase
from app.services.intake.working_for import employers, no_ordinary_request
from app.services.policy_control.as_relied import as_relied
from app.services.policy_control.not_ready import not_ready
from app.services.research.compose import QUESTIONS
from app.services.research.list_partners import numbers_of_partners
from app.services.research.suggested import suggested
from app.web.clock_words import DueWords, due_words
from app.web.field_forms import Form, element_id, errors_by_id
from app.web.hub.asking import (
    Asked,
    PartnerForm,
    partner_form,
    shared_inputs,
)
from app.web.hub.asking_changed import Conflict, of_draft
from app.web.hub.choosing import REASON_FOR_ALL, chosen_partners, reason_name
from app.web.hub.gap_links import gap_links
from app.web.hub.if_sent_now import if_sent_now
from app.web.hub.kept_asking import (
    PARTNERS,
    UNFOLD,
    Kept,
)
from app.web.hub.kept_asking import QUESTIONS as QUESTIONS_STEP
from app.web.hub.names import names_with_roles, subject_names
from app.web.hub.protected_places import ONCE
from app.web.hub.same_for_kind import SAME
from app.web.hub.short_names import short_form, short_parts, shortened
from app.web.hub.whom_to_ask import able_in_law, askable_by, partners_here
from app.web.runtime import runtime
from policies.engine.organisations import Organisation as Kind
from policies.engine.question_sets import QuestionSet
from policies.engine.vocabulary import UNPROTECTED


@dataclass(frozen=True, slots=True)
class Offer:
    """One partner on the first page: when to ask it, whether it is being asked already, about whom it can be asked now,
    about whom it is able in law to share and may be asked, and about whom policy suggests to ask it, `because` of what.
    One that is `rung` instead is asked nothing, and why; `number` is where it answers now, of one that is not asked.
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
    number: Number | None


def partners_page(
    known: KnownCase, kept: Kept, errors: Mapping[str, str] | None = None, conflict: Conflict | None = None
) -> ResponseReturnValue:
    """The first page, with what is kept."""
    release, now = runtime().policy.release, runtime().clock.now()
    waiting = {one.partner_id: one for one in known.requests if one.state in OPEN_STATES}
    ticked = set(kept.form.getlist("partners"))
    order, rung = list(release.organisations), employers(known.stated)
    waits = {one.id: why for one in partners_here() if (why := not_ready(runtime().policy, current.actor(), one))}
    able = {one.id: () if one.id in {*rung, *waits} else able_in_law(known, one) for one in partners_here()}
    numbers = numbers_of_partners(runtime(), current.actor(), {one for one, about in able.items() if not about})
    offers = [
        Offer(
            partner=one,
            kind=release.organisations[one.kind],
            ticked=str(one.id) in ticked,
            reason=kept.form.get(reason_name(one), ""),
            asked=due_words(waiting[one.id].due_at, now, waiting[one.id].paused_at) if one.id in waiting else None,
            about=askable_by(known, one),
            able=able[one.id],
            number=numbers.get(one.id),
            usual=_usual(known, one),
            because=found.because if (found := _usually(known, one)) else None,
            rung=_rung(one, numbers, waits.get(one.id), works_here=one.id in rung),
        )
        for one in sorted(partners_here(), key=lambda one: (order.index(one.kind), one.name))
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
        why_all=kept.form.get(REASON_FOR_ALL, ""),
        **of_draft(known, kept, PARTNERS, conflict),
    )


def _rung(partner: Organisation, numbers: Mapping[UUID, Number], waits: str | None, *, works_here: bool) -> str | None:
    """Why a partner is rung instead of asked; None where it is not."""
    if works_here:
        return no_ordinary_request(partner, numbers[partner.id])
    return f"{waits} Until then ring it on {numbers[partner.id].words}." if waits else None


def questions_page(
    known: KnownCase, kept: Kept, errors: Mapping[str, str] | None = None, conflict: Conflict | None = None
) -> ResponseReturnValue:
    """The second page, with what is kept."""
    policy, today = as_relied(runtime().policy, current.actor()), runtime().clock.now().date()
    release = policy.release
    chosen = chosen_partners(kept.form, partners_here())
    parts = short_parts(chosen)
    form = short_form(kept.form, parts)
    errors = {shortened(name, parts): text for name, text in (errors or {}).items()}
    forms = [
        partner_form(policy, form, one, askable_by(known, one), today, _start(known, one), _usually(known, one), part)
        for one, part in zip(chosen, parts.values(), strict=True)
    ]
    shared = shared_inputs(release, form, chosen)
    return render_page(
        "hub/ask_questions.html",
        error_links=_links(_with_whose(errors, forms)),
        errors=errors_by_id(errors),
        known=known,
        forms=forms,
        kinds=release.organisations,
        same=SAME,
        of_kind=Counter(one.kind for one in chosen),
        wrong_for_all=any(name.startswith("all-") for name in errors),
        for_all=[one for one in shared if one.field.key != QUESTIONS],
        one_question=[one for one in shared if one.field.key == QUESTIONS and (len(forms) > 1 or _is_typed(one))],
        whole={one.prefix for one in forms if form.get(UNFOLD) == str(one.partner.id)},
        unfold=UNFOLD,
        unfolded={one.prefix for one in forms if len(forms) == 1 or _is_worked_on(one, form, errors)},
        raw=_raw(shared, forms),
        names=subject_names(known.subjects),
        who=names_with_roles(release, known.subjects, known.stated),
        protected={one.subject_id for one in known.askable if known.protection_of(one.subject_id) != UNPROTECTED},
        barred={one.id: known.barred_from(one.id) for one in chosen},
        once=ONCE,
        why_once=form.get(ONCE, ""),
        lacking=gap_links(known, known.gaps),
        due=if_sent_now(chosen, _due_if_sent(known, chosen), runtime().clock.now()),
        **of_draft(known, kept, QUESTIONS_STEP, conflict),
    )


def _due_if_sent(known: KnownCase, partners: Sequence[Organisation]) -> Mapping[UUID, datetime]:
    return find_due_if_sent(runtime(), current.actor(), known.case.rating, [one.id for one in partners])


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


def _is_worked_on(one: PartnerForm, form: Form, errors: Mapping[str, str]) -> bool:
    """Whether this partner's part is what somebody has just pressed something in, or has to look at."""
    return form.get(UNFOLD) == str(one.partner.id) or any(name.startswith(f"{one.prefix}-") for name in errors)


def _raw(shared: Sequence[Asked], forms: Sequence[PartnerForm]) -> dict[str, Any]:
    raw = {one.name: one.raw for one in shared}
    for one in forms:
        raw |= one.values
    return raw


def _with_whose(errors: Mapping[str, str], forms: Sequence[PartnerForm]) -> Mapping[str, str]:
    """What is wrong, with in whose part it is where there are several and the words do not say so."""
    whose = {one.prefix: one.partner.name for one in forms} if len(forms) > 1 else {}
    named = ((path, whose.get(path.partition("-")[0]), text) for path, text in errors.items())
    return {path: f"{name}: {text}" if name and name not in text else text for path, name, text in named}


def _links(errors: Mapping[str, str]) -> list[ErrorLink]:
    return [ErrorLink(text, f"#{element_id(path)}") for path, text in errors.items()]
