"""Words of a request that are held back from its partner: a decision-maker reads them, and sends or leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.gate import Shown
from app.services.intake.open_case import KnownCase, find_case
from app.services.research.decide_words import SAY_WHY, decide_words, open_held, words_to_decide
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hub.case_requests import request_of
from app.web.hub.door import hub
from app.web.hub.names import shared_names
from app.web.reasons import require_words
from app.web.runtime import runtime
from policies.engine.catalogue import Field

CHOICES = (("send", "Send what holds now"), ("leave", "Leave them held back"))


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One field with what holds of it now, what of it holds no more, and whom it is about."""

    about: str
    field: Field
    now: Shown | None
    replaced: Answer | None


@hub.get("/cases/<uuid:case_id>/requests/<uuid:file_id>/held")
@opens
@allow(roles=HUB_DECIDES)
def held_words(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """The words that are held back, and what to do with them; where none wait any more, the request."""
    known = find_case(runtime(), current.actor(), case_id)
    if request_of(known, file_id).entry.file_id in words_to_decide(known):
        return _page(case_id, file_id, {})
    return confirmed("no-words", "hub.one_request", case_id=case_id, file_id=file_id)


@hub.post("/cases/<uuid:case_id>/requests/<uuid:file_id>/held")
@allow(roles=HUB_DECIDES)
def decide_held_words(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Send them or leave them, with a reason."""
    choice, reason = request.form.get("send", ""), request.form.get("reason", "")
    if choice not in dict(CHOICES):
        lacks = {} if reason.strip() else {"reason": SAY_WHY}
        return _page(case_id, file_id, {"send": "Choose whether to send these words.", **lacks})
    try:
        require_words(request.form, reason="Reason")
        read = request.form.get("read", "")
        decide_words(runtime(), current.actor(), file_id, send=choice == "send", reason=reason, read=read)
    except InvalidInput as error:
        return _page(case_id, file_id, error.errors)
    return confirmed("words", "hub.case", case_id=case_id)


def to_look_at(known: KnownCase) -> list[tuple[str, str]]:
    """For a decision-maker, each partner with words that wait and where they are read; nobody else is told of any."""
    if not has_duty(runtime().policy.release, current.actor(), HUB_DECIDES):
        return []
    case_id, partner = known.case.file_id, {one.file_id: one.partner_id for one in known.requests}
    return [
        (name, url_for("hub.held_words", case_id=case_id, file_id=file_id))
        for name, file_id in sorted((known.partners[partner[one]].name, one) for one in words_to_decide(known))
    ]


def _page(case_id: UUID, file_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    known, held, read = open_held(runtime(), current.actor(), case_id, file_id)
    names = shared_names(known.subjects)
    rows = [HeldRow(names[one.subject_id], one.field, one.now, one.replaced) for one in held]
    row = request_of(known, file_id)
    return render_page(
        "hub/held_words.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        row=row,
        barred=bool(known.barred_from(row.partner.id)),
        read=read,
        rows=rows,
        choices=CHOICES,
        typed=request.form,
    )
