"""When the reader's own organisation is there, and whom to ring otherwise: forms that propose it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.clock_settings import COVER, DUTY
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.time_of_day import london
from app.domain.week import DAY_NAMES, DAYS, typed_week
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.dates import one_line, read_date
from app.services.administration.look_at_organisations import SeenOrganisation, see_organisation
from app.services.administration.propose_setting import (
    propose_closed_day,
    propose_hours,
    propose_number,
    propose_open_after_all,
)
from app.services.clocks.enter import NO_HOLIDAYS
from app.services.identity.make_partnership import HUB
from app.web.admin.blueprint import ADMINISTERS, organisation_pages
from app.web.admin.changes import to_sign
from app.web.field_forms import DATE_PARTS, error_links
from app.web.runtime import runtime


@organisation_pages.route("/hours", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def hours() -> ResponseReturnValue:
    """From which day, on which days of the week, and whether on bank holidays; then to the change's page."""
    errors: dict[str, str] = {}
    own = _own()
    typed: Mapping[str, str] = request.form
    if request.method == "POST":
        first = day_of("first", "First day", errors)
        written = {day: request.form.get(day, "") for day in DAYS}
        try:
            return to_sign(propose_hours(runtime(), current.actor(), first, written, request.form.get("holidays", "")))
        except InvalidInput as error:
            errors = with_more(errors, error)
        except WrongState as same:
            errors = {"days": same.message}
    else:
        typed = typed_week(own.time.hours.said) if own.time.hours else {}
    calendars = runtime().policy.release.calendars.values()
    return render_page(
        "admin/hours.html",
        error_links=error_links(errors),
        errors=errors,
        own=own.time.organisation,
        first=parts_of("first"),
        typed=typed,
        days=list(zip(DAYS, DAY_NAMES, strict=True)),
        calendars=[
            *((one.key, f"Closed on bank holidays: {one.label}") for one in calendars),
            (NO_HOLIDAYS, "Open on bank holidays too"),
        ],
    )


@organisation_pages.route("/closed", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def closed() -> ResponseReturnValue:
    """A day of its own, and why; then to the change's page."""
    errors: dict[str, str] = {}
    because = request.form.get("because", "")
    if request.method == "POST":
        day = day_of("day", "Day", errors)
        try:
            return to_sign(propose_closed_day(runtime(), current.actor(), day, because))
        except InvalidInput as error:
            errors = with_more(errors, error)
        except WrongState as same:
            errors = {"day": same.message}
    own = _own().time
    return render_page(
        "admin/closed.html",
        error_links=error_links(errors),
        errors=errors,
        own=own.organisation,
        to_come=own.closed,
        day=parts_of("day"),
        because=because,
    )


@organisation_pages.post("/closed/<day>/open")
@allow(roles=ADMINISTERS)
def open_after_all(day: str) -> ResponseReturnValue:
    """The organisation is open on that day after all; to the change's page, to be signed."""
    try:
        said = date.fromisoformat(day)
    except ValueError as no_day:
        raise NotFound from no_day
    return to_sign(propose_open_after_all(runtime(), current.actor(), said))


@organisation_pages.route("/number", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def number() -> ResponseReturnValue:
    """Whom to ring while it is closed; then to the change's page."""
    errors: Mapping[str, str] = {}
    of_hub = current.actor().organisation_kind == HUB
    own = _own()
    now = own.time.kept.one(DUTY if of_hub else COVER)
    said = {} if now is None else now.said
    held = {
        "name": said.get("name" if of_hub else "by", ""),
        "telephone": said.get("telephone", ""),
        "covers": said.get("covers", ""),
    }
    typed = {name: request.form.get(name, held[name]) for name in held}
    if request.method == "POST":
        try:
            return to_sign(propose_number(runtime(), current.actor(), **typed))
        except InvalidInput as error:
            errors = {"name" if key == "covered_by" else key: text for key, text in error.errors.items()}
        except WrongState as same:
            errors = {"telephone": same.message}
    return render_page(
        "admin/number.html",
        error_links=error_links(errors),
        errors=errors,
        own=own.time.organisation,
        of_hub=of_hub,
        typed=typed,
    )


def _own() -> SeenOrganisation:
    return see_organisation(runtime(), current.actor(), current.actor().organisation_id)


def parts_of(name: str) -> Mapping[str, str]:
    """A day as it was typed."""
    return {part: request.form.get(f"{name}-{part}", "") for part in DATE_PARTS}


def day_of(name: str, label: str, errors: dict[str, str]) -> date | None:
    """The day that was typed; what is wrong with it goes into `errors`."""
    try:
        return read_date(parts_of(name), label, today=london(runtime().clock.now()).date())
    except ValidationError as wrong:
        errors |= one_line(name, label, wrong)
        return None


def with_more(errors: Mapping[str, str], more: InvalidInput) -> dict[str, str]:
    """Both; of a day that is none, what is wrong with its parts says it."""
    told = {key.partition("-")[0] for key in errors}
    return {**{key: text for key, text in more.errors.items() if key not in told}, **errors}
