"""Finding by reference, as it is at every door: one box, and what it says when there is nothing to go to."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.lists import CaseEntry, InboxEntry
from app.http import current
from app.http.page import ErrorLink, render_page
from app.schemas.references import read_reference
from app.services.research.find_by_reference import find_by_reference
from app.web.runtime import runtime

NOT_HERE = "You have no case or request with this reference. Check it with whoever gave it to you"


def find_page(href_of: Callable[[CaseEntry | InboxEntry], str | None]) -> ResponseReturnValue:
    """Straight to what the reference in the address stands for, or the box again with what is wrong.

    `href_of` is None for what the reader knows of and cannot open.
    """
    typed = request.args.get("reference", "").strip()
    if not typed:
        return render_page("find.html", typed="", found=None, errors={})
    try:
        found = find_by_reference(runtime(), current.actor(), read_reference(typed))
    except ValidationError as error:
        return _again(typed, str(error.messages[0]))
    if found is None:
        return _again(typed, NOT_HERE)
    href = href_of(found)
    return redirect(href, 303) if href else render_page("find.html", typed=typed, found=found, errors={})


def _again(typed: str, problem: str) -> ResponseReturnValue:
    return render_page(
        "find.html",
        status=422,
        typed=typed,
        found=None,
        errors={"reference": problem},
        error_links=(ErrorLink(problem, "#reference"),),
    )
