"""The people of a case on one page: who they are, their roles in the concern, where they live and how related."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, Stale
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.disclosure.gate import open_records
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.save_household import ASKED, save_household
from app.web.field_forms import Form, error_links, errors_by_id, read_values
from app.web.hub.door import hub
from app.web.hub.field_groups import CASE
from app.web.hub.household_form import (
    asks_staff,
    by_input,
    read_household,
    relationships,
    rows_of,
)
from app.web.hub.household_places import home_fields, surgery_field
from app.web.hub.names import subject_names
from app.web.hub.next_missing import next_missing
from app.web.runtime import runtime
from policies.engine.vocabulary import Level

EMPTY = Form()
OPEN_ALL, OPEN_FIRST = 5, 2
"""So many people stand open on the page; of more, so many, and the others are unfolded one at a time."""


@hub.get("/cases/<uuid:case_id>/household")
@opens
@allow(roles=HUB_WORKS)
def household(case_id: UUID) -> ResponseReturnValue:
    """Everybody in the case, as held; nobody is opened of whom nothing is held yet."""
    return _page(find_case(runtime(), current.actor(), case_id), EMPTY)


@hub.post("/cases/<uuid:case_id>/household")
@allow(roles=HUB_WORKS)
def save_people(case_id: UUID) -> ResponseReturnValue:
    """Store all of it in one act, or show it again with what is wrong with it."""
    release, actor = runtime().policy.release, current.actor()
    known = find_case(runtime(), actor, case_id)
    held, hidden = _opened(known)
    rows = rows_of(release, request.form, known, held, hidden)
    try:
        today = runtime().clock.now().date()
        save_household(runtime(), actor, case_id, read_household(release, request.form, held, rows, today))
    except InvalidInput as error:
        return _page(known, request.form, by_input(known, error.errors))
    except Stale:
        return _page(find_case(runtime(), actor, case_id), request.form, moved_on=True)
    return redirect(next_missing(find_case(runtime(), actor, case_id)), 303)


def _page(
    known: KnownCase, form: Form, errors: Mapping[str, str] | None = None, *, moved_on: bool = False
) -> ResponseReturnValue:
    release = runtime().policy.release
    people = [one for one in known.subjects if one.kind != CASE]
    if known.requests or known.case.state == "closed":
        return render_page("hub/household_asked.html", known=known, people=people, why=ASKED, names=_names(known))
    held, hidden = _opened(known)
    rows = rows_of(release, form, known, held, hidden)
    home = home_fields(release)
    number = runtime().policy.number
    return render_page(
        "hub/household.html",
        status=409 if moved_on else None,
        known=known,
        rows=rows,
        stored=rows_of(release, EMPTY, known, held, hidden) if moved_on else (),
        errors=errors_by_id(errors or {}),
        error_links=error_links(errors or {}),
        moved_on=moved_on,
        seen=form.get("seen") if errors else known.history.as_it_stands(number),
        open_all=OPEN_ALL,
        open_first=OPEN_FIRST,
        said_by=form.get("case_role_said_by", ""),
        staff=form.get("staff", ""),
        asks_staff=asks_staff(known, rows),
        home=home,
        surgery=surgery_field(release),
        raw=read_values(form, [*home, surgery_field(release)]),
        here=form.getlist("here"),
        registered=form.getlist("registered"),
        relationships=relationships(release),
        children=[row for row in rows if row.subject.kind in ("child", "unborn_child")],
        names=_names(known),
    )


def _opened(known: KnownCase) -> tuple[Mapping[UUID, Mapping[str, Answer]], Mapping[UUID, frozenset[str]]]:
    """What is held of each person: what this actor sees in full, and which fields hold what they do not."""
    records = [one.id for about, one in known.records.items()]
    held: dict[UUID, dict[str, Answer]] = {}
    hidden: dict[UUID, frozenset[str]] = {}
    for one in open_records(runtime(), current.actor(), records, skip_hidden=True) if records else ():
        about = one.record.subject_id
        full = {key: shown.answer for key, shown in one.fields.items() if shown.level is Level.FULL and shown.answer}
        held[about] = {key: answer for key, answer in full.items() if answer.value is not None}
        hidden[about] = frozenset(one.fields.keys() - full.keys())
    return held, hidden


def _names(known: KnownCase) -> Mapping[UUID, str]:
    return subject_names(known.subjects)
