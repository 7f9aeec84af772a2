"""Who was shown what of a case or request: by its reference, and by one field of one person where one is chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import NotFound
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.references import read_reference
from app.services.disclosure.duties import GOVERNS
from app.services.governance.who_received import UNKNOWN, Fact, ReceivedPage, who_received
from app.web.field_forms import error_links
from app.web.governance.blueprint import party_logs
from app.web.governance.received_view import asked_words, received_rows
from app.web.runtime import runtime
from policies.engine.vocabulary import HUB


@party_logs.get("/received")
@opens
@allow(roles=GOVERNS)
def received() -> ResponseReturnValue:
    """The form, and what was found of what it asks."""
    typed = request.args.get("reference", "").strip()
    if not typed:
        return _page("", Fact(), None, {})
    about = Fact(_field(), _id(request.args.get("about", "")))
    after = _id(request.args.get("after", ""))
    try:
        reference = read_reference(typed)
    except ValidationError as wrong:
        return _page(typed, about, None, {"reference": str(wrong.messages[0])})
    try:
        found = who_received(runtime(), current.actor(), reference, about, str(after) if after else None)
    except NotFound as nothing:
        if nothing.message != UNKNOWN:
            raise
        return _page(typed, about, None, {"reference": UNKNOWN})
    return _page(reference, about, found, {})


def _field() -> str | None:
    """The field of the address; one that no policy ever had is none."""
    key = request.args.get("field", "")
    return key if key.isascii() and key.isidentifier() else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _page(reference: str, about: Fact, found: ReceivedPage | None, errors: dict[str, str]) -> Response:
    release, actor = runtime().policy.release, current.actor()
    asked: dict[str, Any] = {"reference": reference, "field": about.field, "about": about.subject_id}
    older = found and found.following and url_for("party_logs.received", **asked, after=found.following)
    return render_page(
        "governance/received.html",
        error_links=error_links(errors),
        errors=errors,
        reference=reference,
        found=found is not None,
        rows=received_rows(found, reference, release, at_hub=actor.organisation_kind == HUB) if found else (),
        asked=asked_words(about, release),
        whole=url_for("party_logs.received", reference=reference) if about != Fact() else None,
        older=older,
        newest=url_for("party_logs.received", **asked) if request.args.get("after") else None,
        at_hub=actor.organisation_kind == HUB,
        printed_by=actor.display_name,
        now=runtime().clock.now(),
    )
