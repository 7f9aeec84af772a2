"""After sending: the receipt in plain English and as a file anybody can check, and how to add or correct."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Stale, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.record_refusal import record_refusal
from app.services.governance.prove_entry import prove_entry
from app.services.research.find_receipts import find_receipts
from app.services.research.save_draft import start_correction
from app.web.answer_words import said_words
from app.web.file_names import attached
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.legal import standing_basis
from app.web.partner.request_page import show_request
from app.web.partner.words import head_of, title_of
from app.web.runtime import runtime

WHAT_WAS_SENT = {
    "question": "Question to the hub",
    "return": "Return",
    "correction": "Addition or correction",
    "stands": "The same return, and why it stands",
}


@partner.get("/<uuid:file_id>/receipt")
@allow(roles=ROLES)
def receipt(file_id: UUID) -> ResponseReturnValue:
    """Everything sent about a request, the latest first; to whoever may open it, how many answers of each kind."""
    survey = surveyed(file_id)
    may_read = survey.mine or survey.may_step_in
    found = find_receipts(runtime(), current.actor(), file_id, read=may_read)
    if not found.sent:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    return render_page(
        "partner/receipt.html",
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        subjects=[title_of(part, survey.parts) for part in survey.parts],
        latest=found.sent[0],
        sent=found.sent,
        kinds=WHAT_WAS_SENT,
        keys=found.verifier_keys,
        may_read=may_read,
        said={one.entry_id: said_words(one.said) for one in found.sent if one.said},
        held_back={one.entry_id for one in found.sent if one.said and not one.said.discloses},
        standing=standing_basis(survey),
        may_correct=survey.request.state == "returned" and (survey.mine or survey.request.claimed_by is None),
        correcting=survey.request.state == "returned" and survey.mine and bool(survey.drafts),
    )


@partner.get("/<uuid:file_id>/receipt/<uuid:entry_id>.txt")
@allow(roles=ROLES)
def receipt_file(file_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """The proof of one log entry as a text file. Raises NotFound, after logging the refusal."""
    found = find_receipts(runtime(), current.actor(), file_id)
    number = next((one.number for one in found.sent if one.entry_id == entry_id), None)
    if number is None:
        record_refusal(runtime(), current.actor(), "prove_entry")
        raise NotFound
    return as_file(prove_entry(runtime(), current.actor(), entry_id), f"receipt-{number}.txt")


@partner.get("/<uuid:file_id>/receipt/log-key.txt")
@allow(roles=ROLES)
def log_key_file(file_id: UUID) -> ResponseReturnValue:
    """The key that checks the log's signature, as the verifying program takes it."""
    found = find_receipts(runtime(), current.actor(), file_id)
    return as_file("".join(f"{line}\n" for line in found.verifier_keys), "log-key.txt")


@partner.post("/<uuid:file_id>/correct")
@allow(roles=ROLES)
def correct(file_id: UUID) -> ResponseReturnValue:
    """Begin to add to or correct what was sent: drafts that hold it, for whoever has the request.

    An older draft that a colleague has overtaken is shown first; it is started again only when that is asked for.
    """
    survey = surveyed(file_id)
    try:
        if survey.holder and not survey.mine:
            return show_request(survey, f"{survey.holder} sent this return. Ask them to hand the request over.", 409)
        start_correction(runtime(), current.actor(), file_id, again=request.form.get("again") == "yes")
    except (Stale, WrongState) as error:
        return show_request(surveyed(file_id), error.message, 409)
    return redirect(url_for("partner.check", file_id=file_id), 303)


def as_file(text: str, name: str) -> Response:
    """A plain text file to keep. Its name says nothing about anybody."""
    answer = Response(text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = attached(name)
    return answer
