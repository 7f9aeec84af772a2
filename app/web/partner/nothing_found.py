"""The nil return on one page: what was searched, by what, over which time and by whom. Without that it cannot be sent.

Nothing of what is held leaves with it, so no legal basis for sharing is chosen. A merely possible match leads to a
question to the hub; a match leads to the form. Neither is ever a nil return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import NO_TRACE, Answer
from app.domain.errors import InvalidInput, LogStopped, Stale, Unavailable, WrongState
from app.domain.research import UNANSWERED
from app.domain.search_defaults import fitting
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.texts import is_blank
from app.services.disclosure.sealing import Content
from app.services.research.approval import approval_needed
from app.services.research.completeness import BY
from app.services.research.find_search_defaults import find_search_defaults
from app.services.research.open_work import asked_keys, open_work
from app.services.research.save_draft import save_draft
from app.services.research.survey_request import Survey
from app.web.field_forms import change_rows, error_links, errors_by_id, row_change
from app.web.partner.all_at_once import answered_keys, draft_versions, every_key
from app.web.partner.blueprint import ROLES, partner, surveyed, today
from app.web.partner.legal import as_answered, standing_basis
from app.web.partner.nil_form import NilForm, first_nil_values, load_nil, nil_form, nil_seen_by, read_nil
from app.web.partner.request_view import RequestView, view_of
from app.web.partner.sending import moved_on, send, submit
from app.web.partner.shown_again import shown_again
from app.web.partner.words import head_of, title_of
from app.web.runtime import runtime

OUTCOMES = ("none", "possible", "known")
"""What the page's three buttons say: nothing and nobody it could be; somebody it might be; something is held."""
NIL = Answer(NO_TRACE)
SEARCHED = "searched"


@partner.get("/<uuid:file_id>/nothing-found")
@opens
@allow(roles=ROLES)
def nothing_found(file_id: UUID) -> ResponseReturnValue:
    """The page, with whom the request is about. Opens the request."""
    survey = surveyed(file_id)
    if not survey.mine or survey.request.state not in UNANSWERED:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    work = open_work(runtime(), current.actor(), survey, ())
    view = view_of(survey, work.asked)
    asked = {part.place: asked_keys(work.asked[part.subject_id]) for part in survey.parts}
    usual = fitting(*find_search_defaults(runtime(), current.actor()))
    raw = first_nil_values(runtime().policy.release, survey, work.asked, today(), usual)
    return _page(survey, raw, asked, view=view)


@partner.post("/<uuid:file_id>/nothing-found")
@allow(roles=ROLES)
def send_nothing_found(file_id: UUID) -> ResponseReturnValue:
    """Save what was searched, then send it as nil, or go where a match belongs."""
    survey = surveyed(file_id)
    form = nil_form(runtime().policy.release, survey)
    raw = read_nil(request.form, form)
    asked = {part.place: tuple(request.form.getlist(f"asked-{part.place}")) for part in survey.parts}
    outcome, searched = request.form.get("outcome", ""), request.form.getlist(SEARCHED)
    typed: dict[str, Any] = {"searched": searched}
    if change := row_change(request.form):
        return _page(survey, change_rows(raw, change), asked, **typed)
    if survey.request.state in {"returned", "awaiting_approval"}:
        return moved_on(file_id, "This request has been answered already.")
    try:
        contents = _contents(survey, form, raw, asked, outcome, searched)
        _save(survey, contents)
        return _go_on(survey, contents, outcome)
    except InvalidInput as error:
        return _page(survey, raw, asked, errors=error.errors, **typed)
    except (Stale, WrongState) as error:
        return _page(surveyed(file_id), raw, asked, notice=error.message, status=409, **typed)
    except LogStopped:
        raise  # its own page says whom to ring, and keeps what was typed
    except Unavailable as error:
        notice = f"{error.message} What you typed is still here; nothing has been sent."
        return _page(survey, raw, asked, notice=notice, status=503, **typed)


def _go_on(survey: Survey, contents: Mapping[UUID, Content], outcome: str) -> ResponseReturnValue:
    file_id = survey.request.file_id
    if outcome == "possible":
        return redirect(url_for("partner.question", file_id=file_id, possible="yes"), 303)
    if outcome == "known":
        return redirect(url_for("partner.answer", file_id=file_id, subject_id=survey.parts[0].subject_id), 303)
    if approval_needed(runtime(), survey.own.kind, list(contents.values())):
        return submit(file_id, "")
    return send(file_id, "", survey.request.version)


def _contents(
    survey: Survey,
    form: NilForm,
    raw: Mapping[str, Any],
    asked: Mapping[int, tuple[str, ...]],
    outcome: str,
    searched: Sequence[str],
) -> Mapping[UUID, Content]:
    errors: dict[str, str] = {}
    loaded: Mapping[UUID, Mapping[str, Answer]] = {}
    try:
        loaded = load_nil(raw, form, survey, today(), complete=outcome == "none")
    except InvalidInput as error:
        errors |= error.errors
    if outcome not in OUTCOMES:
        errors["outcome"] = "Press the button that says what you found. Nothing is sent by the Enter key."
    missed = [title_of(part, survey.parts) for part in survey.parts if str(part.place) not in searched]
    if outcome == "none" and missed:
        errors[SEARCHED] = f"Tick that you searched for {', '.join(missed)}, or answer about them item by item."
    if errors:
        raise InvalidInput(errors)
    contents = {}
    release = as_answered(survey).release
    for part in survey.parts:
        keys = answered_keys(release, survey.own.kind, part, asked[part.place], today()) if outcome == "none" else ()
        said = {key: one for key, one in loaded[part.subject_id].items() if key != BY or str(part.place) in searched}
        contents[part.subject_id] = Content({**said, **dict.fromkeys(keys, NIL)}, {})
    return contents


def _save(survey: Survey, contents: Mapping[UUID, Content]) -> None:
    """Drafts for everybody. A nil return replaces what they held; on the way elsewhere nothing is taken away."""
    versions = draft_versions(survey)
    for subject, content in contents.items():
        nil = NIL in content.answers.values()
        every = every_key(runtime().policy.release, survey.own.kind) if nil else ()
        dropped = [key for key in every if key not in content.answers]
        if content.answers:
            file_id = survey.request.file_id
            save_draft(runtime(), current.actor(), file_id, subject, content, versions[subject], dropped=dropped)


def _page(
    survey: Survey,
    raw: Mapping[str, Any],
    asked: Mapping[int, tuple[str, ...]],
    *,
    errors: Mapping[str, str] | None = None,
    notice: str | None = None,
    status: int | None = None,
    searched: Sequence[str] = (),
    view: RequestView | None = None,
) -> ResponseReturnValue:
    form = nil_form(runtime().policy.release, survey)
    view = view or shown_again(survey)
    named = {one.part.subject_id: one.named for one in view.people} if view else {}
    return render_page(
        "partner/nothing_found.html",
        status=status,
        error_links=error_links(errors or {}),
        errors=errors_by_id(errors or {}),
        notice=notice,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        form=form,
        seen=nil_seen_by(runtime().policy, survey, form),
        people=[(str(one.place), named.get(one.subject_id) or title_of(one, survey.parts)) for one in survey.parts],
        searched=searched,
        raw=raw,
        asked=asked,
        unfolded=_unfolded(form, raw, errors or {}),
        standing=standing_basis(survey),
        drafted=bool(survey.drafts),
        need=approval_needed(runtime(), survey.own.kind, []),
        view=view,
    )


def _unfolded(form: NilForm, raw: Mapping[str, Any], errors: Mapping[str, str]) -> bool:
    """Whether how it was searched stands open: where something of it is missing or wrong."""
    keys = [field.key for field in form.folded]
    return any(is_blank(raw.get(key)) for key in keys) or any(path.startswith(key) for path in errors for key in keys)
