"""Stand-ins: who stands in for whom, to name one for a period, and to end it early."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import InvalidInput
from app.domain.time_of_day import london
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.dates import one_line, read_date
from app.services.identity.stand_ins import approves_themselves, end_stand_in, list_stand_ins, may_end, name_stand_in
from app.web.field_forms import error_links
from app.web.partner.blueprint import ROLES, partner, today
from app.web.runtime import runtime

DAYS: Final[Mapping[str, str]] = {"first": "First day", "last": "Last day"}


@partner.get("/stand-ins")
@allow(roles=ROLES)
def stand_ins() -> ResponseReturnValue:
    """Who stands in for whom now and to come, and the form for whoever approves."""
    return _page({})


@partner.post("/stand-ins")
@allow(roles=ROLES)
def name_one() -> ResponseReturnValue:
    """A colleague approves in the reader's place from one day to another."""
    days: dict[str, date | None] = {}
    errors: dict[str, str] = {}
    for name, label in DAYS.items():
        try:
            days[name] = read_date(_parts(name), label, today=today())
        except ValidationError as wrong:
            days[name] = None
            errors |= one_line(name, label, wrong)
    chosen = request.form.get("stand_in", "")
    colleagues = {str(one.id): one.id for one in list_stand_ins(runtime(), current.actor()).candidates}
    try:
        name_stand_in(runtime(), current.actor(), colleagues.get(chosen), days["first"], days["last"])
    except InvalidInput as error:
        told = {name.partition("-")[0] for name in errors}
        return _page({**{name: said for name, said in error.errors.items() if name not in told}, **errors})
    return redirect(url_for("partner.stand_ins"), 303)


@partner.post("/stand-ins/<uuid:stand_in_id>/end")
@allow(roles=ROLES)
def end_one(stand_in_id: UUID) -> ResponseReturnValue:
    """It ends now."""
    end_stand_in(runtime(), current.actor(), stand_in_id)
    return redirect(url_for("partner.stand_ins"), 303)


def _parts(name: str) -> dict[str, str]:
    return {part: request.form.get(f"{name}-{part}", "") for part in ("day", "month", "year")}


def _page(errors: Mapping[str, str]) -> ResponseReturnValue:
    actor = current.actor()
    found = list_stand_ins(runtime(), actor)
    rows = [
        {
            "id": one.id,
            "stand_in": found.names[one.stand_in_id],
            "in_place_of": found.names[one.for_id],
            "first": london(one.from_at).date(),
            "last": london(one.until_at - timedelta(days=1)).date(),
            "now": one.from_at <= runtime().clock.now(),
            "may_end": may_end(runtime(), actor, one),
        }
        for one in found.named
    ]
    return render_page(
        "partner/stand_ins.html",
        error_links=error_links(errors),
        errors=errors,
        rows=rows,
        candidates=[(str(one.id), one.display_name) for one in found.candidates],
        may_name=approves_themselves(runtime(), actor),
        typed={name: _parts(name) for name in DAYS},
        chosen=request.form.get("stand_in"),
    )
