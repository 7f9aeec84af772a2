"""What is left of an erased request: when that was, and the receipts of what was sent."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from app.domain.errors import Erased
from app.http import current
from app.http.page import render_page
from app.services.research.find_receipts import find_receipts
from app.web.date_words import erased_words
from app.web.partner.blueprint import partner
from app.web.runtime import runtime


@partner.errorhandler(Erased)
def erased(error: Erased) -> Response:
    """In the place of every page and act of the request."""
    file_id = UUID(str((request.view_args or {})["file_id"]))
    sent = find_receipts(runtime(), current.actor(), file_id).sent
    return render_page("partner/erased.html", status=410, words=erased_words(error.at), file_id=file_id, sent=sent)
