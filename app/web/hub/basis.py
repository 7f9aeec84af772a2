"""Choose another legal basis for a case, when the one it was started on does not carry."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.bases_for_case import bases_for_case
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.hub.field_groups import CASE
from app.web.hub.record_page import subject_of
from app.web.runtime import runtime


@hub.route("/cases/<uuid:case_id>/basis", methods=["GET", "POST"])
@allow(roles=HUB_WORKS)
def basis(case_id: UUID) -> ResponseReturnValue:
    """The hub's legal bases for this case's purpose, the one in use ticked."""
    if request.method == "POST":
        known = find_case(runtime(), current.actor(), case_id)
        whole = subject_of(known, CASE).subject_id
        stands = known.stated["purpose", whole]
        codes = {"purpose": known.case.purpose, "legal_basis": request.form.get("legal_basis", "")}
        try:
            state_in_case(runtime(), current.actor(), case_id, whole, "purpose", {}, stands.version, codes)
        except InvalidInput as error:
            return _page(case_id, error.errors)
        return confirmed("basis", "hub.case", case_id=case_id)
    return _page(case_id, {})


def _page(case_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    kinds = [one.kind for one in known.subjects if one.kind != CASE]
    return render_page(
        "hub/basis.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        choices=bases_for_case(runtime(), current.actor(), known.case.purpose, kinds),
        chosen=request.form.get("legal_basis") or known.case.legal_basis,
        cited=runtime().policy.release.provisions,
        in_use=runtime().policy.release.legal_bases[known.case.legal_basis],
    )
