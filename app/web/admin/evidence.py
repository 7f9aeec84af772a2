"""What is to be there before the reader's hub goes live: all of it, and what is said of one item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.evidence import ITEMS
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.find_evidence import see_evidence
from app.services.administration.look_at_agreements import READ
from app.services.administration.propose_evidence import propose_evidence
from app.web.admin.blueprint import ADMINISTERS, evidence_pages
from app.web.admin.changes import to_sign
from app.web.admin.organisation_time import day_of, parts_of, with_more
from app.web.field_forms import error_links
from app.web.runtime import runtime

READERS: Final = (*ADMINISTERS, *READ)


@evidence_pages.get("")
@allow(roles=READERS)
def evidence() -> ResponseReturnValue:
    """Each item with what was said of it, and what the exchange sees itself."""
    found = see_evidence(runtime(), current.actor())
    return render_page(
        "admin/evidence.html",
        found=found,
        missing=len(found.gaps),
        administers=current.actor().role in ADMINISTERS,
        live=runtime().production,
    )


@evidence_pages.route("/<item>", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def say(item: str) -> ResponseReturnValue:
    """Who answers for one item, where it lies, and when to look again; then to the change's page, to be signed."""
    if item not in ITEMS:
        raise NotFound
    last = {one.key: one.said for one in see_evidence(runtime(), current.actor()).lines}.get(item)
    errors: Mapping[str, str] = {}
    typed = {
        "answers": request.form.get("answers", last.answers if last else ""),
        "reference": request.form.get("reference", last.reference if last else ""),
    }
    if request.method == "POST":
        found: dict[str, str] = {}
        day = day_of("again_at", "Look at it again on", found)
        try:
            change = propose_evidence(runtime(), current.actor(), item, again_at=day, **typed)
            return to_sign(change)
        except InvalidInput as error:
            errors = with_more(found, error)
        except WrongState as same:
            errors = {"reference": same.message}
    return render_page(
        "admin/say_evidence.html",
        error_links=error_links(errors),
        errors=errors,
        of=ITEMS[item],
        typed=typed,
        again_at=parts_of("again_at"),
    )
