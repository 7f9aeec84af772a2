"""Declining everything that was asked: one ground and one reason, said at each question; then check and sign off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.answers import DECLINED, GROUNDS, Answer, plain
from app.domain.errors import InvalidInput, LogStopped, Stale, Unavailable, WrongState
from app.domain.research import UNANSWERED
from app.domain.search_defaults import SearchDefaults
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.answers import load_values
from app.schemas.texts import read_text
from app.services.disclosure.sealing import Content
from app.services.research.open_work import OpenedWork, answers_of, asked_keys, open_work
from app.services.research.save_draft import save_draft
from app.services.research.survey_request import Survey
from app.web.field_forms import error_links, errors_by_id, read_values
from app.web.partner.all_at_once import answered_keys, draft_versions, every_key
from app.web.partner.answer_form import seen_by
from app.web.partner.blueprint import ROLES, partner, surveyed, today
from app.web.partner.envelope import first_values
from app.web.partner.legal import as_answered, standing_basis
from app.web.partner.request_view import RequestView, view_of
from app.web.partner.shown_again import shown_again
from app.web.partner.words import head_of
from app.web.runtime import runtime
from app.web.typed_again import raw_values

RING = "return_ring"
LONGEST = 2000


@partner.get("/<uuid:file_id>/decline")
@opens
@allow(roles=ROLES)
def decline(file_id: UUID) -> ResponseReturnValue:
    """The form. Opens the request, for what is declined is what it asks."""
    survey = surveyed(file_id)
    if not survey.mine or survey.request.state not in UNANSWERED:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    work = open_work(runtime(), current.actor(), survey, survey.drafts)
    role = runtime().policy.release.roles[current.actor().role].label
    first = first_values(runtime().policy.release, survey, {}, {}, role, today(), SearchDefaults())
    asked = {part.place: asked_keys(work.asked[part.subject_id]) for part in survey.parts}
    typed = {"ground": "", "why": "", RING: first.get(RING), **_declined_before(work)}
    return _page(survey, typed, asked, view=view_of(survey, work.asked))


@partner.post("/<uuid:file_id>/decline")
@allow(roles=ROLES)
def decline_all(file_id: UUID) -> ResponseReturnValue:
    """Write the drafts, replacing what they held, and on to checking them."""
    survey = surveyed(file_id)
    ring = [runtime().policy.release.catalogue[RING]]
    typed = {
        "ground": request.form.get("ground", ""),
        "why": request.form.get("why", ""),
        **read_values(request.form, ring),
    }
    asked = {part.place: tuple(request.form.getlist(f"asked-{part.place}")) for part in survey.parts}
    try:
        answers = _read(typed)
        versions = draft_versions(survey)
        for part in survey.parts:
            keys = answered_keys(as_answered(survey).release, survey.own.kind, part, asked[part.place], today())
            content = Content({**dict.fromkeys(keys, answers["declined"]), **answers["said"]}, {})
            dropped = [
                key for key in every_key(runtime().policy.release, survey.own.kind) if key not in content.answers
            ]
            version = versions[part.subject_id]
            save_draft(runtime(), current.actor(), file_id, part.subject_id, content, version, dropped=dropped)
    except InvalidInput as error:
        return _page(survey, typed, asked, errors=error.errors)
    except (Stale, WrongState) as error:
        return _page(surveyed(file_id), typed, asked, notice=error.message, status=409)
    except LogStopped:
        raise  # its own page says whom to ring, and keeps what was typed
    except Unavailable as error:
        return _page(survey, typed, asked, notice=error.message, status=503)
    return redirect(url_for("partner.check", file_id=file_id), 303)


def _declined_before(work: OpenedWork) -> dict[str, Any]:
    """What was typed here before, where the drafts decline everything on one ground, for one reason."""
    written = [answers_of(one) for one in work.written.values()]
    catalogue = runtime().policy.release.catalogue
    own = [answer for answers in written for key, answer in answers.items() if not catalogue[key].shared]
    if not own or any((one.kind, one.ground, one.note) != (DECLINED, own[0].ground, own[0].note) for one in own):
        return {}
    ring = next(({RING: one[RING].value} for one in written if RING in one), {})
    return {"ground": own[0].ground, "why": own[0].note, **raw_values(ring, catalogue)}


def _read(typed: Mapping[str, Any]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    why = ""
    if typed["ground"] not in GROUNDS:
        errors["ground"] = "Choose the ground on which you decline."
    try:
        why = read_text(typed["why"], "Why you decline", limit=LONGEST, lines=True)
        if not why:
            errors["why"] = "Say why you decline, and what would change your answer."
    except ValidationError as error:
        errors["why"] = str(error.messages[0])
    said: dict[str, Answer] = {}
    try:
        fields = [runtime().policy.release.catalogue[RING]]
        loaded = load_values({RING: typed[RING]}, fields, today=today(), complete=False)
        said |= {key: plain(value) for key, value in loaded.items()}
    except InvalidInput as error:
        errors |= error.errors
    if errors:
        raise InvalidInput(errors)
    return {"declined": Answer(DECLINED, note=why, ground=typed["ground"]), "said": said}


def _page(
    survey: Survey,
    typed: Mapping[str, Any],
    asked: Mapping[int, tuple[str, ...]],
    *,
    errors: Mapping[str, str] | None = None,
    notice: str | None = None,
    status: int | None = None,
    view: RequestView | None = None,
) -> ResponseReturnValue:
    catalogue = runtime().policy.release.catalogue
    labels = dict.fromkeys(catalogue[key].label for keys in asked.values() for key in keys if key in catalogue)
    return render_page(
        "partner/decline.html",
        status=status,
        error_links=error_links(errors or {}),
        errors=errors_by_id(errors or {}),
        notice=notice,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        typed=typed,
        ring=catalogue[RING],
        standing=standing_basis(survey),
        seen=seen_by(runtime().policy, survey.parts[0], [RING], survey.hub.name, {}),
        asked=asked,
        labels=tuple(labels),
        grounds=[(key, one.words) for key, one in GROUNDS.items()],
        limit=LONGEST,
        view=view or shown_again(survey),
    )
