"""Proposing that a file is destroyed: what is so and what would be, the reason, and then the change's page."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.texts import wrong_with
from app.services.administration.file_subjects import LONGEST_WHY
from app.services.disclosure.duties import HUB_CLOSES
from app.services.governance.propose_destroying import propose_destroying, see_destroyable
from app.web.admin.file_words import words_of_file
from app.web.field_forms import error_links
from app.web.governance.blueprint import kept_pages
from app.web.runtime import runtime


@kept_pages.route("/kept/<uuid:file_id>/destroy", methods=["GET", "POST"])
@allow(roles=HUB_CLOSES)
def destroy(file_id: UUID) -> ResponseReturnValue:
    """What would be gone for good, and why; sent, it is proposed, and signed on the change's page."""
    errors, why = {}, request.form.get("why", "")
    seen = see_destroyable(runtime(), current.actor(), file_id)
    if request.method == "POST":
        try:
            if problem := wrong_with(why, "Reason"):
                raise InvalidInput({"why": problem})
            proposed = propose_destroying(runtime(), current.actor(), file_id, why)
            return redirect(url_for("change_pages.change", change_id=proposed.id), 303)
        except InvalidInput as wrong:
            errors = dict(wrong.errors)
    before, after = words_of_file(seen.says)
    return render_page(
        "governance/destroy.html",
        error_links=error_links(errors),
        errors=errors,
        name=seen.says["name"],
        before=before,
        after=after,
        why_not=seen.why_not,
        why=why,
        longest=LONGEST_WHY,
        file_id=file_id,
    )
