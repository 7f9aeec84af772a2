"""Answering about one subject: the form, its draft, and the way on. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, LogStopped, Stale, Unavailable, WrongState
from app.domain.research import WORKABLE
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.research.open_work import answers_of, asked_keys, open_work
from app.services.research.save_draft import save_draft
from app.services.research.survey_request import Part, Survey
from app.web.field_forms import error_links, errors_by_id, row_change
from app.web.partner.answer_form import AnswerForm, form_of, load_form, read_form, seen_by, with_row_change
from app.web.partner.blueprint import ROLES, part_of, partner, surveyed, today
from app.web.partner.envelope import first_values
from app.web.partner.legal import choices_for, statements_for, states_for_all
from app.web.partner.request_view import view_of
from app.web.partner.words import head_of, title_of, why_not
from app.web.runtime import runtime
from app.web.typed_again import raw_answers, raw_values

NOTHING = "There is nothing to save yet. Answer at least one question."


@partner.get("/<uuid:file_id>/answer/<uuid:subject_id>")
@opens
@allow(roles=ROLES)
def answer(file_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """The form, with the draft in it if there is one. Opens what was asked and the draft."""
    survey = surveyed(file_id)
    part = part_of(survey, subject_id)
    if not survey.mine or survey.request.state not in WORKABLE:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    work = open_work(runtime(), current.actor(), survey, survey.drafts)
    view = view_of(survey, work.asked)
    form = _form(survey, part, asked_keys(work.asked[subject_id]))
    catalogue = runtime().policy.release.catalogue
    sibling = next((answers_of(one) for subject, one in work.written.items() if subject != subject_id), {})
    role = runtime().policy.release.roles[current.actor().role].label
    raw = first_values(runtime().policy.release, survey, answers_of(work.asked[subject_id]), sibling, role, today())
    if written := work.written.get(subject_id):
        answers = answers_of(written)
        plain = {field.key: answers[field.key].value for field in form.envelope.plain if field.key in answers}
        raw |= raw_answers(answers, {field.key: field for field in form.own}, written.gists)
        raw |= raw_values(plain, catalogue)
    person = next(one for one in view.people if one.part.subject_id == subject_id)
    return _page(survey, part, form, raw, version=part.mine.version if part.mine else None, view=view, person=person)


@partner.post("/<uuid:file_id>/answer/<uuid:subject_id>")
@allow(roles=ROLES)
def save(file_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Save the draft, and go on if asked to. Whatever stands against it, the page comes back with what was typed."""
    survey = surveyed(file_id)
    part = part_of(survey, subject_id)
    form = _form(survey, part, request.form.getlist("asked"))
    raw = read_form(request.form, form)
    version = _version(request.form.get("draft_version", ""))
    if change := row_change(request.form):
        return _page(survey, part, form, with_row_change(raw, change), version=version)
    going_on = request.form.get("do") == "continue"
    try:
        content = load_form(raw, form, today(), complete=going_on)
        if not content.answers:
            raise InvalidInput({"answers": NOTHING})
        dropped = [key for key in form.keys if key not in content.answers]
        save_draft(runtime(), current.actor(), file_id, subject_id, content, version, dropped=dropped)
    except InvalidInput as error:
        return _page(survey, part, form, raw, version=version, errors=error.errors)
    except (Stale, WrongState) as error:
        fresh = surveyed(file_id)
        again = part_of(fresh, subject_id)
        version = again.mine.version if again.mine else None
        return _page(fresh, again, form, raw, version=version, notice=why_not(fresh, error.message), status=409)
    except LogStopped:
        raise  # its own page says whom to ring, and keeps what was typed
    except Unavailable as error:
        return _page(survey, part, form, raw, version=version, notice=error.message, status=503)
    if not going_on:
        return redirect(url_for("partner.answer", file_id=file_id, subject_id=subject_id), 303)
    return redirect(_next(survey, part), 303)


def _next(survey: Survey, part: Part) -> str:
    """The next subject without a draft, then the check page."""
    waiting = [one for one in survey.parts if one.mine is None and one.subject_id != part.subject_id]
    later = [one for one in waiting if one.place > part.place] or waiting
    if later and survey.request.answered_at is None:
        return url_for("partner.answer", file_id=survey.request.file_id, subject_id=later[0].subject_id)
    return url_for("partner.check", file_id=survey.request.file_id)


def _form(survey: Survey, part: Part, asked: Sequence[str]) -> AnswerForm:
    stated = statements_for(survey, choices_for(survey), part)
    return form_of(runtime().policy, survey.own.kind, part, asked, stated, today())


def _page(
    survey: Survey,
    part: Part,
    form: AnswerForm,
    raw: Mapping[str, Any],
    *,
    version: int | None,
    errors: Mapping[str, str] | None = None,
    notice: str | None = None,
    status: int | None = None,
    **more: Any,
) -> ResponseReturnValue:
    errors = errors or {}
    found, stated_with = errors_by_id(errors), states_for_all(survey, part)
    return render_page(
        "partner/answer.html",
        status=status,
        error_links=error_links(errors),
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        part=part,
        title=title_of(part, survey.parts),
        form=form,
        stated_with=None if stated_with == part else title_of(stated_with, survey.parts),
        raw=raw,
        errors=found,
        unfolded=_touched(form.others, raw, found),
        unfolded_more=_touched(form.envelope.more, {}, found),
        seen=seen_by(runtime().policy, part, form.keys, survey.hub.name, {}),
        version=version,
        notice=notice,
        **more,
    )


def _touched(fields: Sequence[Any], raw: Mapping[str, Any], errors: Mapping[str, str]) -> bool:
    """Whether a folded group must stand open: something in it was answered or is wrong."""
    keys = [field.key for field in fields]
    answered = any((raw.get(key) or {}).get("answer") for key in keys if isinstance(raw.get(key), dict))
    return answered or any(path == key or path.startswith(f"{key}-") for path in errors for key in keys)


def _version(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None
