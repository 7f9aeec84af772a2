"""Cases that are held: the list, and one case, to be held or its hold ended by who governs the hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import InvalidInput
from app.domain.kept import SHOWN
from app.domain.lists import COUNTED
from app.domain.time_of_day import london
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.references import read_reference
from app.schemas.texts import wrong_with
from app.services.disclosure.duties import HUB_CLOSES
from app.services.disclosure.reasoned import LONGEST
from app.services.governance.hold_file import find_holdable, hold_file, release_hold
from app.services.governance.list_held import case_to_hold, list_held
from app.web.field_forms import error_links
from app.web.governance.blueprint import GOVERNANCE, kept_pages
from app.web.hold_day import AGAIN, read_again, typed_again, with_day
from app.web.runtime import runtime

UNKNOWN = "Your hub has no case or request of this reference. Have it read out again"


@kept_pages.get("/holds")
@allow(roles=GOVERNANCE)
def holds() -> ResponseReturnValue:
    """The cases that are held for the longest; with a reference, the page of its case."""
    typed, errors = request.args.get("reference", "").strip(), {}
    if typed:
        try:
            file_id = case_to_hold(runtime(), current.actor(), read_reference(typed))
            if file_id:
                return redirect(url_for("kept_pages.held", file_id=file_id), 303)
            errors = {"reference": UNKNOWN}
        except ValidationError as wrong:
            errors = {"reference": str(wrong.messages[0])}
    found = list_held(runtime(), current.actor())
    return render_page(
        "governance/holds.html",
        error_links=error_links(errors),
        errors=errors,
        reference=typed,
        cases=found.cases,
        total=found.total,
        counted=COUNTED,
        shown=SHOWN,
        today=london(runtime().clock.now()).date(),
    )


@kept_pages.get("/holds/<uuid:file_id>")
@allow(roles=GOVERNANCE)
def held(file_id: UUID) -> ResponseReturnValue:
    """Whether a case is held, and the form to hold it or to end that."""
    return _page(file_id, {}, {})


@kept_pages.post("/holds/<uuid:file_id>/hold")
@allow(roles=HUB_CLOSES)
def hold_it(file_id: UUID) -> ResponseReturnValue:
    """Hold the case with its requests."""
    typed = request.form
    again, wrong_day = read_again(typed)
    reason, heard = (typed.get(name, "") for name in ("reason", "heard"))
    act = partial(hold_file, runtime(), current.actor(), file_id, reason, heard, again)
    return _done(file_id, ("reason", "heard"), act, wrong_day)


@kept_pages.post("/holds/<uuid:file_id>/end")
@allow(roles=HUB_CLOSES)
def end_hold(file_id: UUID) -> ResponseReturnValue:
    """End the hold."""
    act = partial(release_hold, runtime(), current.actor(), file_id, request.form.get("reason", ""))
    return _done(file_id, ("reason",), act, {})


def _done(
    file_id: UUID, texts: Sequence[str], act: Callable[[], UUID], wrong_day: Mapping[str, str]
) -> ResponseReturnValue:
    """Act with what was typed and show how it stands; or ask again, naming everything that is wrong."""
    typed = {name: request.form.get(name, "") for name in texts}
    wrong = {name: said for name, text in typed.items() if (said := wrong_with(text, name.capitalize()))}
    try:
        if wrong:
            raise InvalidInput({**wrong, **wrong_day})
        act()
    except InvalidInput as failure:
        return _page(file_id, request.form, with_day(failure.errors, wrong_day))
    return redirect(url_for("kept_pages.held", file_id=file_id), 303)


def _page(file_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    found = find_holdable(runtime(), current.actor(), file_id)
    return render_page(
        "governance/hold.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        again=typed_again(typed),
        again_label=AGAIN,
        file_id=file_id,
        case=found.case,
        requests=len(found.requests),
        look_again=found.look_again,
        may_hold=found.may,
        longest=LONGEST,
    )
