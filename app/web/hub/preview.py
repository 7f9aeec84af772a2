"""Exactly what each partner would be sent, before it is; then send to all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import ChangedSincePreview, InvalidInput
from app.domain.identity import Organisation
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.administration.find_evidence import gaps_before_sending
from app.services.disclosure.duties import HUB_WORKS
from app.services.disclosure.kept_asking import Inputs
from app.services.intake.open_case import KnownCase, find_case
from app.services.research.asking_draft import find_asking
from app.services.research.compose import Ask
from app.services.research.partners_to_ask import Askable
from app.services.research.preview_requests import Preview, Previews, preview_requests
from app.services.research.send_requests import send_as_read
from app.web.field_forms import row_change
from app.web.hub.ask import CHECKED, kept_and_on, of_asking
from app.web.hub.asking_changed import changed_since, closed_page, ticked_and_gone
from app.web.hub.asking_checked import asks_kept, asks_typed, by_input, shown_by, wrong_with_asking
from app.web.hub.asking_pages import questions_page
from app.web.hub.choosing import chosen_partners
from app.web.hub.door import hub
from app.web.hub.gap_links import gap_links
from app.web.hub.if_sent_now import if_sent_now
from app.web.hub.kept_asking import (
    MARK,
    PARTNERS,
    UNFOLD,
    Kept,
    form_of,
    is_of,
    mark_of,
    opened,
)
from app.web.hub.names import subject_names
from app.web.hub.nobody_there import shut_partners
from app.web.hub.same_for_kind import SAME
from app.web.hub.short_names import short_parts
from app.web.hub.what_each_is_sent import what_each_is_sent
from app.web.hub.what_is_missing import what_could_go, what_stops
from app.web.hub.whom_to_ask import chosen_here
from app.web.runtime import runtime

NOBODYS = UUID(int=0)
"""The mark of no draft."""
PREVIEWED, SHOWN, CHANGED = "previewed", "shown", "changed"
"""How the case stood when the page was shown; whom it showed, about whom; in an address: it was not sent."""


@hub.post("/cases/<uuid:case_id>/preview")
@allow(roles=HUB_WORKS)
def preview(case_id: UUID) -> ResponseReturnValue:
    """Keep the questions and go on to what would be sent. A row button leads to the questions again."""

    def leads_to(said: Mapping[str, Any]) -> str:
        again = said or row_change(request.form) or SAME in request.form
        return url_for("hub.ask_questions" if again else "hub.preview_again", case_id=case_id, **said)

    return kept_and_on(case_id, leads_to)


@hub.get("/cases/<uuid:case_id>/questions")
@opens
@allow(roles=HUB_WORKS)
def ask_questions(case_id: UUID) -> ResponseReturnValue:
    """What each chosen partner is asked, as it is kept; once it was checked, with what is wrong."""

    def page(known: KnownCase, kept: Kept) -> ResponseReturnValue:
        if not chosen_here(kept.form):
            return redirect(url_for("hub.ask", case_id=case_id), 303)
        return questions_page(known, kept, wrong_with_asking(known, kept.form) if CHECKED in request.args else None)

    return of_asking(case_id, page)


@hub.get("/cases/<uuid:case_id>/preview", endpoint="preview_again")
@opens
@allow(roles=HUB_WORKS)
def show(case_id: UUID) -> ResponseReturnValue:
    """Show what is kept as it would leave; where it would not, the page on which that is put right."""
    known = find_case(runtime(), current.actor(), case_id)
    kept = opened(known)
    if kept.asking is None:
        return redirect(url_for("hub.ask", case_id=case_id), 303)
    if kept.is_closed:
        return closed_page(known, kept)
    try:
        asks = asks_kept(known, kept.form)
        return _preview_page(known, kept, asks, preview_requests(runtime(), current.actor(), known, asks))
    except InvalidInput as error:
        of_partners = any(is_of(PARTNERS, name) for name in error.errors)
        page = "hub.ask" if of_partners else "hub.ask_questions"
        return redirect(url_for(page, case_id=case_id, checked="yes"), 303)


@hub.post("/cases/<uuid:case_id>/send")
@allow(roles=HUB_WORKS)
def send(case_id: UUID) -> ResponseReturnValue:
    """Send to all, or to none. Sent a second time, the form leads to the requests that stand.

    When the case or the draft was changed since it was shown, nothing leaves, and it is shown as it would leave now.
    """
    actor, mark = current.actor(), mark_of(request.form) or NOBODYS
    try:
        send_as_read(runtime(), actor, case_id, _as_shown, request.form.get(PREVIEWED, ""), mark)
    except ChangedSincePreview:
        return _again(case_id) if find_asking(runtime(), actor, case_id) else _to_board(case_id)
    except InvalidInput as error:
        if not (wrong := by_input(error.errors)):
            return _again(case_id)  # it says there what stops it, and where that is put right
        known = find_case(runtime(), actor, case_id)
        return questions_page(known, opened(known), wrong)
    return _to_board(case_id)


@hub.get("/cases/<uuid:case_id>/send", endpoint="send_again")
@allow(roles=HUB_WORKS)
def from_the_start(case_id: UUID) -> ResponseReturnValue:
    """A reload by address sends nothing: see what would be sent, or has been."""
    return redirect(url_for("hub.preview_again", case_id=case_id), 303)


def _as_shown(here: Askable, inputs: Inputs) -> Sequence[Ask]:
    """The asks that were kept, where it stands whom may be asked. Raises InvalidInput, ChangedSincePreview."""
    form = form_of(inputs)
    asks = asks_typed(form, chosen_partners(form, here.partners), lambda one: here.people_for(one.id))
    if shown_by(asks) != request.form.get(SHOWN):
        raise ChangedSincePreview("Whom may be asked, or about whom, was changed after you checked. Check again.")
    return asks


def _again(case_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("hub.preview_again", case_id=case_id, changed="yes"), 303)


def _to_board(case_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("hub.case_requests", case_id=case_id), 303)


def _preview_page(known: KnownCase, kept: Kept, asks: Sequence[Ask], previews: Previews) -> ResponseReturnValue:
    release, now = runtime().policy.release, runtime().clock.now()
    parts = short_parts(chosen_here(kept.form))
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
        part_of=lambda partner: parts[f"p-{partner.id}"],
        names=subject_names(known.subjects),
        due=if_sent_now([one.partner for one in previews.requests], previews.due_at, now),
        shut=shut_partners([one.partner for one in previews.requests], previews.nobody_there),
        gaps=gap_links(known, [gap for gap in known.gaps if gap.stops(asked)]),
        draft={MARK: kept.mark, PREVIEWED: previews.as_it_stands, SHOWN: shown_by(asks)},
        asking=kept.asking,
        not_sent=CHANGED in request.args,
        not_ready=gaps_before_sending(runtime(), current.actor().organisation_id),
        changed=_changed(known, kept),
    )


def _changed(known: KnownCase, kept: Kept) -> Sequence[str]:
    """What is otherwise than when it was typed."""
    gone = ticked_and_gone(kept.form, chosen_here(kept.form))
    return changed_since(known, kept.asking, gone) if kept.asking else ()


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
