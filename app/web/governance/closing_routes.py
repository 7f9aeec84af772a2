"""Closing an entry, or its case, to the officers of the partner, and opening it again: a hub's IG officer's act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import InvalidInput
from app.domain.time_of_day import london
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.dates import one_line, read_date
from app.schemas.texts import wrong_with
from app.services.disclosure.duties import HUB_CLOSES
from app.services.disclosure.reasoned import wrong_reason
from app.services.governance.close_entry import CASE, ENTRY, REASONED, close_entry, find_closable, lift_closing
from app.web.field_forms import error_links
from app.web.governance.blueprint import governance
from app.web.governance.words import kind_words
from app.web.runtime import runtime

COVERS = {ENTRY: "This entry", CASE: "Every entry about its case, those to come too"}
LASTS = {"day": "Until the end of a day", "lifted": "Until we open it again"}


@governance.get("/log/<uuid:entry_id>/closing")
@allow(roles=HUB_CLOSES)
def closing(entry_id: UUID) -> ResponseReturnValue:
    """What the partner's officers may read of an entry, and the forms to change that."""
    return _page(entry_id, {}, {})


@governance.post("/log/<uuid:entry_id>/close")
@allow(roles=HUB_CLOSES)
def close(entry_id: UUID) -> ResponseReturnValue:
    """Close it."""
    typed, errors = request.form, {}
    until: date | None = None
    if typed.get("lasts") == "day":
        parts = {part: typed.get(f"until-{part}", "") for part in ("day", "month", "year")}
        try:
            until = read_date(parts, "Closed until", today=london(runtime().clock.now()).date())
        except ValidationError as wrong:
            errors = one_line("until", "Closed until", wrong)
    elif typed.get("lasts") != "lifted":
        errors = {"lasts": "Choose how long it stays closed."}
    if errors and typed.get("covers") not in COVERS:
        errors["covers"] = "Choose whether this entry or the whole case is closed."
    return _done(
        entry_id,
        errors,
        lambda reason: close_entry(runtime(), current.actor(), entry_id, typed.get("covers", ""), until, reason),
    )


@governance.post("/log/<uuid:entry_id>/lift")
@allow(roles=HUB_CLOSES)
def lift(entry_id: UUID) -> ResponseReturnValue:
    """Open it again."""
    covers = request.form.get("covers", "")
    return _done(
        entry_id, {}, lambda reason: lift_closing(runtime(), current.actor(), entry_id, covers, reason), "lift_"
    )


def _done(entry_id: UUID, errors: dict[str, str], act: Callable[[str], None], prefix: str = "") -> ResponseReturnValue:
    """Act with the reason typed and show how it stands; or ask again, naming what is wrong."""
    reason = request.form.get(f"{prefix}reason", "")
    try:
        if problem := wrong_with(reason, "Reason"):
            errors["reason"] = problem
        if errors:
            raise InvalidInput({**wrong_reason(REASONED, reason), **errors})
        act(reason)
    except InvalidInput as wrong:
        return _page(entry_id, request.form, {_place(name, prefix): said for name, said in wrong.errors.items()})
    return redirect(url_for("governance.closing", entry_id=entry_id), 303)


def _place(name: str, prefix: str) -> str:
    """The id of the input an error is about."""
    return "until-day" if name == "until" else f"{prefix}{name}"


def _page(entry_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    found = find_closable(runtime(), current.actor(), entry_id)
    standing = [(covers, COVERS[covers], one.until, one.id) for covers, one in found.standing.items()]
    left = [(covers, words) for covers, words in COVERS.items() if covers not in found.standing]
    return render_page(
        "governance/closing.html",
        error_links=error_links(errors),
        errors=errors,
        typed={"covers": left[0][0] if len(left) == 1 else "", **typed},
        until={part: typed.get(f"until-{part}", "") for part in ("day", "month", "year")},
        entry_id=entry_id,
        what=kind_words(found.entry.kind, found.entry.role),
        number=found.entry.index,
        at=found.entry.at,
        party=found.party.name,
        own_people=found.own_people,
        standing=standing,
        left=[] if CASE in found.standing else left,
        lasts=list(LASTS.items()),
    )
