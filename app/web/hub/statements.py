"""One page for whatever a named person records in a case: contact safety, decisions, wishes, the outcome.

What it asks is data (policies/statements.toml). Everything that stood before is shown below, with who said it and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.files import Subject
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.services.disclosure.duties import HUB_FOLLOWS_UP, HUB_READS
from app.services.finding.elsewhere import cases_of_people
from app.services.intake.end_pregnancy import find_waiting
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.pregnancy import BORN, CHILD
from app.services.intake.roles import IN_CONCERN, may_be, why_not_asked
from app.services.intake.state_in_case import partners_hear, state_in_case
from app.services.intake.still_open import find_still_open
from app.services.research.list_partners import list_partners
from app.web.confirmation import confirmed_at
from app.web.hub.changed_words import partners_who_hear
from app.web.hub.door import hub
from app.web.hub.field_groups import CASE, Section, statement_sections
from app.web.hub.hidden_from import named_people, read_named
from app.web.hub.known_as import CHOICES, named_others, read_known, typed_others
from app.web.hub.names import subject_names
from app.web.hub.next_missing import next_missing
from app.web.hub.raised_about import chosen_requests, raises_anew, read_requests, requests_to_raise, why_no_answer
from app.web.hub.record_page import RecordPage, receive, show, subject_of
from app.web.hub.working_for import employers_of, read_employers
from app.web.runtime import runtime
from policies.engine.catalogue import Field
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import HIDDEN_FROM, KNOWN_AS, PREGNANCY_ENDED, RAISED_ABOUT, WORKS_FOR

NEXT = "next"


@hub.get("/cases/<uuid:case_id>/recorded/<what>")
@hub.get("/cases/<uuid:case_id>/recorded/<what>/<uuid:subject_id>")
@opens
@allow(roles=HUB_READS)
def recorded(case_id: UUID, what: str, subject_id: UUID | None = None) -> ResponseReturnValue:
    """What stands and what stood before; whoever may record it gets the form."""
    return show(_page(case_id, what, subject_id))


@hub.post("/cases/<uuid:case_id>/recorded/<what>")
@hub.post("/cases/<uuid:case_id>/recorded/<what>/<uuid:subject_id>")
@allow(roles=HUB_FOLLOWS_UP)
def record_this(case_id: UUID, what: str, subject_id: UUID | None = None) -> ResponseReturnValue:
    """Record it with the person and the time; then to what is missing next, if that was pressed."""
    page = _page(case_id, what, subject_id)
    answered = receive(page)
    if request.form.get("save") != NEXT or not isinstance(answered, Response) or answered.location != page.after:
        return answered
    return redirect(next_missing(find_case(runtime(), current.actor(), case_id)), 303)


def _page(case_id: UUID, what: str, subject_id: UUID | None) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)
    release, actor = runtime().policy.release, current.actor()
    kind = release.statements.get(what.replace("-", "_"))
    if kind is None or not kind.words or kind.about == "request" or kind.rates:
        raise NotFound("Nothing of this kind is recorded in a case.")
    subject = _subject(known, kind, subject_id)
    stands, basis = known.stated.get((kind.key, subject.subject_id)), release.legal_bases[known.case.legal_basis]
    closes, opens_again = kind.state == "closed", kind.state == "open"
    asks = closes and known.case.state != "closed" and actor.role in kind.who
    left = find_still_open(runtime(), actor, case_id) if asks else None
    asks_on = kind.of_pregnancy and known.case.state != "closed" and actor.role in kind.who
    stops = find_waiting(runtime(), actor, case_id, subject.subject_id) if asks_on else ()

    def save(answers: Mapping[str, Answer], version: int | None) -> object:
        codes: dict[str, Any] = {"state": kind.state} if kind.state else {}
        if HIDDEN_FROM in kind.codes:
            codes[HIDDEN_FROM] = read_named(request.form, known, subject)
        if kind.of_known:
            codes[KNOWN_AS] = read_known(request.form, stands)
        if kind.of_staff:
            codes[WORKS_FOR] = read_employers(request.form)
        if RAISED_ABOUT in kind.codes:
            codes[RAISED_ABOUT] = read_requests(request.form)
        said = (subject.subject_id, kind.key, answers, version, codes)
        chosen = _chosen(known) if closes or kind.of_pregnancy else None
        return state_in_case(runtime(), actor, case_id, *said, still_open=chosen)

    others = cases_of_people(runtime(), actor, typed_others(request.form, stands)) if kind.of_known else {}
    partners = list_partners(runtime(), actor) if kind.of_staff else ()
    not_asked = why_not_asked(kind, subject, known.stated) or why_no_answer(known, kind)
    hears = partners_who_hear(known) if partners_hear(kind) else ()
    may = actor.role in kind.who and ((known.case.state == "closed") == opens_again or bool(hears) or kind.of_closed)
    me = {"name": actor.display_name, "role": release.roles[actor.role].label}
    return RecordPage(
        known=known,
        subject=subject,
        sections=_as_asked(statement_sections(release, kind, known.case.legal_basis), subject),
        title=kind.label if CASE in kind.subjects else f"{kind.label}: {_name(known, subject)}",
        save=save,
        template="hub/recorded.html",
        warns=closes,
        button="Record this and close the case" if closes else "Reopen the case" if opens_again else "Record this",
        suggested={key: me for key in kind.words if release.catalogue[key].type == "contact" and not kind.optional},
        complete=False,
        anew=may and raises_anew(known, kind),
        context={
            "hears": hears,
            "lead": f"{kind.lead} In use: {basis.label}." if kind.for_basis else kind.lead,
            "left": left,
            "stops": stops,
            "raisable": requests_to_raise(known) if RAISED_ABOUT in kind.codes else (),
            "raised_about": chosen_requests(request.form, known),
            "of_closed": kind.of_closed,
            "goes_on": not (kind.state or kind.of_closed or hears) and _others_missing(known, kind, subject),
            "partners": known.partners,
            "chosen": {one.file_id: request.form.get(f"request-{one.file_id}") for one in known.requests},
            "reopens": opens_again,
            "named": named_people(request.form, known, subject) if HIDDEN_FROM in kind.codes else (),
            "others": named_others(request.form, stands, others) if kind.of_known else (),
            "known_choices": CHOICES,
            "looks": _looks(kind, case_id, subject),
            "employers": employers_of(request.form, known, subject, partners) if kind.of_staff else None,
            "not_asked": not_asked,
            "may": not_asked is None and may,
            "who": " or ".join(release.roles[role].label.lower() for role in kind.who),
            "stands": stands,
            "by": known.people[stands.author_person_id] if stands else None,
        },
        what=kind.key,
        done=_after(kind, case_id, told=bool(hears)),
    )


def _looks(kind: StatementKind, case_id: UUID, subject: Subject) -> str | None:
    """Where somebody is looked for, of whom it is said whether they are known."""
    return url_for("hub.known_before", case_id=case_id, subject_id=subject.subject_id) if kind.of_known else None


def _others_missing(known: KnownCase, kind: StatementKind, subject: Subject) -> bool:
    """Whether anything else is missing before something can be sent."""
    return any(one.what != kind.key or one.subject_id not in (None, subject.subject_id) for one in known.gaps)


def _as_asked(sections: Sequence[Section], subject: Subject) -> tuple[Section, ...]:
    """Their fields, with what somebody of this kind can be in the concern."""

    def asked(field: Field) -> Field:
        if field.key != IN_CONCERN:
            return field
        return replace(field, options=tuple(one for one in field.options if may_be(subject.kind, one.key)))

    return tuple(replace(one, fields=tuple(asked(field) for field in one.fields)) for one in sections)


def _subject(known: KnownCase, kind: StatementKind, subject_id: UUID | None) -> Subject:
    subject = subject_of(known, CASE) if CASE in kind.subjects else subject_of(known, subject_id=subject_id)
    if subject.kind not in kind.subjects:
        raise NotFound("This is not recorded of them.")
    return subject


def _name(known: KnownCase, subject: Subject) -> str:
    return subject_names(known.subjects)[subject.subject_id].lower()


def _chosen(known: KnownCase) -> Mapping[UUID, str]:
    """What is to become of each request that waits."""
    return {one.file_id: request.form.get(f"request-{one.file_id}", "") for one in known.requests}


def _after(kind: StatementKind, case_id: UUID, *, told: bool) -> str | None:
    """Where recording it leads: to who has seen it, where partners are told of it."""
    if kind.of_pregnancy:
        born = request.form.get(CHILD) == BORN and request.form.get(kind.words[0]) == PREGNANCY_ENDED
        return confirmed_at("born" if born else "pregnancy", "hub.case", case_id=case_id)
    if kind.state is None:
        return url_for("hub.case_requests", case_id=case_id) if told else None
    if kind.state == "open":
        return confirmed_at("reopened", "hub.case", case_id=case_id)
    return confirmed_at("closed", "hub.cases", state="closed")
