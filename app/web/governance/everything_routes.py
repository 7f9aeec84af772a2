"""Everything that is kept about one person of a case: the reference, whom and why, and then what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import InvalidInput
from app.domain.files import Subject
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.references import read_reference
from app.schemas.texts import wrong_with
from app.services.disclosure.duties import HUB_CLOSES
from app.services.disclosure.reasoned import LONGEST
from app.services.governance.everything_on import Everything, everything_on, people_of
from app.web.case_words import SUBJECTS, spoken
from app.web.date_words import erased_words
from app.web.field_forms import error_links
from app.web.governance.blueprint import governance
from app.web.governance.words import RECORDS, label
from app.web.runtime import runtime


@governance.get("/everything")
@allow(roles=HUB_CLOSES)
def ask_everything() -> ResponseReturnValue:
    """The reference; with one, whom its case is about, to choose from, and why."""
    return _ask(request.args.get("reference", "").strip(), {})


@governance.post("/everything")
@opens
@allow(roles=HUB_CLOSES)
def everything() -> ResponseReturnValue:
    """What there is about whom was chosen. Loaded again, it is another read."""
    typed, reason = request.form.get("reference", "").strip(), request.form.get("reason", "")
    try:
        if problem := wrong_with(reason, "Reason"):
            raise InvalidInput({"reason": problem})
        found = everything_on(runtime(), current.actor(), read_reference(typed), _id(request.form.get("about")), reason)
    except ValidationError as wrong:
        return _ask(typed, {"reference": str(wrong.messages[0])})
    except InvalidInput as wrong:
        return _ask(typed, wrong.errors)
    return render_page(
        "governance/everything.html",
        reference=found.case.reference,
        whom=_whom(found.subject),
        case=found.case,
        rows=_rows(found),
        erased=[_file(found, one) for one in found.erased],
        requests=len(found.requests),
        elsewhere=[(one.case.reference, _asked(one.case.reference)) for one in found.elsewhere],
        shown=url_for("party_logs.received", reference=found.case.reference, about=found.subject.subject_id),
        printed_by=current.actor().display_name,
        now=runtime().clock.now(),
    )


def _ask(typed: str, errors: Mapping[str, str]) -> Response:
    subjects = None
    if typed and "reference" not in errors:
        try:
            subjects = people_of(runtime(), current.actor(), read_reference(typed)).subjects
        except ValidationError as wrong:
            errors = {**errors, "reference": str(wrong.messages[0])}
        except InvalidInput as wrong:
            errors = {**errors, **wrong.errors}
    return render_page(
        "governance/everything_asked.html",
        error_links=error_links(errors),
        errors=errors,
        reference=typed,
        people=None if subjects is None else [(str(one.subject_id), _whom(one)) for one in subjects],
        about=request.form.get("about", ""),
        reason=request.form.get("reason", ""),
        longest=LONGEST,
    )


def _asked(reference: str) -> str:
    return url_for("governance.ask_everything", reference=reference)


def _whom(subject: Subject) -> str:
    return f"{SUBJECTS.get(subject.kind, subject.kind)} {spoken(subject.subject_id)}"


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _rows(found: Everything) -> list[dict[str, Any]]:
    statements = runtime().policy.release.statements
    rows = []
    for one in found.records:
        record = one.record
        rows.append(
            {
                "what": label(statements, record.what) if record.what else RECORDS.get(record.kind, record.kind),
                "file": _file(found, record.file_id),
                "author": found.organisations[record.author_id].name,
                "who": found.people.get(record.author_person_id, ""),
                "at": record.released_at or record.saved_at,
                "version": record.version,
                "stands": one.stands,
                "erased": erased_words(found.erased.get(record.file_id)),
            }
        )
    return rows


def _file(found: Everything, file_id: UUID) -> str:
    """A file as it is called: the case's own, or a request with its partner."""
    asked = next((one for one in found.requests if one.file_id == file_id), None)
    if asked is None:
        return f"Case {found.case.reference}"
    return f"Request {asked.reference} to {found.organisations[asked.partner_id].name}"
