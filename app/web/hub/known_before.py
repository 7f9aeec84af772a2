"""Look whether the hub has known somebody before: a person of a case, or one of whom there is none yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound
from app.domain.files import Subject
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.answers import load_values
from app.schemas.texts import wrong_with
from app.services.disclosure.duties import HUB_WORKS
from app.services.disclosure.reasoned import LONGEST
from app.services.disclosure.tagging import BORN, FOUND_AGAIN, NAME, identity_of
from app.services.finding.find_person import Search, find_known, find_person
from app.services.intake.open_case import KnownCase, find_case
from app.web.field_forms import error_links, errors_by_id, read_values
from app.web.hub.door import hub
from app.web.hub.field_groups import statement_sections
from app.web.hub.known_as import CHOICES, found_rows
from app.web.hub.known_task import born_of
from app.web.hub.names import subject_names
from app.web.hub.record_page import subject_of
from app.web.hub.recorded_address import recorded_address
from app.web.runtime import runtime
from policies.engine.catalogue import Field
from policies.engine.statements import StatementKind

ASKED: Final = (NAME, BORN, "case_nhs_number")
"""What somebody of whom there is no case yet is looked for by."""


@hub.get("/cases/<uuid:case_id>/known")
@allow(roles=HUB_WORKS)
def known_people(case_id: UUID) -> ResponseReturnValue:
    """Everybody of a case who can be looked for, and of whom it is said already."""
    known, kind = find_case(runtime(), current.actor(), case_id), _kind()
    names = subject_names(known.subjects)
    people = [(names[one], *_leads(known, kind, one)) for one in born_of(known, kind)]
    return render_page("hub/known_people.html", known=known, kind=kind, people=people)


@hub.get("/cases/<uuid:case_id>/known/<uuid:subject_id>")
@allow(roles=HUB_WORKS)
def known_before(case_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """What is said of them so far, and the button that looks: that is logged, so it is pressed on purpose."""
    known = find_case(runtime(), current.actor(), case_id)
    return _page(known, _person(known, subject_id), None, {})


@hub.post("/cases/<uuid:case_id>/known/<uuid:subject_id>")
@opens
@allow(roles=HUB_WORKS)
def look_for_known(case_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Whom the look found. Loaded again, it is another look."""
    known = find_case(runtime(), current.actor(), case_id)
    subject = _person(known, subject_id)
    try:
        search = find_known(runtime(), current.actor(), case_id, subject_id)
    except InvalidInput as wrong:
        return _page(known, subject, None, wrong.errors)
    return _page(known, subject, search, {})


@hub.get("/find-person")
@allow(roles=HUB_WORKS)
def ask_person() -> ResponseReturnValue:
    """Whom to look for, and why."""
    return _ask({}, None)


@hub.post("/find-person")
@opens
@allow(roles=HUB_WORKS)
def look_for_person() -> ResponseReturnValue:
    """Whom the look found. Loaded again, it is another look."""
    today = runtime().clock.now().date()
    reason, release = request.form.get("reason", ""), runtime().policy.release
    try:
        values = load_values(read_values(request.form, _asked()), _asked(), today=today, complete=False)
        if problem := wrong_with(reason, "Why"):
            raise InvalidInput({"reason": problem})
        sought = identity_of(release, {key: plain(value) for key, value in values.items()})
        search = find_person(runtime(), current.actor(), sought, reason)
    except InvalidInput as wrong:
        return _ask(wrong.errors, None)
    return _ask({}, search)


def _asked() -> tuple[Field, ...]:
    return tuple(runtime().policy.release.catalogue[key] for key in ASKED)


def _ask(errors: Mapping[str, str], search: Search | None) -> ResponseReturnValue:
    return render_page(
        "hub/find_person.html",
        error_links=error_links(errors),
        errors=errors_by_id(errors),
        fields=_asked(),
        raw=read_values(request.form, _asked()),
        reason=request.form.get("reason", ""),
        longest=LONGEST,
        **_found(search, None),
    )


def _page(known: KnownCase, subject: Subject, search: Search | None, errors: Mapping[str, str]) -> ResponseReturnValue:
    kind = _kind()
    stands = known.stated.get((kind.key, subject.subject_id))
    shown = {key: url_for("hub.subject", case_id=known.case.file_id, subject_id=subject.subject_id) for key in errors}
    return render_page(
        "hub/known_before.html",
        known=known,
        subject=subject,
        name=subject_names(known.subjects)[subject.subject_id].lower(),
        kind=kind,
        stands=stands,
        by=known.people[stands.author_person_id] if stands else None,
        recorded=recorded_address(known.case.file_id, kind, subject.subject_id),
        closed=known.case.state == "closed",
        missing=[(text, shown[key]) for key, text in errors.items()],
        fields=[one for section in statement_sections(runtime().policy.release, kind, "") for one in section.fields],
        **_found(search, stands),
    )


def _found(search: Search | None, stands: Any) -> dict[str, Any]:
    return {
        "looked": search is not None,
        "rows": found_rows(search.found, stands) if search else (),
        "more": search.more if search else 0,
        "choices": CHOICES,
    }


def _leads(known: KnownCase, kind: StatementKind, subject_id: UUID) -> tuple[str, str | None]:
    """Where it is said, or looked for first; and who said it."""
    said = known.stated.get((kind.key, subject_id))
    if said is None:
        return url_for("hub.known_before", case_id=known.case.file_id, subject_id=subject_id), None
    return recorded_address(known.case.file_id, kind, subject_id), known.people[said.author_person_id]


def _person(known: KnownCase, subject_id: UUID) -> Subject:
    subject = subject_of(known, subject_id=subject_id)
    if subject.kind not in FOUND_AGAIN:
        raise NotFound("Only a child or an adult is looked for.")
    return subject


def _kind() -> StatementKind:
    return next(one for one in runtime().policy.release.statements.values() if one.of_known)
