"""Cover on one page: who covers for whom, to name somebody for some days, and to end it early."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.covering import Covering
from app.domain.errors import InvalidInput
from app.domain.identity import Person
from app.domain.time_of_day import london
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.dates import one_line, read_date
from app.services.disclosure.duties import PARTNER_WORKS, has_duty
from app.services.identity.cover import HAVE_COVER, Cover, end_cover, list_cover, manages, may_end, name_cover
from app.web.confirmation import confirmed, just_done
from app.web.field_forms import error_links
from app.web.runtime import runtime

covering = Blueprint("covering", __name__, url_prefix="/cover")
DAYS: Final[Mapping[str, str]] = {"first": "First day", "last": "Last day"}
LONGEST_NAME: Final = 100
DONE: Final = {"named": "Named. They are told by e-mail.", "ended": "Ended. Both are told by e-mail what is open."}


@covering.get("")
@allow(roles=HAVE_COVER)
def cover() -> ResponseReturnValue:
    """Cover now and to come, and the form. A link in a mail says who is away."""
    return _page(request.args, {})


@covering.post("")
@allow(roles=HAVE_COVER)
def name() -> ResponseReturnValue:
    """A colleague covers; or, with "Find", the same page with those of a name."""
    if "find" in request.form:
        return _page(request.form, {}, found=True)
    days: dict[str, date | None] = {}
    errors: dict[str, str] = {}
    today = london(runtime().clock.now()).date()
    for key, label in DAYS.items():
        try:
            days[key] = read_date(_parts(request.form, key), label, today=today)
        except ValidationError as wrong:
            days[key] = None
            errors |= one_line(key, label, wrong)
    actor = current.actor()
    away = _id(request.form.get("away")) if manages(runtime(), actor) else None
    try:
        name_cover(
            runtime(), actor, away or actor.person_id, _id(request.form.get("cover")), days["first"], days["last"]
        )
    except InvalidInput as error:
        told = {key.partition("-")[0] for key in errors}
        return _page(request.form, {**{key: said for key, said in error.errors.items() if key not in told}, **errors})
    return confirmed("named", "covering.cover")


@covering.post("/<uuid:covering_id>/end")
@allow(roles=HAVE_COVER)
def end(covering_id: UUID) -> ResponseReturnValue:
    """It ends now."""
    end_cover(runtime(), current.actor(), covering_id)
    return confirmed("ended", "covering.cover")


def _page(typed: Mapping[str, str], errors: Mapping[str, str], *, found: bool = False) -> ResponseReturnValue:
    actor, part = current.actor(), typed.get("part", "")[:LONGEST_NAME]
    keep = tuple(one for one in (_id(typed.get("away")), _id(typed.get("cover"))) if one)
    after = _id(request.args.get("after"))
    shown = list_cover(runtime(), actor, part, keep, after)
    me = (str(actor.person_id), "I am")
    return render_page(
        "covering/cover.html",
        error_links=error_links(errors),
        errors=errors,
        rows=[_row(one, shown) for one in shown.named],
        people=[me, *_choices(shown.people)] if manages(runtime(), actor) else [],
        candidates=_choices(shown.candidates),
        more=shown.more or bool(part),
        found=found,
        later=url_for("covering.cover", after=shown.later) if shown.later else None,
        first_page=after is None,
        part=part,
        away=typed.get("away") or me[0],
        chosen=typed.get("cover"),
        typed={key: _parts(typed, key) for key in DAYS},
        at_partner=has_duty(runtime().policy.release, actor, PARTNER_WORKS),
        done=just_done(DONE),
    )


def _row(one: Covering, shown: Cover) -> Mapping[str, object]:
    return {
        "id": one.id,
        "cover": shown.names[one.cover_id],
        "away": shown.names[one.for_id],
        "first": london(one.from_at).date(),
        "last": london(one.until_at - timedelta(days=1)).date(),
        "now": one.from_at <= runtime().clock.now(),
        "may_end": may_end(runtime(), current.actor(), one),
    }


def _choices(people: tuple[Person, ...]) -> list[tuple[str, str]]:
    return [(str(one.id), one.display_name) for one in people]


def _parts(typed: Mapping[str, str], name: str) -> dict[str, str]:
    return {part: typed.get(f"{name}-{part}", "") for part in ("day", "month", "year")}


def _id(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None
