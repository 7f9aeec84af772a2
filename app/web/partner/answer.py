"""Answering about one subject: the form, its draft, and the way on. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, LogStopped, Stale, Unavailable, WrongState
from app.domain.records import Record
from app.domain.research import WORKABLE
from app.domain.search_defaults import fitting
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.texts import is_blank
from app.services.disclosure.gate import OpenedRecord
from app.services.research.completeness import BY, SEARCHED
from app.services.research.find_search_defaults import find_search_defaults
from app.services.research.open_work import answers_of, asked_keys, open_work, typed_of
from app.services.research.save_draft import save_draft
from app.services.research.survey_request import Part, Survey
from app.web.field_forms import error_links, errors_by_id, row_change
from app.web.partner.answer_form import (
    AnswerForm,
    form_of,
    load_form,
    read_form,
    said_once,
    seen_by,
    with_row_change,
)
from app.web.partner.blueprint import ROLES, part_of, partner, surveyed, today
from app.web.partner.envelope import first_values, searched_by
from app.web.partner.legal import as_answered, choices_for, not_in_use_about, statements_for, states_for_all
from app.web.partner.only_looked import standing
from app.web.partner.request_view import view_of
from app.web.partner.rest import by_itself, nothing_for_the_rest
from app.web.partner.shown_again import shown_again
from app.web.partner.words import head_of, title_of, why_not
from app.web.runtime import runtime
from app.web.typed_again import raw_answers, raw_values
from policies.engine.catalogue import Field


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: values by field, the two ticks that are no field's, and how much is shown."""

    raw: Mapping[str, Any]
    searched: bool
    rest: bool = False
    all_others: bool = False


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
    form = form_for(survey, part, asked_keys(work.asked[subject_id]))
    sibling = next((answers_of(one) for subject, one in work.written.items() if subject != subject_id), {})
    role = runtime().policy.release.roles[current.actor().role].label
    usual = fitting(*find_search_defaults(runtime(), current.actor()))
    release = runtime().policy.release
    raw = first_values(release, survey, answers_of(work.asked[subject_id]), sibling, role, today(), usual)
    if written := work.written.get(subject_id):
        answers = answers_of(written)
        plain = {field.key: answers[field.key].value for field in form.envelope.plain if field.key in answers}
        raw |= raw_answers(answers, {field.key: field for field in form.own}, written.gists)
        raw |= {**raw_values(plain, release.catalogue), **typed_of(written)}
    searched = bool(raw.get(BY))
    if not searched:
        raw[BY] = searched_by(release, work.asked[subject_id], usual)
    version = part.mine.version if part.mine else None
    return _page(survey, part, form, Typed(raw, searched), version=version, opened=work.asked)


@partner.post("/<uuid:file_id>/answer/<uuid:subject_id>")
@allow(roles=ROLES)
def save(file_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Save the draft, and go on if asked to. Whatever stands against it, the page comes back with what was typed."""
    survey = surveyed(file_id)
    part = part_of(survey, subject_id)
    form = form_for(survey, part, request.form.getlist("asked"))
    typed, version = typed_in(form), draft_version()
    if (again := _shown_otherwise(typed, form)) is not None:
        return _page(survey, part, form, again, version=version)
    there = next((one for one in survey.parts if str(one.subject_id) == request.form.get("to")), None)
    looked = part.mine is None and request.form.get("began") == standing(typed.raw, searched=typed.searched)
    if there is not None and looked and not typed.rest:
        return redirect(url_for("partner.answer", file_id=file_id, subject_id=there.subject_id), 303)
    if typed.rest:
        typed = replace(typed, raw=nothing_for_the_rest(typed.raw, form.asked), rest=False)
    going_on = request.form.get("do") == "continue"
    try:
        if store(survey, part, form, typed, version, complete=going_on) is None:
            raise InvalidInput({"answers": NOTHING})
    except InvalidInput as error:
        return _page(survey, part, form, typed, version=version, errors=error.errors)
    except (Stale, WrongState) as error:
        fresh = surveyed(file_id)
        now = part_of(fresh, subject_id)
        version = now.mine.version if now.mine else None
        return _page(fresh, now, form, typed, version=version, notice=why_not(fresh, error.message), status=409)
    except LogStopped:
        raise  # its own page says whom to ring, and keeps what was typed
    except Unavailable as error:
        return _page(survey, part, form, typed, version=version, notice=error.message, status=503)
    same = url_for("partner.answer", file_id=file_id, subject_id=(there or part).subject_id)
    return redirect(_next(survey, part) if going_on else same, 303)


def store(
    survey: Survey, part: Part, form: AnswerForm, typed: Typed, version: int | None, *, complete: bool
) -> Record | None:
    """Save what was typed as the reader's draft; None where nothing was. Raises as `load_form` and `save_draft` do."""
    content = load_form(typed.raw, form, today(), searched=typed.searched, complete=complete)
    if not content.answers:
        return None
    dropped = [key for key in (*form.keys, *as_answered(survey).not_in_use) if key not in content.answers]
    file_id = survey.request.file_id
    return save_draft(runtime(), current.actor(), file_id, part.subject_id, content, version, dropped=dropped)


def typed_in(form: AnswerForm) -> Typed:
    """What stands in the form that was sent."""
    given = request.form
    return Typed(read_form(given, form), SEARCHED in given, "rest" in given, "others" in given)


def _shown_otherwise(typed: Typed, form: AnswerForm) -> Typed | None:
    """After a button that only changes what the page shows, and saves nothing; None after any other."""
    if change := row_change(request.form):
        return replace(typed, raw=with_row_change(typed.raw, change))
    if (cleared := request.form.get("clear")) in form.keys:
        return replace(typed, raw={**typed.raw, str(cleared): None})
    return replace(typed, all_others=True) if request.form.get("do") == "others" else None


def _next(survey: Survey, part: Part) -> str:
    """The next subject without a draft, then the check page."""
    waiting = [one for one in survey.parts if one.mine is None and one.subject_id != part.subject_id]
    later = [one for one in waiting if one.place > part.place] or waiting
    if later and survey.request.answered_at is None:
        return url_for("partner.answer", file_id=survey.request.file_id, subject_id=later[0].subject_id)
    return url_for("partner.check", file_id=survey.request.file_id)


def form_for(survey: Survey, part: Part, asked: Sequence[str]) -> AnswerForm:
    """The form about a subject, with what the hub asked for."""
    stated = statements_for(survey, choices_for(survey), part)
    return form_of(as_answered(survey), survey.own.kind, part, asked, stated, today())


def _page(
    survey: Survey,
    part: Part,
    form: AnswerForm,
    typed: Typed,
    *,
    version: int | None,
    opened: Mapping[UUID, OpenedRecord] | None = None,
    errors: Mapping[str, str] | None = None,
    notice: str | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    errors, raw = errors or {}, typed.raw
    found, stated_with = errors_by_id(errors), states_for_all(survey, part)
    release = runtime().policy.release
    every = seen_by(as_answered(survey), part, form.keys, survey.hub.name, {})
    common, seen = said_once(every, form.own, survey.hub.name, release)
    common_how, seen_how = said_once(every, form.envelope.plain, survey.hub.name, release, common)
    view = view_of(survey, opened) if opened else shown_again(survey)
    titles = {one.subject_id: title_of(one, survey.parts) for one in survey.parts}
    titles |= {one.part.subject_id: one.spoken for one in view.people} if view else {}
    to_say = [one for one in form.envelope.search if _touched([one], {}, found) or is_blank(raw.get(one.key))]
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
        others=[one for one in form.others if typed.all_others or not form.asked or _touched([one], raw, found)],
        all_others=typed.all_others,
        not_in_use=not_in_use_about(survey, part),
        by_itself=by_itself(form.asked),
        search_to_say=to_say,
        search_said=[one for one in form.envelope.search if one not in to_say],
        unfolded_more=_touched((*form.envelope.use, *form.envelope.more), {}, found),
        titles=titles,
        wrong=lambda fields: _touched(fields, {}, found),
        unfolded=lambda fields: _touched(fields, raw, found),
        seen={**seen, **seen_how},
        common=common,
        common_how=common_how,
        searched=typed.searched,
        rest=typed.rest,
        version=version,
        began=request.form.get("began") or standing(raw, searched=typed.searched),
        notice=notice,
        view=view,
        person=next((one for one in view.people if one.part.subject_id == part.subject_id), None) if view else None,
    )


def _touched(fields: Sequence[Field], raw: Mapping[str, Any], errors: Mapping[str, str]) -> bool:
    """Whether something in a group was answered or is wrong, so that it must stand open."""
    keys = [field.key for field in fields]
    answered = not all(is_blank(_said(raw.get(key))) for key in keys)
    return answered or any(path == key or path.startswith(f"{key}-") for path in errors for key in keys)


def _said(typed: Any) -> Any:
    return {part: one for part, one in typed.items() if part != "nature"} if isinstance(typed, dict) else typed


def draft_version() -> int | None:
    """The version of the draft that the form was made from."""
    typed = request.form.get("draft_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None
