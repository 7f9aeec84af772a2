"""Exactly what each partner would be sent, before it is; then send to all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import ChangedSincePreview, InvalidInput
from app.domain.files import Subject
from app.domain.identity import Organisation
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.open_case import KnownCase, find_case
from app.services.research.before_sending import Gap
from app.services.research.compose import Ask
from app.services.research.partners_to_ask import Askable
from app.services.research.preview_requests import Preview, preview_requests
from app.services.research.send_requests import send_as_read
from app.web.clock_words import due_words
from app.web.field_forms import element_id, row_change
from app.web.hub.ask import (
    UNFOLD,
    askable_by,
    carried_along,
    chosen_here,
    is_partner_input,
    partners_page,
    questions_page,
)
from app.web.hub.asking import about_name
from app.web.hub.choosing import chosen_partners
from app.web.hub.door import hub
from app.web.hub.gap_links import gap_links
from app.web.hub.names import subject_names
from app.web.hub.protected_places import places_name
from app.web.hub.read_asks import read_asks
from app.web.hub.same_for_kind import SAME
from app.web.hub.what_each_is_sent import what_each_is_sent
from app.web.hub.what_is_missing import what_could_go, what_stops
from app.web.runtime import runtime

PREVIEWED = "previewed"
"""How the case stood when the page was shown."""
INPUTS = {
    "questions-": "p-{}-request_questions",
    "subjects-": "p-{}-about",
    "places-": "p-{}-places",
    "words-": "p-{}-words",
    "why_words-": "p-{}-why_words",
}
"""The service names partners, the page names inputs."""


@hub.post("/cases/<uuid:case_id>/preview")
@allow(roles=HUB_WORKS)
def preview(case_id: UUID) -> ResponseReturnValue:
    """Show what would be sent. A row button, or a mistake, shows the questions again."""
    known = find_case(runtime(), current.actor(), case_id)
    change = row_change(request.form)
    if change or SAME in request.form:
        return questions_page(known, change=change)
    return _show(known)


@hub.post("/cases/<uuid:case_id>/send")
@allow(roles=HUB_WORKS)
def send(case_id: UUID) -> ResponseReturnValue:
    """Send to all, or to none. Sent a second time, the form leads to the requests that stand.

    When the case was changed since it was shown, nothing leaves, and it is shown as it would leave now.
    """
    actor, previewed = current.actor(), request.form.get(PREVIEWED, "")
    try:
        send_as_read(runtime(), actor, case_id, _read_here, previewed)
    except ChangedSincePreview:
        return _show(find_case(runtime(), actor, case_id), changed=True)
    except InvalidInput as error:
        known = find_case(runtime(), actor, case_id)
        if any(name.startswith("must-") for name in error.errors):
            return _show(known, status=422)  # it says what each partner lacks, and where that is put right
        return _to_board(case_id) if _all_asked(known) else _again(known, error.errors)
    return _to_board(case_id)


@hub.get("/cases/<uuid:case_id>/preview", endpoint="preview_again")
@hub.get("/cases/<uuid:case_id>/send", endpoint="send_again")
@allow(roles=HUB_WORKS)
def from_the_start(case_id: UUID) -> ResponseReturnValue:
    """A reload by address holds no form any more: choose again, or see what has been sent."""
    return redirect(url_for("hub.ask", case_id=case_id), 303)


def _show(known: KnownCase, *, changed: bool = False, status: int = 200) -> ResponseReturnValue:
    """Show what was typed as it would leave, and put every mistake where it was typed."""
    try:
        return _preview_page(
            known, _read_asks(chosen_here(), partial(askable_by, known)), changed=changed, status=status
        )
    except InvalidInput as error:
        return _again(known, error.errors)


def _read_here(here: Askable) -> Sequence[Ask]:
    """The asks that were typed, where it stands whom may be asked. Raises InvalidInput."""
    return _read_asks(chosen_partners(request.form, here.partners), lambda one: here.people_for(one.id))


def _read_asks(
    chosen: Sequence[Organisation], people_for: Callable[[Organisation], Sequence[Subject]]
) -> Sequence[Ask]:
    return read_asks(runtime().policy.release, request.form, chosen, people_for, runtime().clock.now().date())


def _all_asked(known: KnownCase) -> bool:
    """Whether every ticked partner is being asked about everybody ticked for it already."""
    chosen = {one.id: set(request.form.getlist(about_name(one))) for one in chosen_here()}
    waiting = {one: {str(subject) for subject in known.waiting.get(one, ())} for one in chosen}
    return bool(chosen) and all(about and about <= waiting[one] for one, about in chosen.items())


def _to_board(case_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("hub.case_requests", case_id=case_id), 303)


def _again(known: KnownCase, errors: Mapping[str, str]) -> ResponseReturnValue:
    """The page a mistake was made on, with everything typed: partners, questions, or what the case still lacks."""
    if any(is_partner_input(name) for name in errors):
        return partners_page(known, errors)
    if not all(name.startswith((*INPUTS, "p-", "all-")) for name in errors):
        standing = {gap.key: gap for gap in known.gaps}
        links = gap_links(known, [standing.get(name) or Gap(name, text) for name, text in errors.items()])
        return render_page("hub/ask_not_yet.html", known=known, gaps=links, carried=_carried(), status=422)
    return questions_page(known, {_input(name): text for name, text in errors.items()})


def _input(name: str) -> str:
    for prefix, pattern in INPUTS.items():
        if name.startswith(prefix):
            return pattern.format(name.removeprefix(prefix))
    return name


def _carried() -> list[tuple[str, str]]:
    return carried_along(request.form, mine=lambda _name: False)


def _preview_page(known: KnownCase, asks: Sequence[Ask], *, changed: bool, status: int) -> ResponseReturnValue:
    previews = preview_requests(runtime(), current.actor(), known, asks)
    release, now = runtime().policy.release, runtime().clock.now()
    asked = {record.subject.subject_id for one in previews.requests for record in one.records}
    return render_page(
        "hub/preview.html",
        known=known,
        requests=previews.requests,
        kinds=release.organisations,
        sheet=what_each_is_sent(release, previews.requests),
        stops=what_stops(known, previews.requests),
        could=what_could_go(known, previews.requests),
        places=_places(previews.requests),
        unfold=UNFOLD,
        places_of=lambda partner: element_id(places_name(partner)),
        names=subject_names(known.subjects),
        due=due_words(previews.due_at, now),
        gaps=gap_links(known, [gap for gap in known.gaps if gap.stops(asked)]),
        carried=[*_carried(), (PREVIEWED, previews.as_it_stands)],
        changed=_last_saved(known) if changed else None,
        status=409 if changed else status,
    )


def _last_saved(known: KnownCase) -> tuple[str, datetime]:
    """Who saved something in the case last, and when."""
    last = max((one for each in known.history.chains.values() for one in each), key=lambda one: one.saved_at)
    return known.people[last.author_person_id], last.saved_at


def _places(
    requests: Sequence[Preview],
) -> Mapping[tuple[tuple[str, ...], bool], Mapping[Organisation, list[UUID]]]:
    """The places that are not sent, and whether nothing lifts that: to which partners, about whom."""
    found: dict[tuple[tuple[str, ...], bool], dict[Organisation, list[UUID]]] = {}
    for one in requests:
        for record in (each for each in one.records if each.places):
            why = (tuple(each.label for each in record.places), record.place == "barred")
            found.setdefault(why, {}).setdefault(one.partner, []).append(record.subject.subject_id)
    return found
