"""Withdraw one request: who has opened it, the ground, which the partner is told, and the reason, which it is not."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import plain
from app.domain.errors import InvalidInput, Stale, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.open_case import find_case
from app.services.research.opened_by import opened_by
from app.services.research.withdraw import REASON, withdraw_request
from app.web.field_forms import error_links
from app.web.hub.case_requests import request_of
from app.web.hub.door import hub
from app.web.hub.names import GROUNDS
from app.web.reasons import require_words
from app.web.runtime import runtime

CHOOSABLE = {key: words for key, words in GROUNDS.items() if key != "case_closed"}


@hub.get("/cases/<uuid:case_id>/requests/<uuid:file_id>/withdraw")
@allow(roles=HUB_WORKS)
def withdrawing(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """What withdrawing does, and the form."""
    return _page(case_id, file_id, {})


@hub.post("/cases/<uuid:case_id>/requests/<uuid:file_id>/withdraw")
@allow(roles=HUB_WORKS)
def withdraw(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Withdraw it; if the partner was first, the page says so and keeps what was typed."""
    seen, ground = request.form.get("seen_version", ""), request.form.get("ground", "")
    words = request.form.get(REASON, "").strip()
    try:
        require_words(request.form, **{REASON: runtime().policy.release.catalogue[REASON].label})
        withdraw_request(
            runtime(),
            current.actor(),
            file_id,
            ground=ground if ground in CHOOSABLE else "",
            words={REASON: plain(words)} if words else {},
            seen_version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        )
    except InvalidInput as error:
        return _page(case_id, file_id, error.errors)
    except Stale as error:
        return _page(case_id, file_id, {}, notice=error.message, status=409)
    except WrongState:
        pass  # it is withdrawn: the page that follows says by whom
    return redirect(url_for("hub.one_request", case_id=case_id, file_id=file_id), 303)


def _page(
    case_id: UUID, file_id: UUID, errors: Mapping[str, str], notice: str | None = None, status: int | None = None
) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    row = request_of(known, file_id)
    if row.entry.state == "withdrawn" or row.erased:
        return redirect(url_for("hub.one_request", case_id=case_id, file_id=file_id), 303)
    return render_page(
        "hub/withdraw.html",
        status=status,
        error_links=error_links(errors),
        errors=errors,
        notice=notice,
        known=known,
        row=row,
        opened=opened_by(runtime(), current.actor(), file_id),
        grounds=list(CHOOSABLE.items()),
        chosen=request.form.get("ground"),
        reason=request.form.get(REASON, ""),
        field=runtime().policy.release.catalogue[REASON],
    )
