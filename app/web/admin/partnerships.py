"""With whom the reader's organisation works: to offer it, to agree to an offer or take it back, and to end it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.look_at_organisations import nobody_can_agree, see_organisation
from app.services.administration.propose_partnership import (
    propose_agreeing,
    propose_offer,
    propose_parting,
    propose_taking_back,
)
from app.services.identity.make_partnership import HUB
from app.web.admin.blueprint import ADMINISTERS, organisation_pages
from app.web.admin.changes import to_sign
from app.web.admin.organisation_time import day_of, parts_of, with_more
from app.web.admin.partnership_words import of_partnership
from app.web.field_forms import error_links
from app.web.runtime import runtime


@organisation_pages.route("/<uuid:organisation_id>/offer", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def offer(organisation_id: UUID) -> ResponseReturnValue:
    """A hub offers a partner that they work together; then to the change's page, to be signed."""
    seen = see_organisation(runtime(), current.actor(), organisation_id)
    other = seen.time.organisation
    errors: Mapping[str, str] = {}
    agreement = request.form.get("agreement", "")
    if request.method == "POST":
        found: dict[str, str] = {}
        joins = day_of("joins", "First day", found)
        try:
            return to_sign(propose_offer(runtime(), current.actor(), organisation_id, agreement, joins))
        except InvalidInput as error:
            errors = with_more(found, error)
        except WrongState as cannot:
            errors = {"agreement": cannot.message}
    return render_page(
        "admin/offer.html",
        error_links=error_links(errors),
        errors=errors,
        other=other,
        offer=of_partnership(seen.offer)[1] if seen.offer else None,
        nobody_agrees=nobody_can_agree(runtime(), current.actor(), other),
        of_hub=current.actor().organisation_kind == HUB,
        agreement=agreement,
        joins=parts_of("joins"),
    )


@organisation_pages.post("/<uuid:organisation_id>/take-back")
@allow(roles=ADMINISTERS)
def take_back(organisation_id: UUID) -> ResponseReturnValue:
    """What was offered; to the change's page, to be signed."""
    return to_sign(propose_taking_back(runtime(), current.actor(), organisation_id))


@organisation_pages.post("/<uuid:organisation_id>/agree")
@allow(roles=ADMINISTERS)
def agree(organisation_id: UUID) -> ResponseReturnValue:
    """To what a hub offers; to the change's page, to be signed."""
    return to_sign(propose_agreeing(runtime(), current.actor(), organisation_id))


@organisation_pages.post("/<uuid:organisation_id>/part")
@allow(roles=ADMINISTERS)
def part(organisation_id: UUID) -> ResponseReturnValue:
    """Work together no more; to the change's page, to be signed."""
    return to_sign(propose_parting(runtime(), current.actor(), organisation_id))
